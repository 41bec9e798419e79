using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>Reads the fields of one box from front to back. Reading behind the end gives zeros and is remembered: check <see cref="IsGood"/> once at the end.</summary>
internal ref struct BoxReader
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Starts behind the header of a loaded box.</summary>
    public BoxReader(Box box)
        : this(box.Bytes.Span, box.HeaderSize)
    {
    }

    public BoxReader(ReadOnlySpan<byte> bytes, int position)
    {
        _bytes = bytes;
        Position = position;
        IsGood = position <= bytes.Length;
    }

    /// <summary>Offset of the next byte from the start of the box.</summary>
    public int Position { get; private set; }

    /// <summary>Whether everything asked for was there.</summary>
    public bool IsGood { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    public byte Byte() => Take(1) is { Length: 1 } b ? b[0] : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } b ? BinaryPrimitives.ReadUInt16BigEndian(b) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } b ? BinaryPrimitives.ReadUInt32BigEndian(b) : 0;

    public ulong UInt64() => Take(8) is { Length: 8 } b ? BinaryPrimitives.ReadUInt64BigEndian(b) : 0;

    /// <summary>An unsigned number of 0, 1, 2, 3, 4 or 8 bytes.</summary>
    public ulong UInt(int width)
    {
        ulong value = 0;
        foreach (byte b in Take(width))
        {
            value = (value << 8) | b;
        }

        return value;
    }

    /// <summary>Version and flags of a FullBox.</summary>
    public (byte Version, uint Flags) VersionAndFlags()
    {
        uint word = UInt32();
        return ((byte)(word >> 24), word & 0xFFFFFF);
    }

    public void Skip(int count) => Take(count);

    /// <summary>
    /// Passes over a table and returns where it starts. A table that does not fit makes the box bad: nothing is ever allocated for entries that are not there.
    /// </summary>
    public int Table(ulong entries, int entrySize)
    {
        int start = Position;
        if (entrySize > 0 && entries > (ulong)Remaining / (ulong)entrySize)
        {
            IsGood = false;
            return start;
        }

        Take((int)entries * entrySize);
        return start;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            IsGood = false;
            Position = _bytes.Length;
            return default;
        }

        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
