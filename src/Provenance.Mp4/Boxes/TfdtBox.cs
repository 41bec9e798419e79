using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>tfdt</c>, TrackFragmentBaseMediaDecodeTimeBox (ISO/IEC 14496-12 §8.8.12).</summary>
/// <param name="Box">The box.</param>
/// <param name="BaseMediaDecodeTime">Decode time of the first sample, in the time scale of the track.</param>
internal sealed record TfdtBox(Box Box, ulong BaseMediaDecodeTime)
{
    public static bool TryParse(Box box, [NotNullWhen(true)] out TfdtBox? parsed)
    {
        var reader = new BoxReader(box);
        var (version, _) = reader.VersionAndFlags();
        var read = new TfdtBox(box, reader.UInt(version == 1 ? 8 : 4));
        parsed = reader.IsGood ? read : null;
        return parsed is not null;
    }
}
