using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// Digests that were taken of the bytes of a file while it was written. What is asked for must be, range by range and block by block, what was
/// hashed then; anything else is read.
/// </summary>
internal sealed class WrittenDigests : IMediaDigests
{
    private readonly Dictionary<long, (HashPlan Plan, HashAlgorithmName Algorithm, byte[] Digest)> _plans = [];
    private readonly Dictionary<long, (BlockRun Blocks, HashAlgorithmName Algorithm, ReadOnlyMemory<byte> Digests)> _blocks = [];

    /// <summary>Remembers the digest of a plan.</summary>
    public void Add(HashPlan plan, HashAlgorithmName algorithm, byte[] digest) => _plans[Start(plan)] = (plan, algorithm, digest);

    /// <summary>Remembers the digests of blocks.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="algorithm">With what they were hashed.</param>
    /// <param name="digests">One behind the other.</param>
    public void Add(BlockRun blocks, HashAlgorithmName algorithm, ReadOnlyMemory<byte> digests) => _blocks[blocks.Offset] = (blocks, algorithm, digests);

    public ValueTask<byte[]> HashAsync(AssetSource source, HashPlan plan, HashAlgorithmName algorithm, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (!_plans.TryGetValue(Start(plan), out var known) || known.Algorithm != algorithm || !known.Plan.Segments.SequenceEqual(plan.Segments))
        {
            return RangeHasher.HashAsync(source, plan, algorithm, progress, cancellationToken);
        }

        progress?.Report(plan.TotalBytes);
        return new(known.Digest);
    }

    public ValueTask HashAsync(
        AssetSource source, BlockRun blocks, HashAlgorithmName algorithm, LeafHasher.Receiver receiver, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (!_blocks.TryGetValue(blocks.Offset, out var known)
            || known.Algorithm != algorithm || known.Blocks.Length != blocks.Length || !known.Blocks.Sizes.SequenceEqual(blocks.Sizes))
        {
            return LeafHasher.HashAsync(source, blocks, algorithm, receiver, progress, cancellationToken);
        }

        int length = ContentHash.Length(algorithm);
        for (int at = 0; at < known.Digests.Length && receiver(known.Digests.Span.Slice(at, length)); at += length)
        {
        }

        progress?.Report(blocks.Length);
        return ValueTask.CompletedTask;
    }

    // Plans of one file do not overlap; those of a piece without bytes are not worth remembering apart.
    private static long Start(HashPlan plan) => plan.Segments.Count > 0 ? plan.Segments[0].Offset : 0;
}
