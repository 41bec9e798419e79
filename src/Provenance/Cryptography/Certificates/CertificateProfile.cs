using System.Security.Cryptography.X509Certificates;

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

/// <summary>The certificate profile of §14.5.1.1. Whether a certificate is trusted is another question.</summary>
internal static class CertificateProfile
{
    private const string Clause = "14.5.1.1";
    private const int LongestSerialNumber = 20;

    private static ReadOnlySpan<byte> EmptyName => [0x30, 0];

    /// <summary>Every rule the certificate breaks in the role; empty when it is acceptable.</summary>
    public static IReadOnlyList<ProfileViolation> Check(ParsedCertificate certificate, CertificateRole role)
    {
        var violations = new List<ProfileViolation>();
        violations.AddRange(CheckPrivateCredential(certificate));
        CheckStructure(certificate, role, violations);
        CheckKeyUsage(certificate, role, violations);
        if (role != CertificateRole.Authority)
        {
            CheckExtendedKeyUsage(certificate, role, violations);
        }

        return violations;
    }

    /// <summary><see cref="Check"/> for the certificate of a claim signature.</summary>
    public static IReadOnlyList<ProfileViolation> CheckSigner(ParsedCertificate certificate) => Check(certificate, CertificateRole.Signer);

    /// <summary>The first rules only, which also bind certificates of the private credential store.</summary>
    public static IReadOnlyList<ProfileViolation> CheckPrivateCredential(ParsedCertificate certificate)
    {
        var violations = new List<ProfileViolation>();

        // "The algorithm field of the signatureAlgorithm field shall be one of ..."; for RSASSA-PSS its parameters too.
        if (!SignatureScheme.TryRead(certificate.SignatureAlgorithm, out _, out string? problem))
        {
            violations.Add(new(Clause, "The certificate is signed in a way the standard does not allow: " + problem));
        }

        // "... shall be one of the following named curves"; "... shall have a length of at least 2048 bits". Keys of kinds that
        // §13.2.1 does not know cannot verify anything and are refused here as well.
        var key = certificate.PublicKey;
        if (key.Kind == PublicKeyKind.Other)
        {
            violations.Add(key.Algorithm.Oid == Oids.EcPublicKey
                ? new(Clause, "The certificate's EC key is on a curve other than P-256, P-384 and P-521.")
                : new("13.2.1", $"The certificate's key is of a kind the standard does not allow ({key.Algorithm.Oid})."));
        }
        else if (key.Kind is PublicKeyKind.Rsa or PublicKeyKind.RsaPss)
        {
            if (key.RsaModulusBits < SignatureVerifier.MinRsaBits)
            {
                violations.Add(new(Clause, $"The certificate's RSA key has {key.RsaModulusBits} bits; at least 2048 are required."));
            }
            else if (key.RsaModulusBits > SignatureVerifier.MaxRsaBits)
            {
                violations.Add(new("13.2.1", $"The certificate's RSA key has {key.RsaModulusBits} bits; more than 16384 are refused."));
            }
        }

        return violations;
    }

    private static void CheckStructure(ParsedCertificate certificate, CertificateRole role, List<ProfileViolation> violations)
    {
        // "Version shall be v3".
        if (certificate.Version != 3)
        {
            violations.Add(new(Clause, $"The certificate is of version {certificate.Version}, not 3."));
        }

        // "The issuerUniqueID and subjectUniqueID optional fields ... shall not be present".
        if (certificate.HasUniqueIdentifiers)
        {
            violations.Add(new(Clause, "The certificate carries an issuer or subject unique identifier."));
        }

        // "... the Basic Constraints extension shall be present with the cA boolean asserted", or "shall not be asserted".
        bool authority = certificate.BasicConstraints is { IsAuthority: true };
        if (role == CertificateRole.Authority && !authority)
        {
            violations.Add(new(Clause, "The certificate issues another one and is not a certification authority's (basicConstraints)."));
        }
        else if (role != CertificateRole.Authority && authority)
        {
            violations.Add(new(Clause, "The certificate is a certification authority's (basicConstraints); only end entities may sign."));
        }

        // "shall follow RFC 5280, section 4.2.1.9": critical where it says that the key may issue.
        if (role == CertificateRole.Authority && certificate.Find(Oids.BasicConstraints) is { IsCritical: false })
        {
            violations.Add(new(Clause, "The authority's basic constraints are not critical."));
        }

        // RFC 5280 §4.1.2.2: a positive number of at most 20 bytes; §4.1.2.6: an authority has a name.
        var serial = certificate.SerialNumber.Span;
        if (serial.Length > LongestSerialNumber || serial[0] >= 0x80 || !serial.ContainsAnyExcept((byte)0))
        {
            violations.Add(new("RFC 5280 4.1.2.2", "The certificate's serial number is not a positive number of at most 20 bytes."));
        }

        if (role == CertificateRole.Authority && certificate.Subject.Span.SequenceEqual(EmptyName))
        {
            violations.Add(new("RFC 5280 4.1.2.6", "The authority's certificate names no subject."));
        }

        // "The Authority Key Identifier extension shall be present in any certificate that is not self-signed".
        if (!certificate.HasAuthorityKeyIdentifier && !certificate.IsSelfIssued)
        {
            violations.Add(new(Clause, "The certificate has no authority key identifier."));
        }

        // "... the Subject Key Identifier extension shall be present in any certificate that acts as a CA".
        if (role == CertificateRole.Authority && certificate.SubjectKeyIdentifier is null)
        {
            violations.Add(new(Clause, "The authority's certificate has no subject key identifier."));
        }
    }

    private static void CheckKeyUsage(ParsedCertificate certificate, CertificateRole role, List<ProfileViolation> violations)
    {
        // "The Key Usage extension shall be present and should be marked as critical."
        if (certificate.KeyUsage is not { } usage)
        {
            violations.Add(new(Clause, "The certificate has no key usage extension."));
            return;
        }

        // "Certificates used to sign C2PA manifests shall assert the digitalSignature bit."
        if (role == CertificateRole.Signer && !usage.HasFlag(X509KeyUsageFlags.DigitalSignature))
        {
            violations.Add(new(Clause, "The certificate's key usage does not include digital signatures."));
        }

        // "The keyCertSign bit shall only be asserted if the cA boolean is asserted".
        if (usage.HasFlag(X509KeyUsageFlags.KeyCertSign) && certificate.BasicConstraints is not { IsAuthority: true })
        {
            violations.Add(new(Clause, "The certificate's key usage includes issuing certificates though it is not an authority's."));
        }

        // RFC 5280 §6.1.4 (n).
        if (role == CertificateRole.Authority && !usage.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            violations.Add(new("RFC 5280 6.1.4", "The authority's key usage does not include issuing certificates."));
        }
    }

    private static void CheckExtendedKeyUsage(ParsedCertificate certificate, CertificateRole role, List<ProfileViolation> violations)
    {
        // "The Extended Key Usage (EKU) extension shall be present and non-empty".
        var usages = certificate.ExtendedKeyUsages;
        if (usages.Count == 0)
        {
            violations.Add(new(Clause, certificate.HasExtendedKeyUsage ? "The certificate's extended key usage is empty." : "The certificate has no extended key usage."));
            return;
        }

        // "The anyExtendedKeyUsage EKU (2.5.29.37.0) shall not be present."
        if (usages.Contains(ExtendedKeyUsage.Any, StringComparer.Ordinal))
        {
            violations.Add(new(Clause, "The certificate is for any extended key usage, which is not allowed."));
        }

        // "... shall be valid for exactly one of those two purposes, and not valid for any other purpose."
        bool timeStamping = usages.Contains(ExtendedKeyUsage.TimeStamping, StringComparer.Ordinal);
        bool ocspSigning = usages.Contains(ExtendedKeyUsage.OcspSigning, StringComparer.Ordinal);
        bool several = usages.Distinct(StringComparer.Ordinal).Skip(1).Any();
        if ((timeStamping || ocspSigning) && several)
        {
            violations.Add(new(Clause, "The certificate is for time-stamping or OCSP signing and for something else as well."));
        }

        switch (role)
        {
            case CertificateRole.Signer when timeStamping || ocspSigning:
                violations.Add(new("14.5.1.2", "The certificate is for time-stamping or OCSP signing, not for signing claims."));
                break;
            case CertificateRole.TimestampAuthority when !timeStamping:
                violations.Add(new(Clause, "The certificate is not for time-stamping."));
                break;
            case CertificateRole.OcspResponder when !ocspSigning:
                violations.Add(new(Clause, "The certificate is not for OCSP signing."));
                break;
            default:
                break;
        }
    }
}
