using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// <c>iloc</c> (ISO/IEC 14496-12 §8.11.3, versions 0 to 2): where the items of a <c>meta</c> box are. An extent of this file lies at base
/// offset plus extent offset; items in <c>idat</c> or made of other items do not move. In the wide form all offsets have 64 bits.
/// </summary>
internal sealed class ItemLocations : OffsetTable
{
    private readonly List<Item> _items = [];
    private readonly int _offsetSize;
    private readonly int _lengthSize;
    private readonly int _baseSize;
    private readonly int _indexSize;
    private readonly int _sizesAt;
    private readonly long _extents;

    public ItemLocations(Box box, DataReferences references)
        : base(box)
    {
        var reader = new FieldReader(box);
        byte version = reader.VersionAndFlags().Version;
        if (version > 2)
        {
            throw Refusal.Unsupported($"The {box} has version {version}, which is not known.");
        }

        _sizesAt = reader.Position;
        byte first = reader.Byte();
        byte second = reader.Byte();
        _offsetSize = Size(first >> 4);
        _lengthSize = Size(first & 15);
        _baseSize = Size(second >> 4);
        _indexSize = version == 0 ? 0 : Size(second & 15);
        uint count = version < 2 ? reader.UInt16() : reader.UInt32();
        for (uint i = 0; i < count; i++)
        {
            reader.Skip(version < 2 ? 2 : 4);
            int method = version == 0 ? 0 : reader.UInt16() & 15;
            int reference = reader.UInt16();
            int baseAt = reader.Position;
            long origin = reader.Offset(reader.UInt(_baseSize));
            int extents = reader.UInt16();
            int extentsAt = reader.Position;
            reader.Skip((long)extents * (_indexSize + _offsetSize + _lengthSize));
            bool isInFile = method == 0 && references.IsInFile(reference);
            _items.Add(new Item(baseAt, origin, extentsAt, extents, isInFile));
            _extents += extents;
        }

        int Size(int size) => size is 0 or 4 or 8 ? size : throw Refusal.Damaged(box, $"a field size in it is {size} bytes, not 0, 4 or 8.");
    }

    public override long? WideLength =>
        _offsetSize == 8 && _baseSize == 8 ? null : Box.Size + (_items.Count * (8L - _baseSize)) + (_extents * (8L - _offsetSize));

    private int ExtentSize => _indexSize + _offsetSize + _lengthSize;

    public override void Check(Coverage coverage)
    {
        foreach (var item in _items.Where(i => i.IsInFile))
        {
            for (int i = 0; i < item.Extents; i++)
            {
                var (start, length) = Extent(item, i);
                if (_offsetSize == 0 && _baseSize == 0)
                {
                    throw Refusal.Unsupported($"An item of the {Box} is the whole file itself, which signing changes.");
                }

                // A length of 0 means everything from there on: at least where it starts is looked at.
                coverage.Require(Box, start, Math.Max(length, 1));
            }
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        foreach (var item in _items.Where(i => i.IsInFile && i.Extents > 0))
        {
            var (origin, offsets) = Moved(map, item, _baseSize, _offsetSize);
            if (offsets is null)
            {
                return false;
            }

            if (_baseSize > 0)
            {
                Set(patches, item.BaseAt, _baseSize, (ulong)origin);
            }

            for (int i = 0; i < item.Extents && _offsetSize > 0; i++)
            {
                Set(patches, item.ExtentsAt + (i * ExtentSize) + _indexSize, _offsetSize, (ulong)offsets[i]);
            }
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        var input = Box.Bytes.Span;
        int read = Box.HeaderSize;
        int write = Box.HeaderSize;
        foreach (var item in _items)
        {
            CopyTo(item.BaseAt);
            var (origin, offsets) = (item.Origin, Enumerable.Range(0, item.Extents).Select(i => Extent(item, i).Start - item.Origin).ToArray());
            if (item.IsInFile && item.Extents > 0)
            {
                (origin, var moved) = Moved(map, item, 8, 8);
                offsets = moved!;
            }

            Write(origin);
            read += _baseSize;
            CopyTo(item.ExtentsAt);
            for (int i = 0; i < item.Extents; i++)
            {
                CopyTo(item.ExtentsAt + (i * ExtentSize) + _indexSize);
                Write(offsets[i]);
                read += _offsetSize;
                CopyTo(item.ExtentsAt + ((i + 1) * ExtentSize));
            }
        }

        CopyTo(input.Length);
        bytes[_sizesAt] = (byte)(0x80 | (bytes[_sizesAt] & 15));
        bytes[_sizesAt + 1] = (byte)(0x80 | (bytes[_sizesAt + 1] & 15));
        return bytes;

        void CopyTo(int end)
        {
            Box.Bytes.Span[read..end].CopyTo(bytes.AsSpan(write));
            write += end - read;
            read = end;
        }

        void Write(long value)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(write), value);
            write += 8;
        }
    }

    /// <summary>
    /// Base and extent offsets that lead to where the extents are now, changing as little as possible: the base alone when everything
    /// moved alike, else the extents, else the extents from a base of 0. Null offsets when they do not fit.
    /// </summary>
    private (long Origin, long[]? Offsets) Moved(OffsetMap map, Item item, int baseSize, int offsetSize)
    {
        long[] places = new long[item.Extents];
        long[] offsets = new long[item.Extents];
        bool isUniform = true;
        for (int i = 0; i < places.Length; i++)
        {
            var (start, length) = Extent(item, i);
            places[i] = map.Map(start, length)
                ?? throw Refusal.Pointer(Box, start, length, "these bytes are not carried over in one piece.");
            offsets[i] = start - item.Origin;
            isUniform &= places[i] - start == places[0] - (offsets[0] + item.Origin);
        }

        long origin = item.Origin + (places[0] - (offsets[0] + item.Origin));
        if (isUniform && baseSize > 0 && Fits(origin, baseSize))
        {
            return (origin, offsets);
        }

        if (offsetSize == 0)
        {
            return (0, null);
        }

        origin = Array.TrueForAll(places, p => Fits(p - item.Origin, offsetSize)) ? item.Origin : 0;
        offsets = Array.ConvertAll(places, p => p - origin);
        return (origin, Array.TrueForAll(offsets, o => Fits(o, offsetSize)) ? offsets : null);
    }

    private static bool Fits(long value, int size) => value >= 0 && (size == 8 || value <= uint.MaxValue);

    private (long Start, long Length) Extent(Item item, int index)
    {
        var reader = new FieldReader(Box);
        reader.Skip(item.ExtentsAt - Box.HeaderSize + (index * ExtentSize) + _indexSize);
        long offset = reader.Offset(reader.UInt(_offsetSize));
        long length = reader.Offset(reader.UInt(_lengthSize));
        return (long.CreateSaturating((Int128)item.Origin + offset), length);
    }

    /// <summary>An item.</summary>
    /// <param name="BaseAt">Where the base offset field is, from the start of the box.</param>
    /// <param name="Origin">The base offset.</param>
    /// <param name="ExtentsAt">Where its extents are.</param>
    /// <param name="Extents">How many.</param>
    /// <param name="IsInFile">Whether its offsets are offsets of this file.</param>
    private readonly record struct Item(int BaseAt, long Origin, int ExtentsAt, int Extents, bool IsInFile);
}
