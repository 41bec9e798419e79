using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// Reads what a <see cref="HashPlan"/> needs from a file and hashes it, a quarter of a megabyte at a time: the pieces stay in the cache of the
/// processor. Of a large file the next pieces are read while one is hashed, so that the hash never waits for the file.
/// </summary>
internal static class RangeHasher
{
    /// <summary>Bytes per read.</summary>
    public const int PieceSize = 256 << 10;

    /// <summary>From so many bytes on, the handing over between two threads is paid for.</summary>
    public const int ReadAheadFrom = 8 << 20;

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
        var work = plan.TotalBytes >= ReadAheadFrom && Environment.ProcessorCount > 1
            ? HashReadingAheadAsync(source, plan, hasher, progress, cancellationToken)
            : HashInTurnAsync(source, plan, hasher, progress, cancellationToken);
        await work.ConfigureAwait(false);
        return hasher.Finish();
    }

    /// <summary>The reads that a plan needs, in order: each has at most so many bytes, starts and ends with bytes that the plan needs, and has no long gap.</summary>
    public static IEnumerable<ByteRange> Pieces(HashPlan plan, int size)
    {
        var segments = plan.Segments;
        int segment = 0;
        long done = 0;
        while (true)
        {
            while (segment < segments.Count && (segments[segment].IsOffset || segments[segment].Offset + segments[segment].Length <= done))
            {
                segment++;
            }

            if (segment == segments.Count)
            {
                yield break;
            }

            long start = Math.Max(segments[segment].Offset, done);
            done = EndOfRead(segments, start, start + size, segment);
            yield return new(start, done);
        }
    }

    private static async Task HashInTurnAsync(AssetSource source, HashPlan plan, PlanHasher hasher, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var buffer = new ReadBuffer((int)Math.Clamp(plan.TotalBytes, 1, PieceSize));
        foreach (var piece in Pieces(plan, buffer.Size))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = buffer.For(piece.Offset, (int)(piece.End - piece.Offset));
            await source.ReadExactlyAsync(piece.Offset, bytes, cancellationToken).ConfigureAwait(false);
            hasher.Append(piece.Offset, bytes.Span);
            progress?.Report(hasher.BytesHashed);
        }
    }

    private static async Task HashReadingAheadAsync(AssetSource source, HashPlan plan, PlanHasher hasher, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var pieces = Pieces(plan, PieceSize).GetEnumerator();
        await Relay.RunAsync(ReadAsync, Hash, PieceSize, cancellationToken).ConfigureAwait(false);

        async ValueTask<Piece> ReadAsync(ReadBuffer buffer)
        {
            if (!pieces.MoveNext())
            {
                return default;
            }

            var bytes = buffer.For(pieces.Current.Offset, (int)(pieces.Current.End - pieces.Current.Offset));
            await source.ReadExactlyAsync(pieces.Current.Offset, bytes, cancellationToken).ConfigureAwait(false);
            return new(pieces.Current.Offset, bytes);
        }

        void Hash(Piece piece)
        {
            hasher.Append(piece.Offset, piece.Bytes.Span);
            progress?.Report(hasher.BytesHashed);
        }
    }

    // The end of the last range that starts before the limit, with only short gaps on the way.
    private static long EndOfRead(IReadOnlyList<HashSegment> segments, long start, long limit, int segment)
    {
        long end = start;
        for (; segment < segments.Count; segment++)
        {
            var (offset, length) = segments[segment];
            if (length == 0)
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
