namespace Provenance.Bmff;

/// <summary>A place in the file where an absolute file offset is stored.</summary>
/// <param name="Position">Offset of the field from the start of the file, in bytes.</param>
/// <param name="Width">Width of the field: 4 or 8 bytes, in <c>iloc</c> also 0.</param>
/// <param name="Value">The number stored there.</param>
/// <param name="Base">What is added to the number to get the offset: 0 except in <c>iloc</c>.</param>
internal readonly record struct OffsetField(long Position, int Width, ulong Value, ulong Base = 0)
{
    /// <summary>Where it points, from the start of the file; null when the sum overflows.</summary>
    public ulong? Target => ulong.MaxValue - Base >= Value ? Base + Value : null;
}
