namespace Provenance;

/// <summary>Bytes in memory.</summary>
internal sealed class MemoryAssetSource(ReadOnlyMemory<byte> bytes) : AssetSource
{
    public override long Length => bytes.Length;

    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        cancellationToken.ThrowIfCancellationRequested();
        if (offset >= bytes.Length)
        {
            return new(0);
        }

        var available = bytes[(int)offset..];
        int count = Math.Min(available.Length, buffer.Length);
        available[..count].CopyTo(buffer);
        return new(count);
    }
}
