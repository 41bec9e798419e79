namespace Provenance.Bmff;

/// <summary>
/// Merkle trees over the fragments of one file with a single <c>moov</c> (§15.12.2.2, §A.5.4.1.2): a leaf goes from a <c>moof</c> to the next one,
/// a <c>merkle</c> box stands right before each, and <c>initHash</c> covers everything before the first. Fragments
/// that need not be there yet are given away as pieces and not hashed.
/// </summary>
internal sealed class FragmentTrees(
    BoxIndex index, BmffHashAssertion assertion, ExclusionMatches matches, IReadOnlyList<MerkleProof> proofs, IMediaDigests digests, HashProgress progress, List<MediaPiece>? pieces)
{
    /// <summary>What was hashed.</summary>
    public List<ByteRange> Covered { get; } = [];

    /// <summary>Checks the initialization part and every fragment.</summary>
    /// <returns>What is wrong; empty when everything holds. It ends with the first fault of the fragments.</returns>
    public async ValueTask<IReadOnlyList<BmffHashFault>> RunAsync(CancellationToken cancellationToken)
    {
        Box[] roots = [.. index.Roots];
        int first = Array.FindIndex(roots, r => r.Type == BoxTypes.Moof);
        var byBox = proofs.ToDictionary(p => p.Box.Id);
        for (int i = first; i < roots.Length; i++)
        {
            if (roots[i].Type == BoxTypes.Moof && (i == 0 || !byBox.ContainsKey(roots[i - 1].Id)))
            {
                return [BmffHashFault.Malformed($"The fragment at byte {roots[i].Offset} has no Merkle box before it.")];
            }
        }

        if (await CheckInitAsync(roots.AsMemory(0, first), cancellationToken).ConfigureAwait(false) is { } broken)
        {
            return [broken];
        }

        var trees = assertion.Merkle.ToDictionary(m => (m.UniqueId, m.LocalId), m => (Map: m, Check: new MerkleCheck(m)));
        int used = 0;
        for (int at = first; at < roots.Length;)
        {
            int next = at + 1;
            while (next < roots.Length && roots[next].Type != BoxTypes.Moof)
            {
                next++;
            }

            var proof = byBox[roots[at - 1].Id];
            used++;
            if (!trees.TryGetValue((proof.UniqueId, proof.LocalId), out var tree) || !HasTrack(roots[at], proof.LocalId))
            {
                return [BmffHashFault.Mismatch($"The fragment at byte {roots[at].Offset} belongs to no Merkle tree of its track.")];
            }

            if (await CheckAsync(roots.AsMemory(at, next - at), tree.Map, tree.Check, proof, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                return [fault];
            }

            at = next;
        }

        if (used != proofs.Count)
        {
            return [BmffHashFault.Malformed("The file has Merkle boxes that stand before no fragment.")];
        }

        return [.. trees.Values.Select(t => t.Check.Finish()).OfType<BmffHashFault>()];
    }

    /// <summary>The track of the first track fragment; null when there is none that can be read.</summary>
    public static uint? FirstTrack(Box moof) =>
        moof.Child(BoxTypes.Traf)?.Child(BoxTypes.Tfhd) is { } box && TfhdBox.TryParse(box, out var tfhd) ? tfhd.TrackId : null;

    /// <summary>Whether a fragment is of the track; the local id of a tree is the track (§A.5.4.2).</summary>
    public static bool HasTrack(Box moof, long localId) =>
        moof.Children.All(BoxTypes.Traf).Any(t => t.Child(BoxTypes.Tfhd) is { } box && TfhdBox.TryParse(box, out var tfhd) && tfhd.TrackId == localId);

    private async ValueTask<BmffHashFault?> CheckInitAsync(ReadOnlyMemory<Box> roots, CancellationToken cancellationToken)
    {
        foreach (var group in assertion.Merkle.GroupBy(m => m.Algorithm))
        {
            byte[]? digest = null;
            foreach (var map in group)
            {
                if (map.InitHash is not { } expected)
                {
                    return BmffHashFault.Malformed("A Merkle tree of a fragmented file names no hash of its beginning.");
                }

                digest ??= await HashAsync(roots, map, cancellationToken).ConfigureAwait(false);
                if (!digest.AsSpan().SequenceEqual(expected.Span))
                {
                    return BmffHashFault.Mismatch("The beginning of the file, before the first fragment, is not the one that was signed.");
                }
            }
        }

        return null;
    }

    private async ValueTask<BmffHashFault?> CheckAsync(ReadOnlyMemory<Box> roots, MerkleMap map, MerkleCheck check, MerkleProof proof, CancellationToken cancellationToken)
    {
        if (pieces is null)
        {
            return check.Next(await HashAsync(roots, map, cancellationToken).ConfigureAwait(false), proof);
        }

        int location = check.Leaves;
        var plan = Plan(roots);
        pieces.Add(new(new(roots.Span[0].Offset, plan.Ranges.Max(r => r.End)), [plan], map, location, proof));
        return check.Place(proof);
    }

    private HashPlan Plan(ReadOnlyMemory<Box> roots)
    {
        // §18.6.2: no offsets where the flat hash has them already.
        var plan = HashPlan.ForBoxes(roots.ToArray(), matches, withOffsets: !assertion.HasHashAndMerkle);
        Covered.AddRange(plan.Ranges);
        return plan;
    }

    private async ValueTask<byte[]> HashAsync(ReadOnlyMemory<Box> roots, MerkleMap map, CancellationToken cancellationToken)
    {
        var plan = Plan(roots);
        progress.Next();
        return await digests.HashAsync(index.Source, plan, map.Algorithm, progress, cancellationToken).ConfigureAwait(false);
    }
}
