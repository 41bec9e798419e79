namespace Provenance.Bmff;

/// <summary>
/// The output of a layout as a source, before it exists: the same code that reads files reads what a file will be.
/// The place of the manifest store reads as zeros.
/// </summary>
internal sealed class LayoutSource : AssetSource
{
    private readonly Layout _layout;
    private readonly AssetSource _input;
    private readonly long[] _starts;

    public LayoutSource(Layout layout, AssetSource input)
    {
        _layout = layout;
        _input = input;
        _starts = [.. layout.Segments.Select(s => s.Output)];
    }

    public override long Length => _layout.Length;

    public override string? Name => _input.Name;

    public override bool IsUnchanged() => _input.IsUnchanged();

    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        int found = Array.BinarySearch(_starts, offset);
        int total = 0;
        for (int i = found >= 0 ? found : ~found - 1; i < _layout.Segments.Count && total < buffer.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var segment = _layout.Segments[i];
            long skip = offset + total - segment.Output;
            var part = buffer.Slice(total, (int)Math.Min(segment.Length - skip, buffer.Length - total));
            switch (segment.Kind)
            {
                case SegmentKind.Copy:
                    // A source that ends early has changed since it was laid out: that is an error, never a short output.
                    await _input.ReadExactlyAsync(segment.Source + skip, part, cancellationToken).ConfigureAwait(false);
                    break;
                case SegmentKind.Literal:
                    segment.Bytes.Slice((int)skip, part.Length).CopyTo(part);
                    break;
                default:
                    part.Span.Clear();
                    break;
            }

            total += part.Length;
        }

        return total;
    }
}
