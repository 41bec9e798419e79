namespace Provenance;

/// <summary>Bytes of a file.</summary>
/// <param name="Offset">The first one, from 0.</param>
/// <param name="Length">How many.</param>
public readonly record struct FileRange(long Offset, long Length)
{
    /// <summary>The first byte behind them.</summary>
    public long End => Offset + Length;
}
