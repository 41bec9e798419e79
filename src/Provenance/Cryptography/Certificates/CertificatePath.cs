using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>What became of a search for a path.</summary>
internal enum PathOutcome
{
    /// <summary>A path to an anchor exists and every certificate of it is valid at the time.</summary>
    Trusted,

    /// <summary>A path to an anchor exists, correct in everything but that a certificate of it is not valid at the time.</summary>
    OutsideValidity,

    /// <summary>No path to an anchor.</summary>
    Untrusted,
}

/// <summary>A certification path (RFC 5280 §6), or why there is none.</summary>
internal sealed record CertificatePath
{
    public required PathOutcome Outcome { get; init; }

    /// <summary>The certificates from the leaf to the anchor; when untrusted, as far as the given certificates reach.</summary>
    public required IReadOnlyList<ParsedCertificate> Certificates { get; init; }

    /// <summary>The anchor, or null when untrusted or directly trusted (<see cref="IsPrivateCredential"/>).</summary>
    public TrustAnchor? Anchor { get; init; }

    /// <summary>Whether the leaf is in the private credential store (§14.4.3).</summary>
    public bool IsPrivateCredential { get; init; }

    /// <summary>A plain sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether every certificate in <see cref="Certificates"/> is valid at the time; holds for untrusted chains too.</summary>
    public bool IsValidAt(DateTimeOffset time) => Certificates.All(c => c.IsValidAt(time));

    /// <summary>Builds and validates a path for a claim signer (§14.5.1.2): anchors by the leaf's EKUs, private credentials first.</summary>
    public static CertificatePath BuildForSigner(
        ParsedCertificate leaf,
        IReadOnlyList<ParsedCertificate> intermediates,
        TrustList trustList,
        IReadOnlyList<X509Certificate2> privateCredentials,
        DateTimeOffset time,
        SignatureVerifier verifier) => throw new NotImplementedException();

    /// <summary>Builds and validates a path for one purpose: time-stamping or OCSP signing.</summary>
    public static CertificatePath Build(
        ParsedCertificate leaf,
        IReadOnlyList<ParsedCertificate> intermediates,
        TrustList trustList,
        IReadOnlyCollection<string> usages,
        DateTimeOffset time,
        SignatureVerifier verifier) => throw new NotImplementedException();
}
