using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>dref</c>, DataReferenceBox (ISO/IEC 14496-12 §8.7.2): where media data may lie.</summary>
/// <param name="Box">The box.</param>
/// <param name="External">For each entry, in order, whether it leads outside this file.</param>
internal sealed record DrefBox(Box Box, IReadOnlyList<bool> External)
{
    /// <summary>Whether the 1-based entry leads outside this file; so does one that does not exist.</summary>
    public bool IsExternal(uint index) => index == 0 || index > External.Count || External[(int)index - 1];

    public static bool TryParse(Box box, [NotNullWhen(true)] out DrefBox? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        uint count = reader.UInt32();
        var external = new List<bool>();
        for (uint i = 0; i < count && reader.IsGood; i++)
        {
            uint size = reader.UInt32();
            reader.Skip(4);
            var (_, flags) = reader.VersionAndFlags();
            external.Add((flags & 1) == 0);
            reader.Table(size >= 12 ? size - 12 : uint.MaxValue, 1);
        }

        parsed = reader.IsGood ? new(box, external) : null;
        return parsed is not null;
    }
}
