namespace Provenance;

/// <summary>
/// One block of PEM text (RFC 7468), found as <see cref="System.Security.Cryptography.PemEncoding"/> finds it. That one is written over
/// generic types that are compiled at run time only, which takes longer than checking a signature.
/// </summary>
/// <param name="Label">What the block says it is.</param>
/// <param name="Content">The bytes it encodes.</param>
internal sealed record PemBlock(string Label, byte[] Content)
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";

    /// <summary>Every well-formed block in order. What is between them, and blocks that are not well-formed, is passed over.</summary>
    public static IEnumerable<PemBlock> All(string text)
    {
        for (int at = 0; (at = text.IndexOf(Begin, at, StringComparison.Ordinal)) >= 0;)
        {
            if (TryRead(text, at, out int after) is { } block)
            {
                yield return block;
                at = after;
            }
            else
            {
                at += Begin.Length;
            }
        }
    }

    private static PemBlock? TryRead(string text, int begin, out int after)
    {
        after = begin;
        if (begin > 0 && !IsSpace(text[begin - 1]))
        {
            return null;
        }

        int labelAt = begin + Begin.Length;
        int labelEnd = text.IndexOf(Dashes, labelAt, StringComparison.Ordinal);
        if (labelEnd < 0 || !IsLabel(text.AsSpan(labelAt, labelEnd - labelAt)))
        {
            return null;
        }

        string label = text[labelAt..labelEnd];
        string end = End + label + Dashes;
        int contentAt = labelEnd + Dashes.Length;
        int endAt = text.IndexOf(end, contentAt, StringComparison.Ordinal);
        after = endAt + end.Length;
        if (endAt < 0 || (after < text.Length && !IsSpace(text[after])) || Decode(text.AsSpan(contentAt, endAt - contentAt)) is not { } content)
        {
            return null;
        }

        return new PemBlock(label, content);
    }

    // RFC 7468 §3: printable characters but the hyphen; single hyphens and spaces between them.
    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        for (int i = 0; i < label.Length; i++)
        {
            if (label[i] is '-' or ' ' ? i == 0 || i == label.Length - 1 || label[i - 1] is '-' or ' ' : label[i] is < '!' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static byte[]? Decode(ReadOnlySpan<char> base64)
    {
        byte[] bytes = new byte[base64.Length / 4 * 3];
        return Convert.TryFromBase64Chars(base64, bytes, out int length) ? bytes[..length] : null;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';
}
