using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Provenance.Bmff;

/// <summary>One step of a <see cref="BoxPath"/>.</summary>
/// <param name="Type">The box type.</param>
/// <param name="Index">Which of the siblings of this type, from 1; null for all of them.</param>
internal readonly record struct BoxPathStep(FourCC Type, int? Index);

/// <summary>
/// The location of boxes in an exclusion (§18.6.2, Example 5): <c>/moof/traf[2]/trun</c>. Full paths of four-character codes only, each with
/// an optional positive index without leading zeros; nothing else of XPath.
/// </summary>
internal sealed class BoxPath
{
    private BoxPath(string text, BoxPathStep[] steps)
    {
        Text = text;
        Steps = steps;
    }

    /// <summary>The path as written.</summary>
    public string Text { get; }

    /// <summary>From the root inwards; at least one.</summary>
    public IReadOnlyList<BoxPathStep> Steps { get; }

    /// <summary>Reads a path.</summary>
    /// <returns>False when it breaks the grammar.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out BoxPath? path)
    {
        path = null;
        var steps = new List<BoxPathStep>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (rest.Length < 5 || rest[0] != '/')
            {
                return false;
            }

            var code = rest.Slice(1, 4);
            if (code.ContainsAny('/', '[', ']') || code.ContainsAnyExceptInRange(' ', '\u00FF'))
            {
                return false;
            }

            rest = rest[5..];
            int? index = null;
            if (!rest.IsEmpty && rest[0] == '[')
            {
                int end = rest.IndexOf(']');
                if (end < 2 || rest[1] == '0' || rest[1..end].ContainsAnyExceptInRange('0', '9'))
                {
                    return false;
                }

                // An index beyond any count of boxes is legal and matches none.
                index = int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;
                rest = rest[(end + 1)..];
            }

            steps.Add(new(new FourCC(code.ToString()), index));
        }

        path = steps.Count > 0 ? new(text, [.. steps]) : null;
        return path is not null;
    }

    /// <summary>The box at the path; null when there is none, or more than one.</summary>
    public Box? FindOnly(BoxIndex index)
    {
        Box? found = null;
        var boxes = index.Roots;
        for (int i = 0; i < Steps.Count; i++)
        {
            var (type, number) = Steps[i];
            Box[] here = [.. number is { } n ? boxes.All(type).Skip(n - 1).Take(1) : boxes.All(type).Take(2)];
            if (here is not [var only])
            {
                return null;
            }

            found = only;
            boxes = only.Children;
        }

        return found;
    }

    public override string ToString() => Text;
}
