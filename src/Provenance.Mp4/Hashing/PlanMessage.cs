using System.Buffers.Binary;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Bmff;

/// <summary>What a <see cref="HashPlan"/> makes of a file, as one message: offsets and ranges one behind the other.</summary>
internal sealed class PlanMessage(AssetSource source, HashPlan plan, IProgress<long>? progress) : IStreamedMessage
{
    private const int OffsetLength = sizeof(long);

    private readonly IReadOnlyList<HashSegment> _segments = plan.Segments;
    private int _next;
    private long _done;
    private long _read;

    public long Length { get; } = plan.TotalBytes + (OffsetLength * (long)plan.Segments.Count(s => s.IsOffset));

    public long Offset => _next < _segments.Count ? _segments[_next].Offset + (_segments[_next].IsOffset ? 0 : _done) : 0;

    public async ValueTask ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var segment = _segments[_next];
            int count = (int)Math.Min(buffer.Length, (segment.IsOffset ? OffsetLength : segment.Length) - _done);
            if (segment.IsOffset)
            {
                CopyOffset(segment.Offset, buffer.Span[..count]);
            }
            else
            {
                await source.ReadExactlyAsync(segment.Offset + _done, buffer[..count], cancellationToken).ConfigureAwait(false);
                _read += count;
            }

            buffer = buffer[count..];
            _done += count;
            if (_done == (segment.IsOffset ? OffsetLength : segment.Length))
            {
                _next++;
                _done = 0;
            }
        }

        progress?.Report(_read);
    }

    // An offset may begin at the end of one piece and end in the next.
    private void CopyOffset(long offset, Span<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[OffsetLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, offset);
        bytes.Slice((int)_done, buffer.Length).CopyTo(buffer);
    }
}
