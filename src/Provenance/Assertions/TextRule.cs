using System.Text;

namespace Provenance;

/// <summary>The rule for texts of the schemas: at least one and at most 1,000,000 bytes (<c>tstr .size (1..max-tstr-length)</c>).</summary>
internal static class TextRule
{
    /// <summary><c>max-tstr-length</c> of the published schemas, in bytes of UTF-8.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>A sentence when the text breaks the rule, else null. Null text is absent and breaks nothing.</summary>
    public static string? Check(string what, string? text, string clause, bool emptyAllowed = false)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length == 0 && !emptyAllowed)
        {
            return $"The {what} is empty; it must hold at least one character (§{clause}).";
        }

        // Every UTF-16 unit makes at least one byte, so the length alone decides before anything is counted.
        if (text.Length > MaxLength || System.Text.Encoding.UTF8.GetByteCount(text) > MaxLength)
        {
            return $"The {what} is longer than {MaxLength} bytes, the most that the standard's schemas allow (§{clause}).";
        }

        return HasLoneSurrogate(text) ? $"The {what} is not well-formed Unicode (§{clause})." : null;
    }

    /// <summary>Text for a message: cut when it is long, control characters replaced.</summary>
    public static string Shorten(string text)
    {
        var builder = new StringBuilder(Math.Min(text.Length, 64));
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, 60)))
        {
            builder.Append(char.IsControl(c) ? '?' : c);
        }

        return text.Length > 60 ? builder.Append('…').ToString() : builder.ToString();
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }
}
