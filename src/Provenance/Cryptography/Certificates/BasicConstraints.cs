namespace Provenance.Cryptography;

/// <summary>The basicConstraints extension (RFC 5280 §4.2.1.9).</summary>
/// <param name="IsAuthority">The cA boolean.</param>
/// <param name="PathLength">Most intermediate certificates below, or null for any number.</param>
internal sealed record BasicConstraints(bool IsAuthority, int? PathLength);
