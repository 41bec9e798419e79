namespace Provenance.Bmff;

/// <summary>An output into a stream of a <see cref="SegmentSink"/>: written front to back, never read.</summary>
internal sealed class ForwardOutput : Output
{
    private readonly Stream _stream;
    private long _position;

    private ForwardOutput(Stream stream) => _stream = stream;

    /// <summary>Opens an output.</summary>
    /// <exception cref="SigningException">The sink cannot open it.</exception>
    public static async ValueTask<ForwardOutput> OpenAsync(SegmentSink sink, SegmentFile file, CancellationToken cancellationToken)
    {
        Stream? stream = null;
        await DoAsync(async () => stream = await sink.OpenAsync(file, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return new(stream ?? throw new InvalidOperationException("The sink opened no stream."));
    }

    /// <summary>Opens what was written, or null where it cannot be read.</summary>
    /// <exception cref="SigningException">The sink cannot open it.</exception>
    public static async ValueTask<AssetSource?> OpenWrittenAsync(SegmentSink sink, SegmentFile file, CancellationToken cancellationToken)
    {
        AssetSource? source = null;
        await DoAsync(async () => source = await sink.OpenWrittenAsync(file, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return source is null ? null : new WrittenSource(source, DoAsync);
    }

    /// <summary>Does something to the destination; what goes wrong there is the destination's fault, never the input's.</summary>
    public static async ValueTask DoAsync(Func<ValueTask> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SigningException(SigningFault.Destination, $"A signed segment cannot be written: {e.Message}", e);
        }
    }

    public override async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (offset != _position)
        {
            throw new InvalidOperationException("A stream that is written front to back cannot be written elsewhere.");
        }

        await DoAsync(() => _stream.WriteAsync(bytes, cancellationToken)).ConfigureAwait(false);
        _position += bytes.Length;
    }

    public override ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken) => throw new NotSupportedException("Such an output is not read back.");

    public override ValueTask PublishAsync(CancellationToken cancellationToken) => DoAsync(() => new ValueTask(_stream.FlushAsync(cancellationToken)));

    public override ValueTask DisposeAsync() => DoAsync(_stream.DisposeAsync);
}
