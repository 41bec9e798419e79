using System.Buffers;

namespace Provenance.Bmff;

/// <summary>Bytes in memory in several pieces.</summary>
internal sealed class SequenceSource(ReadOnlySequence<byte> bytes) : AssetSource
{
    public override long Length => bytes.Length;

    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        cancellationToken.ThrowIfCancellationRequested();
        int count = (int)Math.Min(buffer.Length, Math.Max(0, bytes.Length - offset));
        bytes.Slice(Math.Min(offset, bytes.Length), count).CopyTo(buffer.Span);
        return new(count);
    }
}
