using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary><c>tfra</c> (ISO/IEC 14496-12 §8.8.10): where the fragments of a track start. Every entry is corrected; the wide form is version 1.</summary>
internal sealed class RandomAccessOffsets : OffsetTable
{
    private const int EntriesAt = 16;

    private readonly int _size;
    private readonly int _numbers;
    private readonly int _first;
    private readonly int _count;

    public RandomAccessOffsets(Box box)
        : base(box)
    {
        var reader = new FieldReader(box);
        byte version = reader.VersionAndFlags().Version;
        reader.UInt32();
        uint lengths = reader.UInt32();
        uint count = reader.UInt32();
        _size = version == 0 ? 4 : 8;

        // The sizes of the traf, trun and sample numbers behind time and offset, two bits each, less one.
        _numbers = (int)(((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3) + 3);
        reader.Require(count * (long)((2 * _size) + _numbers));
        _first = reader.Position;
        _count = (int)count;
    }

    public override long? WideLength => _size == 4 ? Box.Size + (8L * _count) : null;

    public override void Check(Coverage coverage)
    {
        for (int i = 0; i < _count; i++)
        {
            coverage.Require(Box, Value(i), 1);
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        for (int i = 0; i < _count; i++)
        {
            long moved = Moved(map, i);
            if (_size == 4 && moved > uint.MaxValue)
            {
                return false;
            }

            Set(patches, OffsetAt(i), _size, (ulong)moved);
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        var input = Box.Bytes.Span;
        input.Slice(Box.HeaderSize, EntriesAt).CopyTo(bytes.AsSpan(Box.HeaderSize));
        bytes[Box.HeaderSize] = 1;
        int read = _first;
        var write = bytes.AsSpan(_first);
        for (int i = 0; i < _count; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(write, BinaryPrimitives.ReadUInt32BigEndian(input[read..]));
            BinaryPrimitives.WriteInt64BigEndian(write[8..], Moved(map, i));
            input.Slice(read + 8, _numbers).CopyTo(write[16..]);
            read += 8 + _numbers;
            write = write[(16 + _numbers)..];
        }

        input[read..].CopyTo(write);
        return bytes;
    }

    private int OffsetAt(int index) => _first + (index * ((2 * _size) + _numbers)) + _size;

    private long Value(int index)
    {
        var reader = new FieldReader(Box);
        reader.Skip(OffsetAt(index) - Box.HeaderSize);
        return reader.Offset(reader.UInt(_size));
    }

    private long Moved(OffsetMap map, int index) =>
        map.Map(Value(index)) ?? throw Refusal.Pointer(Box, Value(index), 1, "these bytes are not carried over.");
}

/// <summary><c>mfro</c> (ISO/IEC 14496-12 §8.8.11): the size of the <c>mfra</c> box around it, for readers that come from the end of the file.</summary>
internal sealed class RandomAccessSize(Box box, Box mfra) : OffsetTable(box)
{
    public override void Check(Coverage coverage)
    {
        var reader = new FieldReader(Box);
        reader.Skip(4);
        reader.Require(4);
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        long size = map.MapEnd(mfra.End) - map.Map(mfra.Offset)!.Value;
        if (size > uint.MaxValue)
        {
            return false;
        }

        // A writer that stated something else than the size is not corrected: it was not true before.
        var reader = new FieldReader(Box);
        reader.Skip(4);
        if (reader.UInt32() == mfra.Size)
        {
            Set(patches, Box.HeaderSize + 4, 4, (ulong)size);
        }

        return true;
    }
}
