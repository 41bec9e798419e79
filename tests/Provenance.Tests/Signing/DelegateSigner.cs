using System.Security.Cryptography.X509Certificates;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>A signer that does what a test wants.</summary>
internal sealed class DelegateSigner(TestCredential credential, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> sign) : ClaimSigner
{
    public override SigningAlgorithm Algorithm => credential.Algorithm;

    public override IReadOnlyList<X509Certificate2> CertificateChain => credential.Chain;

    protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => sign(message, cancellationToken);
}
