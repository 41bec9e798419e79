using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>mfhd</c>, MovieFragmentHeaderBox (ISO/IEC 14496-12 §8.8.5).</summary>
internal sealed record MfhdBox(Box Box, uint SequenceNumber)
{
    public static bool TryParse(Box box, [NotNullWhen(true)] out MfhdBox? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        var read = new MfhdBox(box, reader.UInt32());
        parsed = reader.IsGood ? read : null;
        return parsed is not null;
    }
}
