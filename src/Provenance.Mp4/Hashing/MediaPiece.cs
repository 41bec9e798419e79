namespace Provenance.Bmff;

/// <summary>A leaf of a Merkle tree and the bytes it binds: what can be checked without the rest of the file.</summary>
/// <param name="Range">The bytes of the file that are needed.</param>
/// <param name="Plans">What is hashed; where the standard is read in two ways, either may be what was meant.</param>
/// <param name="Map">The tree.</param>
/// <param name="Location">Which leaf.</param>
/// <param name="Proof">What the file says about it, or null where the stored row is that of the leaves.</param>
internal sealed record MediaPiece(ByteRange Range, IReadOnlyList<HashPlan> Plans, MerkleMap Map, int Location, MerkleProof? Proof)
{
    /// <summary>Checks the piece.</summary>
    /// <returns>What is wrong, or null.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async ValueTask<BmffHashFault?> CheckAsync(AssetSource source, CancellationToken cancellationToken)
    {
        BmffHashFault? fault = null;
        foreach (var plan in Plans)
        {
            byte[] digest = await RangeHasher.HashAsync(source, plan, Map.Algorithm, progress: null, cancellationToken).ConfigureAwait(false);
            fault = MerkleCheck.Verify(Map, Location, digest, Proof);
            if (fault is null)
            {
                return null;
            }
        }

        return fault;
    }
}
