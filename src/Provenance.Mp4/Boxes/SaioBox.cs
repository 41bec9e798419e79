using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary>
/// <c>saio</c>, SampleAuxiliaryInformationOffsetsBox (ISO/IEC 14496-12 §8.7.9). The offsets are absolute in a sample table, and relative to the
/// base of the track fragment (<c>tfhd</c>) in a <c>traf</c>.
/// </summary>
internal sealed record SaioBox(Box Box, int Width, ReadOnlyMemory<byte> Table, long TableOffset)
{
    /// <summary>Number of offsets.</summary>
    public int Count => Table.Length / Width;

    /// <summary>Whether the offsets are relative to the base of a track fragment.</summary>
    public bool IsInFragment => Box.Parent is { } parent && parent.Type == BoxTypes.Traf;

    /// <summary>Where the offsets stand, absolute or not, see <see cref="IsInFragment"/>.</summary>
    public IEnumerable<OffsetField> OffsetFields
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                var reader = new BoxReader(Table.Span, i * Width);
                yield return new(TableOffset + ((long)i * Width), Width, reader.UInt(Width));
            }
        }
    }

    public static bool TryParse(Box box, [NotNullWhen(true)] out SaioBox? parsed)
    {
        var reader = new BoxReader(box);
        var (version, flags) = reader.VersionAndFlags();
        reader.Skip((flags & 1) != 0 ? 8 : 0);
        uint count = reader.UInt32();
        int width = version == 0 ? 4 : 8;
        int start = reader.Table(count, width);
        parsed = reader.IsGood ? new(box, width, box.Bytes[start..reader.Position], box.Offset + start) : null;
        return parsed is not null;
    }
}
