using System.Security.Cryptography.X509Certificates;

namespace Provenance;

/// <summary>A certificate that is trusted to issue signing or time-stamping certificates (§14.4).</summary>
/// <param name="Certificate">The anchor: a root or an intermediate.</param>
/// <param name="ExtendedKeyUsages">The EKUs it is an anchor for, as object identifiers (§14.5.1.1).</param>
/// <param name="NotBefore">Trusted from this time on, or null (§14.4.1).</param>
/// <param name="NotAfter">Trusted up to this time, or null.</param>
/// <param name="Source">Where the anchor comes from, for people: a file name or the name of a list.</param>
public sealed record TrustAnchor(
    X509Certificate2 Certificate,
    IReadOnlyCollection<string> ExtendedKeyUsages,
    DateTimeOffset? NotBefore = null,
    DateTimeOffset? NotAfter = null,
    string? Source = null)
{
    /// <summary>Whether the anchor counts at the given time.</summary>
    public bool IsTrustedAt(DateTimeOffset time) => (NotBefore is null || time >= NotBefore) && (NotAfter is null || time <= NotAfter);
}
