using System.Buffers;
using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>Reads what a <see cref="HashPlan"/> needs from a file and hashes it, a quarter of a megabyte at a time: the piece stays in the cache of the processor.</summary>
internal static class RangeHasher
{
    private const int BufferSize = 256 << 10;

    // Reading over a short gap is cheaper than another read behind it.
    private const int ReadOverGap = 16 << 10;

    /// <summary>Hashes a file along a plan.</summary>
    /// <param name="source">The file.</param>
    /// <param name="plan">What is hashed.</param>
    /// <param name="algorithm">With what.</param>
    /// <param name="progress">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask<byte[]> HashAsync(AssetSource source, HashPlan plan, HashAlgorithmName algorithm, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var hasher = new PlanHasher(plan, algorithm);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferSize, Math.Max(plan.TotalBytes, 1)));
        try
        {
            int segment = 0;
            while (hasher.Needed is { } needed)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long limit = needed.Offset + Math.Min(buffer.Length, BufferSize);
                long end = EndOfRead(plan.Segments, needed, limit, ref segment);
                var piece = buffer.AsMemory(0, (int)(end - needed.Offset));
                await source.ReadExactlyAsync(needed.Offset, piece, cancellationToken).ConfigureAwait(false);
                hasher.Append(needed.Offset, piece.Span);
                progress?.Report(hasher.BytesHashed);
            }

            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The end of the last range that starts before the limit, with only short gaps on the way.
    private static long EndOfRead(IReadOnlyList<HashSegment> segments, ByteRange needed, long limit, ref int segment)
    {
        long end = needed.Offset;
        for (; segment < segments.Count; segment++)
        {
            var (offset, length) = segments[segment];
            if (length == 0 || offset + length <= needed.Offset)
            {
                continue;
            }

            if (offset >= limit || offset - end > ReadOverGap)
            {
                break;
            }

            end = Math.Min(offset + length, limit);
            if (end == limit)
            {
                break;
            }
        }

        return end;
    }
}
