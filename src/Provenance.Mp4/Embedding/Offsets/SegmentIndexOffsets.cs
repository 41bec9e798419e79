using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// <c>sidx</c> (ISO/IEC 14496-12 §8.16.3): a chain of sizes that starts at a distance from the end of the box. It changes only where
/// bytes come or go between the box and what it refers to. The wide form is version 1.
/// </summary>
internal sealed class SegmentIndexOffsets : OffsetTable
{
    private const uint MaxReferencedSize = 0x7FFFFFFF;

    private readonly bool _isWide;
    private readonly int _firstOffsetAt;
    private readonly int _first;
    private readonly int _count;
    private readonly long[] _places;

    public SegmentIndexOffsets(Box box)
        : base(box)
    {
        var reader = new FieldReader(box);
        _isWide = reader.VersionAndFlags().Version != 0;
        reader.Skip(_isWide ? 16 : 12);
        _firstOffsetAt = reader.Position;
        long place = reader.Offset(reader.UInt(_isWide ? 8 : 4));
        reader.Skip(2);
        _count = reader.UInt16();
        reader.Require(12L * _count);
        _first = reader.Position;
        _places = new long[_count + 1];
        if (place > long.MaxValue - box.End)
        {
            throw Refusal.Damaged(box, $"the distance {place} is beyond what any file can have.");
        }

        _places[0] = place + box.End;
        for (int i = 0; i < _count; i++)
        {
            _places[i + 1] = checked(_places[i] + (reader.UInt32() & MaxReferencedSize));
            reader.Skip(8);
        }
    }

    public override long? WideLength => _isWide ? null : Box.Size + 8;

    public override void Check(Coverage coverage) => coverage.RequireInside(Box, _places[0], _places[^1]);

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        long distance = Distance(map);
        if (!_isWide && distance > uint.MaxValue)
        {
            return false;
        }

        Set(patches, _firstOffsetAt, _isWide ? 8 : 4, (ulong)distance);
        for (int i = 0; i < _count; i++)
        {
            Set(patches, _first + (12 * i), 4, Reference(map, i));
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        var input = Box.Bytes.Span;

        // Version and flags, reference identifier, time scale; then the earliest time and the distance, now 64 bits each.
        input.Slice(Box.HeaderSize, 12).CopyTo(bytes.AsSpan(Box.HeaderSize));
        bytes[Box.HeaderSize] = 1;
        var write = bytes.AsSpan(Box.HeaderSize + 12);
        BinaryPrimitives.WriteUInt64BigEndian(write, BinaryPrimitives.ReadUInt32BigEndian(input[(Box.HeaderSize + 12)..]));
        BinaryPrimitives.WriteInt64BigEndian(write[8..], Distance(map));
        input[(_firstOffsetAt + 4)..].CopyTo(write[16..]);
        for (int i = 0; i < _count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(write[(20 + (12 * i))..], Reference(map, i));
        }

        return bytes;
    }

    private long Distance(OffsetMap map)
    {
        long distance = map.MapEnd(_places[0]) - map.MapEnd(Box.End);
        return distance >= 0 ? distance : throw Refusal.Damaged(Box, "it refers to bytes before itself.");
    }

    // What is inserted at the end of one reference belongs to the next: a Merkle box stands before the moof it speaks of (§A.5.4.1.2).
    private uint Reference(OffsetMap map, int index)
    {
        long size = map.MapEnd(_places[index + 1]) - map.MapEnd(_places[index]);
        if (size > MaxReferencedSize)
        {
            throw Refusal.Limit(Box, $"the size of reference {index + 1} does not fit into 31 bits.");
        }

        uint word = BinaryPrimitives.ReadUInt32BigEndian(Box.Bytes.Span[(_first + (12 * index))..]);
        return (word & ~MaxReferencedSize) | (uint)size;
    }
}
