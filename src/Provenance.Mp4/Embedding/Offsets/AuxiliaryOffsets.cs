using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// <c>saio</c> of a track (ISO/IEC 14496-12 §8.7.9): where the auxiliary information of its samples is, from the start of the file.
/// The wide form is version 1. Those of a track fragment count from its base: see <see cref="FragmentOffsets"/>.
/// </summary>
internal sealed class AuxiliaryOffsets : OffsetTable
{
    private readonly int _size;
    private readonly int _first;
    private readonly int _count;

    public AuxiliaryOffsets(Box box)
        : base(box)
    {
        var reader = new FieldReader(box);
        (byte version, uint flags) = reader.VersionAndFlags();
        reader.Skip((flags & 1) != 0 ? 8 : 0);
        uint count = reader.UInt32();
        _size = version == 0 ? 4 : 8;
        reader.Require(count * (long)_size);
        _first = reader.Position;
        _count = (int)count;
    }

    public override long? WideLength => _size == 4 ? Box.Size + (4L * _count) : null;

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

            Set(patches, _first + (i * _size), _size, (ulong)moved);
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        Box.Bytes.Span[Box.HeaderSize.._first].CopyTo(bytes.AsSpan(Box.HeaderSize));
        bytes[Box.HeaderSize] = 1;
        for (int i = 0; i < _count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(_first + (i * 8)), Moved(map, i));
        }

        Box.Bytes.Span[(_first + (_count * 4))..].CopyTo(bytes.AsSpan(_first + (_count * 8)));
        return bytes;
    }

    private long Value(int index)
    {
        var reader = new FieldReader(Box);
        reader.Skip(_first - Box.HeaderSize + ((long)index * _size));
        return reader.Offset(reader.UInt(_size));
    }

    private long Moved(OffsetMap map, int index) =>
        map.Map(Value(index)) ?? throw Refusal.Pointer(Box, Value(index), 1, "these bytes are not carried over.");
}
