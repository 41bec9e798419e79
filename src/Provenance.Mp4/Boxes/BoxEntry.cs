namespace Provenance.Bmff;

/// <summary>What the index keeps of a box: forty bytes. Links are positions in the index, -1 for none.</summary>
internal struct BoxEntry
{
    public long Offset;
    public long Size;
    public uint Type;
    public int Parent;
    public int Next;
    public int FirstChild;

    /// <summary>Which loaded chunk holds the bytes of the box, or -1.</summary>
    public int Chunk;
    public byte HeaderSize;
    public byte Depth;
    public ExtendedType Extended;
    private byte _bits;

    public BoxSizeForm Form
    {
        readonly get => (BoxSizeForm)(_bits & 3);
        set => _bits = (byte)((_bits & ~3) | (byte)value);
    }

    public bool IsTruncated
    {
        readonly get => (_bits & 4) != 0;
        set => _bits = (byte)((_bits & ~4) | (value ? 4 : 0));
    }

    /// <summary>A <c>meta</c> box without version and flags, as QuickTime writes it.</summary>
    public bool IsPlainMeta
    {
        readonly get => (_bits & 8) != 0;
        set => _bits = (byte)((_bits & ~8) | (value ? 8 : 0));
    }
}

/// <summary>Bytes of the file that were read into memory.</summary>
internal readonly record struct LoadedChunk(long Offset, ReadOnlyMemory<byte> Bytes);

/// <summary>A part of the file that cannot be read as boxes.</summary>
/// <param name="Offset">Where it starts.</param>
/// <param name="Length">How long it is, in bytes; 0 when only a statement about a box is wrong.</param>
/// <param name="Sentence">A plain sentence that says what is wrong.</param>
/// <param name="IsLimit">Whether the reader gave up because of a limit and not because of the bytes.</param>
/// <param name="IsRoot">Whether this concerns the sequence of root boxes.</param>
internal sealed record BoxDamage(long Offset, long Length, string Sentence, bool IsLimit, bool IsRoot);
