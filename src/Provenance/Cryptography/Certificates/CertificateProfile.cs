namespace Provenance.Cryptography;

/// <summary>What a certificate is used for; the profile differs.</summary>
internal enum CertificateRole
{
    /// <summary>Signs claims.</summary>
    Signer,

    /// <summary>Issues certificates.</summary>
    Authority,

    /// <summary>Signs time-stamps.</summary>
    TimestampAuthority,

    /// <summary>Signs OCSP responses.</summary>
    OcspResponder,
}

/// <summary>A rule of the profile that a certificate breaks.</summary>
/// <param name="Clause">For example <c>14.5.1.1</c>.</param>
/// <param name="Sentence">A plain sentence.</param>
internal sealed record ProfileViolation(string Clause, string Sentence);

/// <summary>The certificate profile of §14.5.1.1.</summary>
internal static class CertificateProfile
{
    /// <summary>Every rule the certificate breaks in the role; empty when it is acceptable.</summary>
    public static IReadOnlyList<ProfileViolation> Check(ParsedCertificate certificate, CertificateRole role) => throw new NotImplementedException();

    /// <summary><see cref="Check"/> for the certificate of a claim signature.</summary>
    public static IReadOnlyList<ProfileViolation> CheckSigner(ParsedCertificate certificate) => Check(certificate, CertificateRole.Signer);

    /// <summary>The first rules only, which also bind certificates of the private credential store.</summary>
    public static IReadOnlyList<ProfileViolation> CheckPrivateCredential(ParsedCertificate certificate) => throw new NotImplementedException();
}
