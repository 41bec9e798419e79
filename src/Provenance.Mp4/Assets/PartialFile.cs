using Provenance.Bmff;

namespace Provenance;

/// <summary>
/// A file that is still on its way: its length is known, and which of its bytes have arrived. What has not is never taken for content. One thread at a
/// time.
/// </summary>
public sealed class PartialFile : AssetSource
{
    private readonly AssetSource _arrived;
    private List<ByteRange> _present = [];

    /// <summary>Starts with nothing.</summary>
    /// <param name="arrived">Where the bytes that arrive are kept, each at its offset; it may grow. The caller disposes of it.</param>
    /// <param name="length">Length of the whole file, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public PartialFile(AssetSource arrived, long length)
    {
        ArgumentNullException.ThrowIfNull(arrived);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _arrived = arrived;
        Length = length;
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override string? Name => _arrived.Name;

    /// <summary>Says that bytes have arrived.</summary>
    /// <param name="range">Which; inside the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public void Add(FileRange range)
    {
        if (range.Offset < 0 || range.Length < 0 || range.Offset > Length - range.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(range), range, "The range is not inside the file.");
        }

        _present = ByteRange.Union([.. _present, new(range.Offset, range.End)]);
    }

    /// <summary>Whether bytes have arrived, all of them.</summary>
    public bool Has(FileRange range) => FirstMissing(new(range.Offset, range.End)) is null;

    /// <summary>Reads; what has not arrived reads as zeros, which <see cref="Has"/> tells from content.</summary>
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = (int)Math.Min(buffer.Length, Math.Max(0, Length - offset));
        var wanted = new ByteRange(offset, offset + count);
        buffer[..count].Span.Clear();
        for (int i = ByteRange.FirstEndingBehind(_present, offset); i < _present.Count && _present[i].Offset < wanted.End; i++)
        {
            long from = Math.Max(offset, _present[i].Offset);
            long end = Math.Min(wanted.End, _present[i].End);
            await _arrived.ReadExactlyAsync(from, buffer[(int)(from - offset)..(int)(end - offset)], cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>The first bytes of a range that have not arrived, or null.</summary>
    internal FileRange? FirstMissing(ByteRange range)
    {
        var missing = ByteRange.Subtract(range.Length > 0 ? [range] : [], _present);
        return missing.Count > 0 ? new(missing[0].Offset, missing[0].Length) : null;
    }
}
