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

    /// <summary>Builds and validates a path for a claim signer (§14.5.1.2): private credentials first, then the anchors of the leaf's own EKUs.</summary>
    /// <param name="leaf">The signer's certificate.</param>
    /// <param name="intermediates">The other certificates of the signature, untrusted.</param>
    /// <param name="trustList">Anchors for claim signers.</param>
    /// <param name="privateCredentials">Signer certificates trusted directly (§14.4.3), compared byte for byte.</param>
    /// <param name="time">The trusted time-stamp, or now.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public static CertificatePath BuildForSigner(
        ParsedCertificate leaf,
        IReadOnlyList<ParsedCertificate> intermediates,
        TrustList trustList,
        IReadOnlyList<X509Certificate2> privateCredentials,
        DateTimeOffset time,
        SignatureVerifier verifier)
    {
        // §14.5.1.2: "if the certificate is present in the private credential store ... the certificate is accepted". Its validity still counts (§15.8.2).
        if (privateCredentials.Any(c => c.RawDataMemory.Span.SequenceEqual(leaf.Der.Span)))
        {
            return new CertificatePath
            {
                Outcome = leaf.IsValidAt(time) ? PathOutcome.Trusted : PathOutcome.OutsideValidity,
                Certificates = [leaf],
                IsPrivateCredential = true,
                Reason = "The certificate is in the private credential store.",
            };
        }

        return Build(leaf, intermediates, trustList, [.. leaf.ExtendedKeyUsages], time, verifier);
    }

    /// <summary>Builds and validates a path with the anchors that serve at least one of the usages and are trusted at the time (§14.4.1, §14.5.1.2).</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="intermediates">Other certificates, untrusted.</param>
    /// <param name="trustList">The anchors.</param>
    /// <param name="usages">The EKUs: for time-stamping the one of it, for a signer those of its certificate.</param>
    /// <param name="time">When the path must be valid.</param>
    /// <param name="verifier">Verifies signatures within limits.</param>
    public static CertificatePath Build(
        ParsedCertificate leaf,
        IReadOnlyList<ParsedCertificate> intermediates,
        TrustList trustList,
        IReadOnlyCollection<string> usages,
        DateTimeOffset time,
        SignatureVerifier verifier)
    {
        // Only EKUs the leaf itself carries count, whatever the purpose.
        var anchors = trustList.Anchors
            .Where(a => a.IsTrustedAt(time) && a.ExtendedKeyUsages.Any(u => usages.Contains(u, StringComparer.Ordinal) && leaf.ExtendedKeyUsages.Contains(u, StringComparer.Ordinal)))
            .ToArray();
        var path = PathSearch.Find(leaf, intermediates, anchors, time, verifier);
        return path.Outcome == PathOutcome.Untrusted && anchors.Length == 0
            ? path with { Reason = trustList.IsEmpty ? "No trust anchors were given." : "No trust anchor serves the usages of the certificate at this time." }
            : path;
    }
}
