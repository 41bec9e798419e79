using System.Buffers;

namespace Provenance.Bmff;

/// <summary>The one pass over the media: each piece is read once, hashed and written at the same time while the next one is read.</summary>
internal static class CopyPass
{
    // Small enough for two to stay in the processor's cache between reading, hashing and writing, large enough to make handing over cheap.
    private const int BufferSize = 512 << 10;

    /// <summary>Writes a whole layout.</summary>
    /// <param name="source">The output as it will be.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="hasher">Gets every byte as it is written, or null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The output cannot be written, or the input became shorter.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public static async Task RunAsync(AssetSource source, Output output, IMediaReceiver? hasher, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        byte[][] buffers = [ArrayPool<byte>.Shared.Rent(BufferSize), ArrayPool<byte>.Shared.Rent(BufferSize)];
        var pending = Task.CompletedTask;
        try
        {
            long offset = 0;
            int turn = 0;
            int count = await ReadAsync(source, 0, buffers[0], cancellationToken).ConfigureAwait(false);
            while (count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffers[turn].AsMemory(0, count);
                var next = ReadAsync(source, offset + count, buffers[1 - turn], cancellationToken).AsTask();
                var write = output.WriteAsync(offset, piece, cancellationToken).AsTask();
                pending = Task.WhenAll(next, write);
                hasher?.Append(offset, piece.Span);
                await pending.ConfigureAwait(false);
                offset += count;
                bytesWritten?.Report(offset);
                count = await next.ConfigureAwait(false);
                turn = 1 - turn;
            }
        }
        catch (EndOfStreamException e)
        {
            throw new SigningException(SigningFault.InputChanged, "The input became shorter while it was being read.", e);
        }
        finally
        {
            // A buffer that is still being filled or written belongs to nobody else yet.
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(buffers[0]);
            ArrayPool<byte>.Shared.Return(buffers[1]);
        }
    }

    private static ValueTask<int> ReadAsync(AssetSource source, long offset, byte[] buffer, CancellationToken cancellationToken) =>
        source.ReadAsync(offset, buffer.AsMemory(0, BufferSize), cancellationToken);
}
