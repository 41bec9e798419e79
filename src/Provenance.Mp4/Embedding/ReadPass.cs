namespace Provenance.Bmff;

/// <summary>
/// Reads a file from the first byte to the last, each byte once, for what hashes it: a large file with two threads, one that reads and one that
/// hashes; media in blocks with all processors.
/// </summary>
internal static class ReadPass
{
    /// <summary>Bytes per piece: small enough for a few to stay in the processor's cache, large enough to make handing over cheap.</summary>
    public const int PieceSize = 256 << 10;

    /// <summary>From so many bytes on, the handing over between two threads is paid for.</summary>
    public const int ShareFrom = 8 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="receiver">What hashes it; null for nobody, when reading is not all that the source does.</param>
    /// <param name="bytesRead">Told the number of bytes read so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The file became shorter.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task RunAsync(AssetSource source, IMediaReceiver? receiver, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(source, receiver, bytesRead, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException e)
        {
            throw new SigningException(SigningFault.InputChanged, "The input became shorter while it was being read.", e);
        }
    }

    private static async Task ReadAsync(AssetSource source, IMediaReceiver? receiver, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        long at = 0;
        foreach (var leaves in receiver?.Leaves ?? [])
        {
            await AppendAsync(at, leaves.Blocks.Offset).ConfigureAwait(false);
            at = leaves.Blocks.Offset;
            var hashed = bytesRead is null ? null : new Further(bytesRead, at);
            await LeafHasher.HashAsync(source, leaves.Blocks, leaves.Algorithm, leaves.Receiver, hashed, cancellationToken).ConfigureAwait(false);
            at += leaves.Blocks.Length;
        }

        await AppendAsync(at, source.Length).ConfigureAwait(false);

        Task AppendAsync(long from, long to)
        {
            var reading = new Reading(source, from, to, bytesRead, cancellationToken);
            return receiver is not null && to - from >= ShareFrom && Environment.ProcessorCount > 1
                ? Relay.RunAsync(reading.NextAsync, piece => receiver.Append(piece.Offset, piece.Bytes.Span), PieceSize, cancellationToken)
                : InTurnAsync(reading, receiver, (int)Math.Clamp(to - from, 1, PieceSize));
        }
    }

    private static async Task InTurnAsync(Reading reading, IMediaReceiver? receiver, int size)
    {
        using var buffer = new ReadBuffer(size);
        while (await reading.NextAsync(buffer).ConfigureAwait(false) is { Bytes.IsEmpty: false } piece)
        {
            receiver?.Append(piece.Offset, piece.Bytes.Span);
        }
    }

    /// <summary>Reads a stretch piece after piece.</summary>
    private sealed class Reading(AssetSource source, long offset, long end, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        private long _offset = offset;

        public async ValueTask<Piece> NextAsync(ReadBuffer buffer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = buffer.For(_offset, (int)Math.Min(buffer.Size, end - _offset));
            if (bytes.IsEmpty)
            {
                return default;
            }

            await source.ReadExactlyAsync(_offset, bytes, cancellationToken).ConfigureAwait(false);
            var piece = new Piece(_offset, bytes);
            _offset += bytes.Length;
            bytesRead?.Report(_offset);
            return piece;
        }
    }

    /// <summary>Progress of what begins further back in the file.</summary>
    private sealed class Further(IProgress<long> whole, long offset) : IProgress<long>
    {
        public void Report(long value) => whole.Report(offset + value);
    }
}
