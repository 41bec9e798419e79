using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>tfra</c>, TrackFragmentRandomAccessBox (ISO/IEC 14496-12 §8.8.10): where the <c>moof</c> boxes of a track are.</summary>
internal sealed record TfraBox(Box Box, uint TrackId, int Width, int EntrySize, ReadOnlyMemory<byte> Table, long TableOffset)
{
    /// <summary>Number of entries.</summary>
    public int Count => Table.Length / EntrySize;

    /// <summary>Where the <c>moof</c> offsets stand, one for each entry.</summary>
    public IEnumerable<OffsetField> OffsetFields
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                int at = (i * EntrySize) + Width;
                var reader = new BoxReader(Table.Span, at);
                yield return new(TableOffset + at, Width, reader.UInt(Width));
            }
        }
    }

    public static bool TryParse(Box box, [NotNullWhen(true)] out TfraBox? parsed)
    {
        var reader = new BoxReader(box);
        var (version, _) = reader.VersionAndFlags();
        uint track = reader.UInt32();
        uint lengths = reader.UInt32();
        uint count = reader.UInt32();
        int width = version == 1 ? 8 : 4;
        int entry = (2 * width) + (int)((lengths >> 4) & 3) + (int)((lengths >> 2) & 3) + (int)(lengths & 3) + 3;
        int start = reader.Table(count, entry);
        parsed = reader.IsGood ? new(box, track, width, entry, box.Bytes[start..reader.Position], box.Offset + start) : null;
        return parsed is not null;
    }
}
