using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>trex</c>, TrackExtendsBox (ISO/IEC 14496-12 §8.8.3): the defaults of a fragmented track.</summary>
internal sealed record TrexBox(Box Box, uint TrackId, uint DefaultSampleDescription, uint DefaultSampleDuration, uint DefaultSampleSize, uint DefaultSampleFlags)
{
    public static bool TryParse(Box box, [NotNullWhen(true)] out TrexBox? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        var read = new TrexBox(box, reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32());
        parsed = reader.IsGood ? read : null;
        return parsed is not null;
    }
}
