using System.Buffers;

namespace Provenance.Bmff;

/// <summary>The one pass over the media: each piece is read once, hashed, and written unless it is in place; of a large file, hashed by a second thread.</summary>
internal static class CopyPass
{
    /// <summary>Bytes per piece: small enough for a few to stay in the processor's cache, large enough to make handing over cheap.</summary>
    public const int PieceSize = 256 << 10;

    /// <summary>From so many bytes on, the handing over between two threads is paid for.</summary>
    public const int ShareFrom = 8 << 20;

    /// <summary>Writes a whole layout.</summary>
    /// <param name="source">The output as it will be.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="hasher">Gets every byte once it is written, in order, or null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The output cannot be written, or the input became shorter.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public static async Task RunAsync(AssetSource source, Output output, IMediaReceiver? hasher, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var writing = new Writing(source, output, bytesWritten, cancellationToken);
        try
        {
            var work = hasher is not null && source.Length >= ShareFrom && Environment.ProcessorCount > 1
                ? Relay.RunAsync(writing.NextAsync, piece => hasher.Append(piece.Offset, piece.Bytes.Span), PieceSize, cancellationToken)
                : InTurnAsync(writing, hasher, (int)Math.Clamp(source.Length, 1, PieceSize));
            await work.ConfigureAwait(false);
        }
        catch (EndOfStreamException e)
        {
            throw new SigningException(SigningFault.InputChanged, "The input became shorter while it was being read.", e);
        }
    }

    private static async Task InTurnAsync(Writing writing, IMediaReceiver? hasher, int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            while (await writing.NextAsync(buffer.AsMemory(0, size)).ConfigureAwait(false) is { Bytes.IsEmpty: false } piece)
            {
                hasher?.Append(piece.Offset, piece.Bytes.Span);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads piece after piece and writes it.</summary>
    private sealed class Writing(AssetSource source, Output output, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        private long _offset;

        public async ValueTask<Piece> NextAsync(Memory<byte> buffer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = await source.ReadAsync(_offset, buffer, cancellationToken).ConfigureAwait(false);
            var piece = new Piece(_offset, buffer[..count]);
            if (count > 0)
            {
                await WriteAsync(piece).ConfigureAwait(false);
                _offset += count;
                bytesWritten?.Report(_offset);
            }

            return piece;
        }

        // What is shared with the input is in place already.
        private async ValueTask WriteAsync(Piece piece)
        {
            long at = piece.Offset;
            long end = piece.Offset + piece.Bytes.Length;
            foreach (var shared in output.Shared)
            {
                if (shared.Output + shared.Length > at && shared.Output < end)
                {
                    await WriteAsync(at, Math.Max(at, shared.Output)).ConfigureAwait(false);
                    at = Math.Min(end, shared.Output + shared.Length);
                }
            }

            await WriteAsync(at, end).ConfigureAwait(false);

            ValueTask WriteAsync(long from, long to) => from == to
                ? ValueTask.CompletedTask
                : output.WriteAsync(from, piece.Bytes[(int)(from - piece.Offset)..(int)(to - piece.Offset)], cancellationToken);
        }
    }
}
