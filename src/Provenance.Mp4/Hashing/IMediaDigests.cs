using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>Where validation has the digests of an asset's media from: by reading it, as everybody must, or, for who wrote it a moment ago, from the writing.</summary>
internal interface IMediaDigests
{
    /// <summary>The digest along a plan, see <see cref="RangeHasher"/>.</summary>
    ValueTask<byte[]> HashAsync(AssetSource source, HashPlan plan, HashAlgorithmName algorithm, IProgress<long>? progress, CancellationToken cancellationToken);

    /// <summary>The digests of consecutive blocks, see <see cref="LeafHasher"/>.</summary>
    ValueTask HashAsync(AssetSource source, BlockRun blocks, HashAlgorithmName algorithm, LeafHasher.Receiver receiver, IProgress<long>? progress, CancellationToken cancellationToken);
}

/// <summary>Consecutive blocks of a file.</summary>
/// <param name="Offset">Where the first one starts.</param>
/// <param name="Length">Bytes of all together.</param>
/// <param name="Sizes">The blocks, one behind the other; a block may be empty.</param>
internal readonly record struct BlockRun(long Offset, long Length, IEnumerable<long> Sizes);

/// <summary>Digests of what is read.</summary>
internal sealed class ReadDigests : IMediaDigests
{
    private ReadDigests()
    {
    }

    /// <summary>The only one; it holds nothing.</summary>
    public static ReadDigests Instance { get; } = new();

    public ValueTask<byte[]> HashAsync(AssetSource source, HashPlan plan, HashAlgorithmName algorithm, IProgress<long>? progress, CancellationToken cancellationToken) =>
        RangeHasher.HashAsync(source, plan, algorithm, progress, cancellationToken);

    public ValueTask HashAsync(
        AssetSource source, BlockRun blocks, HashAlgorithmName algorithm, LeafHasher.Receiver receiver, IProgress<long>? progress, CancellationToken cancellationToken) =>
        LeafHasher.HashAsync(source, blocks, algorithm, receiver, progress, cancellationToken);
}
