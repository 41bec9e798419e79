namespace Provenance;

/// <summary>
/// Base for key services and hardware modules that take a digest. The answer may be DER or IEEE P1363 for ECDSA; it is normalised
/// and its length checked, and every signature is checked against the certificate before it is used.
/// </summary>
public abstract class DigestClaimSigner : ClaimSigner
{
    /// <inheritdoc/>
    protected internal sealed override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Signs a digest.</summary>
    /// <param name="digest">The digest, as long as <see cref="SigningAlgorithm.Hash"/> makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The signature: r‖s or DER for ECDSA, the plain value for RSA-PSS.</returns>
    protected abstract ValueTask<ReadOnlyMemory<byte>> SignDigestAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken);
}
