namespace Provenance.Bmff;

/// <summary>
/// Merkle trees over the <c>mdat</c> boxes of a file that is not fragmented (§15.12.2.1, §A.5.4.1.1). Leaves that need not be there yet are given away as
/// pieces and not hashed.
/// </summary>
internal sealed class MediaDataTrees(
    BoxIndex index, BmffHashAssertion assertion, IReadOnlyList<MerkleProof> proofs, IMediaDigests digests, HashProgress progress, List<MediaPiece>? pieces)
{
    /// <summary>
    /// c2pa-rs lets the first leaf start 16 bytes into the box whatever its header; the standard speaks of the payload. Both are read. The exclusion of
    /// §A.5.6 starts here too, so whichever it is, no byte is left over.
    /// </summary>
    public const int UsualStart = 16;

    /// <summary>Checks every tree.</summary>
    /// <returns>What is wrong; empty when everything holds.</returns>
    public async ValueTask<IReadOnlyList<BmffHashFault>> RunAsync(CancellationToken cancellationToken)
    {
        if (assertion.Merkle.Any(m => m.InitHash is not null))
        {
            return [BmffHashFault.Malformed("A Merkle tree names an initialization segment, but the file is not fragmented.")];
        }

        Box[] boxes = [.. index.Roots.All(BoxTypes.Mdat)];
        if (assertion.Merkle.Select(m => m.LocalId).Order().SequenceEqual(Enumerable.Range(0, boxes.Length).Select(i => (long)i)) is false)
        {
            return [BmffHashFault.Mismatch($"The file has {boxes.Length} 'mdat' boxes; the Merkle trees are not one for each.")];
        }

        if (GroupProofs(boxes.Length > 0 ? boxes[^1].Offset : 0, out var groups) is { } fault)
        {
            return [fault];
        }

        var faults = new List<BmffHashFault>();
        foreach (var map in assertion.Merkle)
        {
            var own = groups.GetValueOrDefault((map.UniqueId, map.LocalId)) ?? [];
            if (await CheckAsync(map, boxes[(int)map.LocalId], own, cancellationToken).ConfigureAwait(false) is { } wrong)
            {
                faults.Add(wrong);
            }
        }

        return faults;
    }

    // §A.5.4.1.1: the boxes follow the last mdat, those of one tree one behind the other, all of the same size.
    private BmffHashFault? GroupProofs(long lastMediaData, out Dictionary<(long, long), List<MerkleProof>> groups)
    {
        groups = [];
        MerkleProof? previous = null;
        foreach (var proof in proofs)
        {
            var id = (proof.UniqueId, proof.LocalId);
            bool follows = previous is not null && (previous.UniqueId, previous.LocalId) == id;
            if (proof.Box.Offset < lastMediaData || (groups.ContainsKey(id) && (!follows || proof.Box.Offset != previous!.Box.End || proof.Box.Size != previous.Box.Size)))
            {
                return BmffHashFault.Malformed("The Merkle boxes of the file are not in one group of equal boxes for each tree behind the media.");
            }

            if (!groups.TryGetValue(id, out var group))
            {
                groups[id] = group = [];
            }

            group.Add(proof);
            previous = proof;
        }

        var known = assertion.Merkle.Select(m => (m.UniqueId, m.LocalId)).ToHashSet();
        return groups.Keys.All(known.Contains) ? null : BmffHashFault.Mismatch("A Merkle box of the file belongs to no tree of the hash assertion.");
    }

    private async ValueTask<BmffHashFault?> CheckAsync(MerkleMap map, Box box, List<MerkleProof> own, CancellationToken cancellationToken)
    {
        bool needsProofs = map.Hashes.Count < map.Count;
        if (needsProofs && own.Count == 0)
        {
            return BmffHashFault.Malformed($"The Merkle boxes of the 'mdat' box at byte {box.Offset} are missing.");
        }

        if (own.Count > 0 && own.Count != map.Count)
        {
            return BmffHashFault.Malformed($"The 'mdat' box at byte {box.Offset} has {own.Count} Merkle boxes; its tree has {map.Count} leaves.");
        }

        long[] starts = [.. new[] { UsualStart, (long)box.HeaderSize }.Distinct()];
        if (pieces is not null)
        {
            return Defer(map, box, starts, own);
        }

        BmffHashFault? fault = null;
        foreach (long start in starts)
        {
            progress.Next();
            fault = await CheckAsync(map, box, Math.Min(start, box.Size), own, cancellationToken).ConfigureAwait(false);
            if (fault is null)
            {
                return null;
            }
        }

        return fault;
    }

    private async ValueTask<BmffHashFault?> CheckAsync(MerkleMap map, Box box, long start, List<MerkleProof> own, CancellationToken cancellationToken)
    {
        long payload = box.Size - start;
        if (CheckShape(map, box, payload) is { } misshapen)
        {
            return misshapen;
        }

        var check = new MerkleCheck(map);
        BmffHashFault? fault = null;
        await digests.HashAsync(index.Source, new BlockRun(box.Offset + start, payload, Blocks(map, payload)), map.Algorithm, Receive, progress, cancellationToken).ConfigureAwait(false);
        return fault ?? check.Finish();

        bool Receive(ReadOnlySpan<byte> digest)
        {
            fault = check.Next(digest, own.Count > 0 ? own[check.Leaves] : null);
            return fault is null;
        }
    }

    private static BmffHashFault? CheckShape(MerkleMap map, Box box, long payload)
    {
        long leaves = map.VariableBlockSizes?.Count ?? (map.FixedBlockSize is { } block ? Math.Max(1, (payload / block) + (payload % block > 0 ? 1 : 0)) : 1);
        if (leaves != map.Count)
        {
            return BmffHashFault.Malformed($"The 'mdat' box at byte {box.Offset} has {leaves} parts; its Merkle tree has {map.Count} leaves.");
        }

        if (map.VariableBlockSizes is { } sizes && Sum(sizes) != payload)
        {
            return BmffHashFault.Malformed($"The block sizes of a Merkle tree do not add up to the {payload} bytes of the 'mdat' box at byte {box.Offset}.");
        }

        return null;
    }

    // The leaves in the places that each way of reading the standard gives them.
    private BmffHashFault? Defer(MerkleMap map, Box box, long[] starts, List<MerkleProof> own)
    {
        var check = new MerkleCheck(map);
        var readings = new List<List<ByteRange>>();
        BmffHashFault? fault = null;
        foreach (long start in starts.Select(s => Math.Min(s, box.Size)))
        {
            long payload = box.Size - start;
            if (CheckShape(map, box, payload) is { } misshapen)
            {
                fault ??= misshapen;
                continue;
            }

            long at = box.Offset + start;
            readings.Add([.. Blocks(map, payload).Select(size => new ByteRange(at, at += size))]);
        }

        for (int leaf = 0; readings.Count > 0 && leaf < map.Count; leaf++)
        {
            ByteRange[] ranges = [.. readings.Select(r => r[leaf])];
            var proof = own.Count > 0 ? own[leaf] : null;
            if (check.Place(proof) is { } misplaced)
            {
                return misplaced;
            }

            pieces!.Add(new(new(ranges.Min(r => r.Offset), ranges.Max(r => r.End)), [.. ranges.Select(Plan)], map, leaf, proof));
        }

        return readings.Count > 0 ? null : fault;
    }

    private static HashPlan Plan(ByteRange range)
    {
        var plan = new HashPlan();
        plan.AddRange(range.Offset, range.End);
        return plan;
    }

    private static Int128 Sum(IReadOnlyList<long> sizes) => sizes.Aggregate(Int128.Zero, (sum, size) => sum + size);

    private static IEnumerable<long> Blocks(MerkleMap map, long payload)
    {
        if (map.VariableBlockSizes is { } sizes)
        {
            return sizes;
        }

        return map.FixedBlockSize is { } block ? Equal(block) : [payload];

        IEnumerable<long> Equal(long size)
        {
            for (int i = 0; i < map.Count; i++)
            {
                yield return Math.Min(size, payload - (i * size));
            }
        }
    }
}
