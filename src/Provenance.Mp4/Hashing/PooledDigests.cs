using System.Security.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Bmff;

/// <summary>Digests of what is read, together with those of other files of the same batch.</summary>
internal sealed class PooledDigests(HashPool pool) : IMediaDigests
{
    // A message is read range by range; very many of them are read better together, over the gaps between them.
    private const int MaxSegments = 4096;

    public async ValueTask<byte[]> HashAsync(AssetSource source, HashPlan plan, HashAlgorithmName algorithm, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        // Side by side, one slow source would hold up all others.
        if (source is FileAssetSource or MemoryAssetSource && plan.TotalBytes < HashPool.MaxLaneBytes && plan.Segments.Count <= MaxSegments)
        {
            return await pool.HashAsync(algorithm, new PlanMessage(source, plan, progress), cancellationToken).ConfigureAwait(false);
        }

        return await pool.RunAloneAsync(() => RangeHasher.HashAsync(source, plan, algorithm, progress, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask HashAsync(
        AssetSource source, BlockRun blocks, HashAlgorithmName algorithm, LeafHasher.Receiver receiver, IProgress<long>? progress, CancellationToken cancellationToken) =>
        _ = await pool.RunAloneAsync(async () =>
        {
            await LeafHasher.HashAsync(source, blocks, algorithm, receiver, progress, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
}
