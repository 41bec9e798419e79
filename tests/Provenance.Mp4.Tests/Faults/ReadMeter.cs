namespace Provenance.Tests.Bmff.Faults;

/// <summary>Cancels when so many bytes were read, and counts those that are read afterwards.</summary>
internal sealed class ReadMeter(long cancelAt, CancellationTokenSource cancellation)
{
    private long _read;
    private long _afterwards;

    /// <summary>Whether the work was cancelled, by this one or another.</summary>
    public bool WasCancelled => cancellation.IsCancellationRequested;

    /// <summary>How many bytes were read after that.</summary>
    public long Afterwards => Interlocked.Read(ref _afterwards);

    /// <summary>Takes note of a read.</summary>
    public void Count(int bytes)
    {
        if (WasCancelled)
        {
            Interlocked.Add(ref _afterwards, bytes);
        }
        else if (Interlocked.Add(ref _read, bytes) > cancelAt)
        {
            cancellation.Cancel();
        }
    }
}

/// <summary>A source whose reads are counted. It does not look at the token itself: whoever reads has to.</summary>
internal sealed class MeteredSource(AssetSource source, ReadMeter meter) : AssetSource
{
    public override long Length => source.Length;

    public override string? Name => source.Name;

    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await source.ReadAsync(offset, buffer, CancellationToken.None);
        meter.Count(count);
        return count;
    }

    public override bool IsUnchanged() => source.IsUnchanged();

    public override ValueTask DisposeAsync() => source.DisposeAsync();
}
