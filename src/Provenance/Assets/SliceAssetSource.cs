namespace Provenance;

/// <summary>A part of another source, for assets that are composed of several (§18.9). The whole is not disposed of with it.</summary>
internal sealed class SliceAssetSource : AssetSource
{
    private readonly AssetSource _whole;
    private readonly long _offset;

    public SliceAssetSource(AssetSource whole, long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, whole.Length - offset);
        _whole = whole;
        _offset = offset;
        Length = length;
    }

    public override long Length { get; }

    public override string? Name => _whole.Name;

    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        long available = Math.Max(0, Length - offset);
        return available == 0 ? new(0) : _whole.ReadAsync(_offset + offset, buffer[..(int)Math.Min(buffer.Length, available)], cancellationToken);
    }

    public override bool IsUnchanged() => _whole.IsUnchanged();
}
