namespace Provenance.Bmff;

/// <summary>Holds one tree against the leaves of a file, which come in order (§15.12.2).</summary>
/// <param name="map">The tree.</param>
internal sealed class MerkleCheck(MerkleMap map)
{
    private readonly MerkleMap _map = map;

    /// <summary>How many leaves came so far: the location the next one must have.</summary>
    public int Leaves { get; private set; }

    /// <summary>Whether proofs are needed: the stored row is not that of the leaves.</summary>
    public bool NeedsProofs => _map.Hashes.Count < _map.Count;

    /// <summary>Checks the next leaf.</summary>
    /// <param name="digest">Its hash.</param>
    /// <param name="proof">What the file says about it, or null where the stored row is that of the leaves and no box is needed.</param>
    /// <returns>What is wrong, or null.</returns>
    public BmffHashFault? Next(ReadOnlySpan<byte> digest, MerkleProof? proof)
    {
        int location = Leaves;
        return Place(proof) ?? Verify(_map, location, digest, proof);
    }

    /// <summary>Checks the place of the next leaf, and not what it binds.</summary>
    /// <param name="proof">What the file says about it, or null.</param>
    /// <returns>What is wrong, or null.</returns>
    public BmffHashFault? Place(MerkleProof? proof)
    {
        int location = Leaves++;
        if (location >= _map.Count)
        {
            // §15.12.2: what is not named there is a mismatch. Too many leaves are malformed only in §15.12.2.1, whose trees are counted before they get here.
            return BmffHashFault.Mismatch($"A Merkle tree has {_map.Count} leaves, but the file has more parts: one was added or doubled.");
        }

        if (proof is not null && (proof.UniqueId != _map.UniqueId || proof.LocalId != _map.LocalId || proof.Location != location))
        {
            return BmffHashFault.Mismatch($"Part {location} of the media is missing, doubled or out of order.");
        }

        return null;
    }

    /// <summary>Says whether leaves are missing, after the last one.</summary>
    public BmffHashFault? Finish() => Leaves < _map.Count
        ? BmffHashFault.Mismatch($"A Merkle tree has {_map.Count} leaves, but the file has only {Leaves} parts.")
        : null;

    /// <summary>Checks one leaf at any location.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static BmffHashFault? Verify(MerkleMap map, long location, ReadOnlySpan<byte> digest, MerkleProof? proof)
    {
        if (location < 0 || location >= map.Count)
        {
            return BmffHashFault.Mismatch($"A part of the media says that it is leaf {location} of a Merkle tree of {map.Count} leaves.");
        }

        int expected = MerkleTree.ProofLength(map.Count, map.Hashes.Count, (int)location);
        var hashes = proof?.Hashes ?? [];
        int length = digest.Length;
        if (hashes.Count != expected || hashes.Any(h => h.Length != length))
        {
            return BmffHashFault.Mismatch($"The proof of part {location} of the media does not have the {expected} hashes that its Merkle tree asks for.");
        }

        var (node, index) = MerkleTree.Climb(map.Algorithm, map.Count, map.Hashes.Count, (int)location, digest, hashes);
        return node.AsSpan().SequenceEqual(map.Hashes[index].Span) ? null : BmffHashFault.Mismatch($"Part {location} of the media is not the one that was signed.");
    }
}
