using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary>
/// <c>sidx</c>, SegmentIndexBox (ISO/IEC 14496-12 §8.16.3). Its offsets count from the anchor, the first byte behind the box: they change only
/// when something is put between the box and what it refers to.
/// </summary>
internal sealed record SidxBox(Box Box, uint ReferenceId, uint Timescale, OffsetField FirstOffset, ReadOnlyMemory<byte> Table)
{
    private const int EntrySize = 12;

    /// <summary>From where the offsets count, from the start of the file.</summary>
    public long Anchor => Box.End;

    /// <summary>Number of references.</summary>
    public int Count => Table.Length / EntrySize;

    /// <summary>A reference: whether it is to another index, its size in bytes, its duration in the time scale.</summary>
    public (bool IsIndex, uint Size, uint Duration) this[int index]
    {
        get
        {
            var entry = Table.Span.Slice(index * EntrySize, EntrySize);
            uint word = BinaryPrimitives.ReadUInt32BigEndian(entry);
            return (word >> 31 != 0, word & 0x7FFFFFFF, BinaryPrimitives.ReadUInt32BigEndian(entry[4..]));
        }
    }

    public static bool TryParse(Box box, [NotNullWhen(true)] out SidxBox? parsed)
    {
        var reader = new BoxReader(box);
        var (version, _) = reader.VersionAndFlags();
        uint reference = reader.UInt32();
        uint timescale = reader.UInt32();
        int width = version == 0 ? 4 : 8;
        reader.Skip(width);
        var first = new OffsetField(box.Offset + reader.Position, width, reader.UInt(width), (ulong)box.End);
        reader.Skip(2);
        int start = reader.Table(reader.UInt16(), EntrySize);
        parsed = reader.IsGood ? new(box, reference, timescale, first, box.Bytes[start..reader.Position]) : null;
        return parsed is not null;
    }
}
