namespace Provenance.Bmff;

/// <summary>An output into a stream the caller gave. A stream cannot be published in one step: after a failure it is emptied.</summary>
internal sealed class StreamOutput(Stream stream) : Output
{
    private bool _published;

    public override ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => DoAsync("written", async () =>
    {
        stream.Position = offset;
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    });

    public override async ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken)
    {
        await DoAsync("written", () => new(stream.FlushAsync(cancellationToken))).ConfigureAwait(false);
        return new WrittenSource(AssetSource.FromStream(stream, leaveOpen: true), action => DoAsync("read back", action));
    }

    public override ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        stream.Position = stream.Length;
        _published = true;
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        if (!_published)
        {
            try
            {
                stream.SetLength(0);
            }
            catch (Exception e) when (e is IOException or NotSupportedException or ObjectDisposedException)
            {
                // The failure that brought us here is the one to report.
            }
        }

        return ValueTask.CompletedTask;
    }

    private static async ValueTask DoAsync(string what, Func<ValueTask> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SigningException(SigningFault.Destination, $"The destination stream cannot be {what}: {e.Message}", e);
        }
    }
}
