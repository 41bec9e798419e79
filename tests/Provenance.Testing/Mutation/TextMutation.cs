using System.Text;
using System.Text.RegularExpressions;

namespace Provenance.Testing;

/// <summary>
/// Changes to texts that a machine reads (JSON, XML, playlists, PEM): words, numbers, quoted texts, bracketed parts and lines are what is changed, so that
/// most of what comes out still reads. Now and then it is bytes.
/// </summary>
public static partial class TextMutation
{
    private static readonly string[] Strangers =
    [
        "", "\"", "'", "\\", "\\u0000", "\\uD800", "\u001b[31m", "\u202E", "\uFEFF", "\u0000", "\r", "\n", "&amp;", "&x;", "<", ">", "%00", "%2e%2e", "%FF", "..", "../", "../../../../etc/passwd", "/", "//", "\\\\", "C:", "file:///etc/passwd",
        "http://169.254.169.254/", "con", "null", "true", "{}", "[]", "{", "}", "[", "]", ",", ":", "=", "#", "$", "$$", "$Number%099d$", "NaN", "1e400", "-0", "0.1", "PT1E9S", "PT99999999999999999H", "P1Y", "0x10", "١",
    ];

    private static readonly string[] Numbers =
        ["0", "1", "-1", "2", "7", "255", "256", "1000", "65536", "1000000", "1048575", "1048576", "1048577", "2147483647", "2147483648", "4294967295", "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999999999"];

    /// <summary>Changes a text in one to three places.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="random">All chance.</param>
    /// <param name="words">Words of the format.</param>
    public static byte[] Apply(byte[] text, Random random, IReadOnlyList<string> words)
    {
        for (int round = random.Next(1, 4); round > 0; round--)
        {
            text = random.Next(8) == 0 ? ByteMutation.Apply([.. text], random, 0, text.Length, text) : Change(text, random, words);
        }

        return text;
    }

    private static byte[] Change(byte[] bytes, Random random, IReadOnlyList<string> words)
    {
        string text = Encoding.Latin1.GetString(bytes);
        string changed = random.Next(4) switch
        {
            0 => InLines(text, random),
            1 => InBrackets(text, random),
            _ => InWords(text, random, words),
        };
        return Encoding.Latin1.GetBytes(changed);
    }

    private static string InWords(string text, Random random, IReadOnlyList<string> words)
    {
        var found = Word().Matches(text);
        if (found.Count == 0)
        {
            return Bytes(Strangers[random.Next(Strangers.Length)]);
        }

        var word = found[random.Next(found.Count)];
        string with = random.Next(7) switch
        {
            0 or 1 when char.IsAsciiDigit(word.Value[^1]) => Numbers[random.Next(Numbers.Length)],
            0 => Numbers[random.Next(Numbers.Length)],
            1 or 2 => Bytes(words[random.Next(words.Count)]),
            3 => Bytes(Strangers[random.Next(Strangers.Length)]),
            4 => found[random.Next(found.Count)].Value,
            5 => word.Value + Bytes(Strangers[random.Next(Strangers.Length)]),
            _ => string.Empty,
        };
        return text[..word.Index] + with + text[(word.Index + word.Length)..];
    }

    private static string InLines(string text, Random random)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = random.Next(lines.Count);
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.InsertRange(at, Enumerable.Repeat(lines[at], 1 << random.Next(0, 10)));
                break;
            case 2:
                lines.Insert(random.Next(lines.Count), lines[at]);
                break;
            default:
                int other = random.Next(lines.Count);
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
        }

        return string.Join('\n', lines);
    }

    // A whole object, array or element is taken out, doubled, nested in itself, or put elsewhere.
    private static string InBrackets(string text, Random random)
    {
        int[] opens = [.. Enumerable.Range(0, text.Length).Where(i => text[i] is '{' or '[' or '<' or '"')];
        if (opens.Length == 0)
        {
            return InLines(text, random);
        }

        int start = opens[random.Next(opens.Length)];
        int end = Close(text, start);
        string part = text[start..end];
        return text[..start] + random.Next(5) switch
        {
            0 => string.Empty,
            1 => part + "," + part,
            2 => part + part,
            3 => string.Concat(Enumerable.Repeat(text[start], random.Next(1, 200))) + part,
            _ => opens[random.Next(opens.Length)] is var other ? text[other..Close(text, other)] : part,
        } + text[end..];
    }

    private static int Close(string text, int start)
    {
        char open = text[start];
        char close = open switch { '{' => '}', '[' => ']', '<' => '>', _ => '"' };
        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == close && (open == '"' ? i > start : --depth == 0))
            {
                return i + 1;
            }

            depth += text[i] == open ? 1 : 0;
        }

        return text.Length;
    }

    // What is not Latin-1 goes in as its UTF-8 bytes.
    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("\"[^\"\n]*\"|[A-Za-z0-9_.:%$/+-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
