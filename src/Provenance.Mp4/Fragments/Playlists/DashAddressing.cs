using System.Globalization;
using System.Xml.Linq;

namespace Provenance.Bmff;

/// <summary>
/// How a representation addresses its segments (ISO/IEC 23009-1 §5.3.9): the elements of one kind on the levels of representation, adaptation set and
/// period. What is not said on a level is inherited from the one above.
/// </summary>
/// <param name="kind"><c>SegmentTemplate</c>, <c>SegmentList</c> or <c>SegmentBase</c>.</param>
/// <param name="elements">The elements, the innermost first.</param>
internal sealed class DashAddressing(string kind, IReadOnlyList<XElement> elements)
{
    private static readonly string[] Kinds = ["SegmentTemplate", "SegmentList", "SegmentBase"];

    /// <summary>Which kind.</summary>
    public string Kind { get; } = kind;

    /// <summary>Units a second.</summary>
    public long Timescale => Number("timescale") is { } value and > 0 ? value : 1;

    /// <summary>Number of the first segment.</summary>
    public long StartNumber => Number("startNumber") ?? 1;

    /// <summary>Finds the addressing of a representation; null when it has none and so is one file.</summary>
    /// <param name="levels">Representation, adaptation set, period.</param>
    public static DashAddressing? Find(IReadOnlyList<XElement> levels)
    {
        foreach (var level in levels)
        {
            foreach (string kind in Kinds)
            {
                if (level.Elements().Any(e => e.Name.LocalName == kind))
                {
                    return new(kind, [.. levels.Select(l => l.Elements().FirstOrDefault(e => e.Name.LocalName == kind)).OfType<XElement>()]);
                }
            }
        }

        return null;
    }

    /// <summary>An attribute of the innermost level that has it.</summary>
    public XAttribute? Attribute(string name) => elements.Select(e => e.Attribute(name)).FirstOrDefault(a => a is not null);

    /// <summary>A child element of the innermost level that has it.</summary>
    public XElement? Child(string name) => elements.SelectMany(e => e.Elements()).FirstOrDefault(e => e.Name.LocalName == name);

    /// <summary>Child elements of the innermost level that has any.</summary>
    public IEnumerable<XElement> Children(string name) =>
        elements.Select(e => e.Elements().Where(c => c.Name.LocalName == name)).FirstOrDefault(c => c.Any()) ?? [];

    /// <summary>A number, or null when there is none.</summary>
    /// <exception cref="PlaylistException">It is none.</exception>
    public long? Number(string name) => Attribute(name)?.Value is { } text
        ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw new PlaylistException($"@{name} of a {Kind} is no number: '{text}'.")
        : null;
}
