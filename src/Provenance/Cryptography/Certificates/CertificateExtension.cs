namespace Provenance.Cryptography;

/// <summary>An extension of a certificate (RFC 5280 §4.2).</summary>
/// <param name="Oid">Its type.</param>
/// <param name="IsCritical">Whether whoever does not understand it must refuse the certificate.</param>
/// <param name="Value">The DER inside the octet string.</param>
internal sealed record CertificateExtension(string Oid, bool IsCritical, ReadOnlyMemory<byte> Value);
