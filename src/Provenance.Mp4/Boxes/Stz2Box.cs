using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>stz2</c>, CompactSampleSizeBox (ISO/IEC 14496-12 §8.7.3.3): sizes of 4, 8 or 16 bits.</summary>
internal sealed record Stz2Box(Box Box, uint Count, int FieldBits, ReadOnlyMemory<byte> Table) : SampleSizes(Box, Count)
{
    public override uint this[uint index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var table = Table.Span;
            return FieldBits switch
            {
                4 => (index & 1) == 0 ? (uint)(table[(int)(index / 2)] >> 4) : (uint)(table[(int)(index / 2)] & 0x0F),
                8 => table[(int)index],
                _ => BinaryPrimitives.ReadUInt16BigEndian(table[((int)index * 2)..]),
            };
        }
    }

    public static bool TryParse(Box box, [NotNullWhen(true)] out Stz2Box? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        reader.Skip(3);
        int bits = reader.Byte();
        uint count = reader.UInt32();
        int start = reader.Table((((ulong)count * (ulong)bits) + 7) / 8, 1);
        parsed = reader.IsGood && bits is 4 or 8 or 16 ? new(box, count, bits, box.Bytes[start..reader.Position]) : null;
        return parsed is not null;
    }
}
