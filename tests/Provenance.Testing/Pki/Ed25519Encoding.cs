using Provenance.Cryptography;

namespace Provenance.Testing;

/// <summary>The fixed DER wrappings of Ed25519 keys (RFC 8410).</summary>
internal static class Ed25519Encoding
{
    /// <summary>The AlgorithmIdentifier of Ed25519 keys and signatures.</summary>
    public static ReadOnlySpan<byte> AlgorithmIdentifier => [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];

    /// <summary>The private key as PKCS#8.</summary>
    public static byte[] Pkcs8(ReadOnlySpan<byte> seed) => [0x30, 0x2e, 0x02, 0x01, 0x00, .. AlgorithmIdentifier, 0x04, 0x22, 0x04, 0x20, .. seed];

    /// <summary>The public key that belongs to the seed, as a SubjectPublicKeyInfo.</summary>
    public static byte[] SubjectPublicKeyInfo(ReadOnlySpan<byte> seed) => [0x30, 0x2a, .. AlgorithmIdentifier, 0x03, 0x21, 0x00, .. OpenSslEd25519.PublicKeyOf(seed)];

    /// <summary>The seed inside a PKCS#8 made by <see cref="Pkcs8"/>.</summary>
    public static ReadOnlySpan<byte> SeedOf(ReadOnlySpan<byte> pkcs8) => pkcs8[^32..];
}
