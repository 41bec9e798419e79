using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>tkhd</c>, TrackHeaderBox (ISO/IEC 14496-12 §8.3.2).</summary>
internal sealed record TkhdBox(Box Box, uint Flags, uint TrackId)
{
    public static bool TryParse(Box box, [NotNullWhen(true)] out TkhdBox? parsed)
    {
        var reader = new BoxReader(box);
        var (version, flags) = reader.VersionAndFlags();
        reader.Skip(version == 1 ? 16 : 8);
        var read = new TkhdBox(box, flags, reader.UInt32());
        parsed = reader.IsGood ? read : null;
        return parsed is not null;
    }
}
