using Provenance.Cryptography;

namespace Provenance;

/// <summary>
/// Base for key services and hardware modules that take a digest. The answer may be DER or IEEE P1363 for ECDSA; it is normalised
/// and its length checked, and every signature is checked against the certificate before it is used.
/// </summary>
public abstract class DigestClaimSigner : ClaimSigner
{
    /// <inheritdoc/>
    protected internal sealed override async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var algorithm = Algorithm;
        if (!algorithm.IsEcdsa && !algorithm.IsRsaPss)
        {
            throw new SigningException(SigningFault.InvalidCredential, "Ed25519 signs messages, not digests: derive from ClaimSigner.");
        }

        var key = SignerKey.Leaf(CertificateChain);
        var answer = await SignDigestAsync(ContentHash.Compute(algorithm.Hash, message.Span), cancellationToken).ConfigureAwait(false);
        return algorithm.IsEcdsa ? NormaliseEcdsa(answer, key) : RequireLength(answer, (key.RsaModulusBits + 7) / 8);
    }

    // DER is recognised by parsing to its last byte; whatever else has the one length of r‖s is taken as that.
    private ReadOnlyMemory<byte> NormaliseEcdsa(ReadOnlyMemory<byte> answer, PublicKeyInfo key)
    {
        if (key.Kind != PublicKeyKind.EllipticCurve)
        {
            throw new SigningException(SigningFault.InvalidCredential, $"The signer's certificate has no EC key on P-256, P-384 or P-521, as {Algorithm} needs.");
        }

        byte[]? converted = EcdsaSignature.FromDer(answer, key.CurveSize);
        return converted ?? RequireLength(answer, 2 * key.CurveSize);
    }

    private ReadOnlyMemory<byte> RequireLength(ReadOnlyMemory<byte> answer, int length) =>
        answer.Length == length
            ? answer
            : throw new SigningException(SigningFault.SignerFailed, $"The signer answered with {answer.Length} bytes; an {Algorithm} signature of this key has {length}.");

    /// <summary>Signs a digest.</summary>
    /// <param name="digest">The digest, as long as <see cref="SigningAlgorithm.Hash"/> makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The signature: r‖s or DER for ECDSA, the plain value for RSA-PSS.</returns>
    protected abstract ValueTask<ReadOnlyMemory<byte>> SignDigestAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken);
}
