using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>Reads the fields of a box one after another; a box that ends before its fields do is refused.</summary>
internal ref struct FieldReader
{
    private readonly Box _box;
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Starts at the first byte of the content.</summary>
    public FieldReader(Box box)
    {
        if (!box.IsLoaded)
        {
            throw Refusal.Damaged(box, "it is too large to be read.");
        }

        _box = box;
        _bytes = box.Bytes.Span;
        Position = box.HeaderSize;
    }

    /// <summary>Where the next field starts, from the start of the box.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    /// <summary>Reads an unsigned integer of 0 to 8 bytes; 0 bytes are the value 0.</summary>
    public ulong UInt(int size)
    {
        ulong value = 0;
        foreach (byte b in Take(size))
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

    /// <summary>Passes over bytes.</summary>
    public void Skip(long count)
    {
        Require(count);
        Position += (int)count;
    }

    /// <summary>Refuses the box unless so many bytes are left.</summary>
    public readonly void Require(long count)
    {
        if (count < 0 || count > Remaining)
        {
            throw Refusal.Damaged(_box, "it ends before its entries do.");
        }
    }

    /// <summary>A file offset: what does not fit 63 bits is refused.</summary>
    public readonly long Offset(ulong value) =>
        value <= long.MaxValue ? (long)value : throw Refusal.Damaged(_box, $"the file offset {value} is beyond what any file can have.");

    private ReadOnlySpan<byte> Take(int count)
    {
        Require(count);
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
