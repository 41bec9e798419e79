using System.Globalization;
using System.Text;

namespace Provenance.Reports;

/// <summary>
/// Makes text from files, certificates and the command line safe to print: whoever wrote a title must not be able to move the
/// cursor, recolour a verdict, reverse the reading order or start a line of their own.
/// </summary>
internal static class VisibleText
{
    /// <summary>Longest text printed, in characters as people count them (runes).</summary>
    public const int MaxLength = 400;

    // Needed to spell Persian and to join emoji; neither reorders nor hides anything.
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Escapes control, formatting (bidirectional ones included), separator, private and broken characters as <c>\u{…}</c>, and cuts what is too long.</summary>
    public static string Escape(string? text, int maxLength = MaxLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var escaped = new StringBuilder(Math.Min(text.Length, maxLength) + 16);
        int position = 0;
        int count = 0;
        while (position < text.Length)
        {
            if (count++ == maxLength)
            {
                return escaped.Append(CultureInfo.InvariantCulture, $"… (cut, {text.Length} characters in all)").ToString();
            }

            if (Rune.TryGetRuneAt(text, position, out var rune))
            {
                position += rune.Utf16SequenceLength;
                if (IsPrintable(rune))
                {
                    escaped.Append(rune.ToString());
                }
                else
                {
                    AppendEscape(escaped, rune.Value);
                }
            }
            else
            {
                AppendEscape(escaped, text[position++]);
            }
        }

        return escaped.ToString();
    }

    /// <summary>Whether a character can be printed as it is.</summary>
    public static bool IsPrintable(Rune rune) =>
        rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned);

    private static void AppendEscape(StringBuilder escaped, int value) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{value:x}}}");
}
