using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// <c>sidx</c> (ISO/IEC 14496-12 §8.16.3): a chain of sizes that starts at a distance from the end of the box. It changes only where
/// bytes come or go between the box and what it refers to, or inside that. The wide form is version 1.
/// </summary>
internal sealed class SegmentIndexTable : OffsetTable
{
    private const int EntrySize = 12;
    private const uint MaxReferencedSize = 0x7FFFFFFF;

    private readonly SidxBox _sidx;
    private readonly long[] _places;

    public SegmentIndexTable(SidxBox sidx)
        : base(sidx.Box)
    {
        _sidx = sidx;
        _places = new long[sidx.Count + 1];
        _places[0] = Place(sidx.FirstOffset.Target);
        for (int i = 0; i < sidx.Count; i++)
        {
            _places[i + 1] = Place((ulong)_places[i] + sidx[i].Size);
        }
    }

    public override long? WideLength => _sidx.FirstOffset.Width == 4 ? Box.Size + 8 : null;

    public override void Check(Coverage coverage) => coverage.RequireInside(Box, _places[0], _places[^1]);

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        long at = Box.Offset + Box.Size - Remainder;
        for (int i = 0; i < _sidx.Count; i++)
        {
            uint word = Reference(map, i);
            TrySet(patches, new OffsetField(at + (i * EntrySize), 4, Word(i)), word);
        }

        return TrySet(patches, _sidx.FirstOffset, Distance(map));
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        var input = Box.Bytes.Span;

        // Version and flags, reference identifier, time scale; then the earliest time and the distance, now 64 bits each.
        int times = Box.HeaderSize + 12;
        input[Box.HeaderSize..times].CopyTo(bytes.AsSpan(Box.HeaderSize));
        bytes[Box.HeaderSize] = 1;
        var write = bytes.AsSpan(times);
        BinaryPrimitives.WriteUInt64BigEndian(write, BinaryPrimitives.ReadUInt32BigEndian(input[times..]));
        BinaryPrimitives.WriteInt64BigEndian(write[8..], Distance(map));
        input[(times + 8)..].CopyTo(write[16..]);
        for (int i = 0; i < _sidx.Count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(write[(20 + (EntrySize * i))..], Reference(map, i));
        }

        return bytes;
    }

    // What follows the distance field and the two counts: the references, and whatever stands behind them.
    private long Remainder => Box.Size - (_sidx.FirstOffset.Position + _sidx.FirstOffset.Width + 4 - Box.Offset);

    private uint Word(int index) => BinaryPrimitives.ReadUInt32BigEndian(_sidx.Table.Span[(index * EntrySize)..]);

    private long Distance(OffsetMap map) => map.MapEnd(_places[0]) - map.MapEnd(Box.End);

    // What is inserted at the end of one reference belongs to the next: a Merkle box stands before the moof it speaks of (§A.5.4.1.2).
    private uint Reference(OffsetMap map, int index)
    {
        long size = map.MapEnd(_places[index + 1]) - map.MapEnd(_places[index]);
        return size <= MaxReferencedSize
            ? (Word(index) & ~MaxReferencedSize) | (uint)size
            : throw Refusal.Limit(Box, $"the size of its reference {index + 1} does not fit into 31 bits.");
    }
}
