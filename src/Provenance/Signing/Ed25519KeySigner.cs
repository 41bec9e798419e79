using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>Signs with an Ed25519 key through OpenSSL's libcrypto.</summary>
internal sealed class Ed25519KeySigner(byte[] privateKey, IReadOnlyList<X509Certificate2> chain) : ClaimSigner
{
    public override SigningAlgorithm Algorithm => SigningAlgorithm.Ed25519;

    public override IReadOnlyList<X509Certificate2> CertificateChain { get; } = chain;

    protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(OpenSslEd25519.Sign(privateKey, message.Span));
    }
}
