using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>mdhd</c>, MediaHeaderBox (ISO/IEC 14496-12 §8.4.2).</summary>
/// <param name="Box">The box.</param>
/// <param name="Timescale">Units of time a second in the track.</param>
internal sealed record MdhdBox(Box Box, uint Timescale)
{
    public static bool TryParse(Box box, [NotNullWhen(true)] out MdhdBox? parsed)
    {
        var reader = new BoxReader(box);
        var (version, _) = reader.VersionAndFlags();
        reader.Skip(version == 1 ? 16 : 8);
        var read = new MdhdBox(box, reader.UInt32());
        parsed = reader.IsGood ? read : null;
        return parsed is not null;
    }
}
