using System.Threading.Channels;

namespace Provenance.Bmff;

/// <summary>
/// Two at work on one file: one fills buffers, the other takes what is in them, and a few buffers go round between the two. Whoever is
/// faster waits. The first error ends both; when the work is over, nobody holds a buffer any more.
/// </summary>
internal static class Relay
{
    // Enough for one to go on while the other is interrupted, few enough to stay in the processor's cache.
    private const int Buffers = 4;

    /// <summary>Runs both to the end.</summary>
    /// <param name="fill">Fills a buffer; an empty piece ends the work. Never called twice at a time.</param>
    /// <param name="take">Takes the pieces in order, on another thread.</param>
    /// <param name="size">Bytes per buffer.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task RunAsync(Func<ReadBuffer, ValueTask<Piece>> fill, Action<Piece> take, int size, CancellationToken cancellationToken)
    {
        ReadBuffer[] buffers = [.. Enumerable.Range(0, Buffers).Select(_ => new ReadBuffer(size))];
        var free = Open<ReadBuffer>();
        var filled = Open<(ReadBuffer Buffer, Piece Piece)>();
        foreach (var buffer in buffers)
        {
            free.Writer.TryWrite(buffer);
        }

        var taking = Task.Run(() => TakeAsync(filled.Reader, free.Writer, take), CancellationToken.None);
        try
        {
            // The other one never waits for anything but pieces, so there is always a buffer soon, or the end.
            while (await free.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false) && free.Reader.TryRead(out var buffer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = await fill(buffer).ConfigureAwait(false);
                if (piece.Bytes.IsEmpty)
                {
                    break;
                }

                filled.Writer.TryWrite((buffer, piece));
            }
        }
        finally
        {
            filled.Writer.Complete();
            await taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Array.ForEach(buffers, b => b.Dispose());
        }

        await taking.ConfigureAwait(false);
    }

    private static async Task TakeAsync(ChannelReader<(ReadBuffer Buffer, Piece Piece)> filled, ChannelWriter<ReadBuffer> free, Action<Piece> take)
    {
        try
        {
            while (await filled.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (filled.TryRead(out var next))
                {
                    take(next.Piece);
                    free.TryWrite(next.Buffer);
                }
            }
        }
        finally
        {
            free.Complete();
        }
    }

    private static Channel<T> Open<T>() => Channel.CreateBounded<T>(new BoundedChannelOptions(Buffers) { SingleReader = true, SingleWriter = true });
}

/// <summary>Bytes of a file and where they stand in it.</summary>
internal readonly record struct Piece(long Offset, ReadOnlyMemory<byte> Bytes);
