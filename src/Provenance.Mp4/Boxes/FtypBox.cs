using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>ftyp</c> and <c>styp</c>, FileTypeBox and SegmentTypeBox (ISO/IEC 14496-12 §4.3, §8.16.2).</summary>
internal sealed record FtypBox(Box Box, FourCC MajorBrand, uint MinorVersion, ReadOnlyMemory<byte> Brands)
{
    /// <summary>The compatible brands.</summary>
    public IEnumerable<FourCC> CompatibleBrands
    {
        get
        {
            for (int i = 0; i + 4 <= Brands.Length; i += 4)
            {
                yield return new(BinaryPrimitives.ReadUInt32BigEndian(Brands.Span[i..]));
            }
        }
    }

    public static bool TryParse(Box box, [NotNullWhen(true)] out FtypBox? parsed)
    {
        var reader = new BoxReader(box);
        var major = new FourCC(reader.UInt32());
        uint minor = reader.UInt32();
        parsed = reader.IsGood ? new(box, major, minor, box.Bytes[reader.Position..]) : null;
        return parsed is not null;
    }
}
