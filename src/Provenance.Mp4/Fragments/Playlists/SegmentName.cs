using System.Globalization;
using System.Text;

namespace Provenance.Bmff;

/// <summary>The names that a <c>SegmentTemplate</c> makes (ISO/IEC 23009-1 §5.3.9.4.4): <c>$Number%05d$</c>, <c>$Time$</c>, <c>$RepresentationID$</c>, <c>$Bandwidth$</c>, <c>$$</c>.</summary>
internal sealed class SegmentName
{
    // A file name has at most 255 characters on any system.
    private const int MaxWidth = 64;

    private readonly List<(string Identifier, int Width, string Text)> _parts = [];

    private SegmentName()
    {
    }

    /// <summary>Whether names differ by number or time.</summary>
    public bool IsNumbered => _parts.Exists(p => p.Identifier is "Number" or "Time");

    /// <summary>Whether names differ by time.</summary>
    public bool NeedsTime => _parts.Exists(p => p.Identifier is "Time");

    /// <summary>Reads a template.</summary>
    /// <exception cref="PlaylistException">It is not one.</exception>
    public static SegmentName Parse(string template)
    {
        var name = new SegmentName();
        string[] pieces = template.Split('$');
        if (pieces.Length % 2 == 0)
        {
            throw new PlaylistException($"The template '{template}' has a '$' without its partner.");
        }

        for (int i = 0; i < pieces.Length; i++)
        {
            string piece = pieces[i];
            if (i % 2 == 0 || piece.Length == 0)
            {
                name._parts.Add((string.Empty, 0, i % 2 == 0 ? piece : "$"));
                continue;
            }

            int percent = piece.IndexOf('%', StringComparison.Ordinal);
            string identifier = percent < 0 ? piece : piece[..percent];
            int width = 1;
            bool known = identifier is "Number" or "Time" or "Bandwidth" or "RepresentationID";
            bool formatted = percent < 0 || (identifier is not "RepresentationID" && piece.Length >= percent + 4 && piece[percent + 1] == '0' && piece[^1] == 'd'
                && int.TryParse(piece.AsSpan(percent + 2, piece.Length - percent - 3), NumberStyles.None, CultureInfo.InvariantCulture, out width) && width <= MaxWidth);
            if (!known || !formatted)
            {
                throw new PlaylistException($"'${piece}$' in the template '{template}' is not one of $Number$, $Time$, $Bandwidth$, $RepresentationID$ and $$, with %0Nd after the first three.");
            }

            name._parts.Add((identifier, width, string.Empty));
        }

        return name;
    }

    /// <summary>The name of a segment.</summary>
    /// <param name="representation">Its <c>@id</c>.</param>
    /// <param name="bandwidth">Its <c>@bandwidth</c>.</param>
    /// <param name="number">Number of the segment.</param>
    /// <param name="time">Its time in units of the time scale.</param>
    public string Of(string representation, long bandwidth, long number, long time)
    {
        var text = new StringBuilder();
        foreach (var (identifier, width, literal) in _parts)
        {
            // A representation's id is text for a path: what is special in a path is not.
            _ = identifier switch
            {
                "Number" => text.Append(Digits(number, width)),
                "Time" => text.Append(Digits(time, width)),
                "Bandwidth" => text.Append(Digits(bandwidth, width)),
                "RepresentationID" => text.Append(representation),
                _ => text.Append(literal),
            };
        }

        return text.ToString();
    }

    private static string Digits(long value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
