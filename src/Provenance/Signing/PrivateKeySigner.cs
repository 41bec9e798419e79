using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance;

/// <summary>Signs with an <see cref="ECDsa"/> or <see cref="RSA"/> object of the caller or of a PEM file.</summary>
internal sealed class PrivateKeySigner : ClaimSigner
{
    private readonly AsymmetricAlgorithm _key;
    private readonly Lock _lock = new();

    public PrivateKeySigner(AsymmetricAlgorithm key, IReadOnlyList<X509Certificate2> chain, SigningAlgorithm algorithm)
    {
        _key = key;
        CertificateChain = chain;
        Algorithm = algorithm;
    }

    public override SigningAlgorithm Algorithm { get; }

    public override IReadOnlyList<X509Certificate2> CertificateChain { get; }

    protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // The platform's key objects are not promised to be safe from several threads; signers are.
        lock (_lock)
        {
            byte[] signature = _key switch
            {
                ECDsa ecdsa => ecdsa.SignData(message.Span, Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                RSA rsa => rsa.SignData(message.Span, Algorithm.Hash, RSASignaturePadding.Pss),
                _ => throw new SigningException(SigningFault.InvalidCredential, "The key is neither an ECDSA nor an RSA key."),
            };
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(signature);
        }
    }
}
