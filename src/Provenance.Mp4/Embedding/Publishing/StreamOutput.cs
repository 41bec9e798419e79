namespace Provenance.Bmff;

/// <summary>An output into a stream the caller gave. A stream cannot be published in one step: after a failure it is emptied.</summary>
internal sealed class StreamOutput(Stream stream) : Output
{
    private bool _published;

    public override async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            stream.Position = offset;
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SigningException(SigningFault.Destination, $"The destination stream cannot be written: {e.Message}", e);
        }
    }

    public override async ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SigningException(SigningFault.Destination, $"The destination stream cannot be written: {e.Message}", e);
        }

        return AssetSource.FromStream(stream, leaveOpen: true);
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
}
