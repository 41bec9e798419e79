using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>stsz</c>, SampleSizeBox (ISO/IEC 14496-12 §8.7.3.2).</summary>
internal sealed record StszBox(Box Box, uint Count, uint Size, ReadOnlyMemory<byte> Table) : SampleSizes(Box, Count)
{
    public override uint Constant => Size;

    public override uint this[uint index] =>
        index >= Count ? throw new ArgumentOutOfRangeException(nameof(index))
        : Size != 0 ? Size
        : BinaryPrimitives.ReadUInt32BigEndian(Table.Span[((int)index * 4)..]);

    public static bool TryParse(Box box, [NotNullWhen(true)] out StszBox? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        uint size = reader.UInt32();
        uint count = reader.UInt32();
        int start = size == 0 ? reader.Table(count, 4) : reader.Position;
        parsed = reader.IsGood ? new(box, count, size, box.Bytes[start..reader.Position]) : null;
        return parsed is not null;
    }
}
