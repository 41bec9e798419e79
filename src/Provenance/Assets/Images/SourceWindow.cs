namespace Provenance;

/// <summary>Small reads in ascending order, served from a window of the source, so that a thousand chunk headers are not a thousand reads of a file.</summary>
internal sealed class SourceWindow(AssetSource source)
{
    /// <summary>The most bytes one call gives.</summary>
    public const int Size = 64 << 10;

    private readonly byte[] _buffer = new byte[(int)Math.Min(Size, source.Length)];
    private long _start;
    private int _count;

    /// <summary>The bytes from an offset on that are at hand: two or more, or fewer at the end of the source. Valid until the next call.</summary>
    public ValueTask<ReadOnlyMemory<byte>> ReadOnAsync(long offset, CancellationToken cancellationToken)
    {
        // What is at hand is not read again: a scan that stops every few bytes costs no more than one that does not.
        long left = _start + _count - offset;
        return ReadAsync(offset, offset >= _start && left >= 2 ? (int)left : Size, cancellationToken);
    }

    /// <summary>The bytes from an offset on: as many as asked for, or fewer at the end of the source. Valid until the next call.</summary>
    /// <param name="offset">From the start, in bytes.</param>
    /// <param name="count">How many, at most <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        count = (int)Math.Clamp(source.Length - offset, 0, Math.Min(count, Size));
        if (offset < _start || offset + count > _start + _count)
        {
            _start = offset;
            _count = (int)Math.Min(_buffer.Length, source.Length - offset);
            await source.ReadExactlyAsync(offset, _buffer.AsMemory(0, _count), cancellationToken).ConfigureAwait(false);
        }

        return _buffer.AsMemory((int)(offset - _start), count);
    }
}
