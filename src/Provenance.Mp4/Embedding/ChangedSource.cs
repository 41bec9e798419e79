namespace Provenance.Bmff;

/// <summary>A file as it will be after a change, before anything is written: the same code that reads files reads it.</summary>
internal sealed class ChangedSource : AssetSource
{
    private readonly AssetSource _input;
    private readonly FileChange _change;
    private readonly long[] _starts;

    public ChangedSource(AssetSource input, FileChange change)
    {
        change.Check();
        _input = input;
        _change = change;
        _starts = [.. change.Writes.Select(w => w.Start)];
    }

    public override long Length => _change.NewLength;

    public override string? Name => _input.Name;

    public override bool IsUnchanged() => _input.IsUnchanged();

    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int total = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        int done = 0;
        int next = Array.BinarySearch(_starts, offset);
        next = next >= 0 ? next : Math.Max(0, ~next - 1);
        while (done < total)
        {
            long at = offset + done;
            while (next < _starts.Length && _change.Writes[next].End <= at)
            {
                next++;
            }

            var write = next < _starts.Length ? _change.Writes[next] : new Patch(long.MaxValue, default);
            int length = total - done;
            if (write.Start <= at)
            {
                length = (int)Math.Min(length, write.End - at);
                write.Bytes.Slice((int)(at - write.Start), length).CopyTo(buffer[done..]);
            }
            else
            {
                length = (int)Math.Min(length, write.Start - at);
                await ReadOldAsync(at, buffer.Slice(done, length), cancellationToken).ConfigureAwait(false);
            }

            done += length;
        }

        return total;
    }

    private async ValueTask ReadOldAsync(long at, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_change.Insertion is { } hole)
        {
            // Up to the hole, the hole itself, and what is behind it, which comes from before.
            int before = (int)Math.Clamp(hole.At - at, 0, buffer.Length);
            await _input.ReadExactlyAsync(at, buffer[..before], cancellationToken).ConfigureAwait(false);
            int within = (int)Math.Clamp(hole.End - at - before, 0, buffer.Length - before);
            buffer.Slice(before, within).Span.Clear();
            buffer = buffer[(before + within)..];
            at += before + within - hole.Length;
        }

        int old = (int)Math.Clamp(_change.OldLength - at, 0, buffer.Length);
        await _input.ReadExactlyAsync(at, buffer[..old], cancellationToken).ConfigureAwait(false);
        buffer[old..].Span.Clear();
    }
}
