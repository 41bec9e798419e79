using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;

namespace Provenance.Testing;

/// <summary>Signs certificates with an Ed25519 key.</summary>
internal sealed class Ed25519SignatureGenerator(TestKey key) : X509SignatureGenerator
{
    /// <inheritdoc/>
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Ed25519Encoding.AlgorithmIdentifier.ToArray();

    /// <inheritdoc/>
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => OpenSslEd25519.Sign(Ed25519Encoding.SeedOf(key.Pkcs8.Span), data);

    /// <inheritdoc/>
    protected override PublicKey BuildPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
}
