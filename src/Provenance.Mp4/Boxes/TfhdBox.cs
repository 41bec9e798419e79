using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>tfhd</c>, TrackFragmentHeaderBox (ISO/IEC 14496-12 §8.8.7).</summary>
internal sealed record TfhdBox(Box Box, uint Flags, uint TrackId)
{
    /// <summary>Offset 0 of the sample data, from the start of the file, or null when it is relative to the <c>moof</c>.</summary>
    public OffsetField? BaseDataOffset { get; init; }

    /// <summary>Duration of the samples that state none, in the time scale of the track, or null.</summary>
    public uint? DefaultSampleDuration { get; init; }

    /// <summary>Size of the samples that state none, or null.</summary>
    public uint? DefaultSampleSize { get; init; }

    /// <summary>Whether data offsets count from the start of the <c>moof</c>.</summary>
    public bool DefaultBaseIsMoof => (Flags & 0x020000) != 0;

    /// <summary>Where the file offset stands, if there is one.</summary>
    public IEnumerable<OffsetField> OffsetFields => BaseDataOffset is { } offset ? [offset] : [];

    public static bool TryParse(Box box, [NotNullWhen(true)] out TfhdBox? parsed)
    {
        var reader = new BoxReader(box);
        var (_, flags) = reader.VersionAndFlags();
        uint track = reader.UInt32();
        OffsetField? offset = null;
        uint? duration = null;
        uint? size = null;
        if ((flags & 0x01) != 0)
        {
            offset = new(box.Offset + reader.Position, 8, reader.UInt64());
        }

        reader.Skip((flags & 0x02) != 0 ? 4 : 0);
        if ((flags & 0x08) != 0)
        {
            duration = reader.UInt32();
        }

        if ((flags & 0x10) != 0)
        {
            size = reader.UInt32();
        }

        reader.Skip((flags & 0x20) != 0 ? 4 : 0);
        parsed = reader.IsGood ? new(box, flags, track) { BaseDataOffset = offset, DefaultSampleDuration = duration, DefaultSampleSize = size } : null;
        return parsed is not null;
    }
}
