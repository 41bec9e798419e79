namespace Provenance;

/// <summary>The form of media types (<c>format-string</c>): <c>type/subtype</c>.</summary>
internal static class MediaTypeRule
{
    /// <summary>A sentence when the rule is broken, else null. Null is absent and breaks nothing.</summary>
    public static string? Check(string what, string? mediaType, string clause) =>
        mediaType is null || IsMediaType(mediaType) ? null : $"The {what}, '{TextRule.Shorten(mediaType)}', is not a media type such as video/mp4 (§{clause}).";

    private static bool IsMediaType(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return text.Length <= 255 && slash > 0 && slash < text.Length - 1
            && text.AsSpan(0, slash).IndexOfAnyExcept(Word) < 0 && text.AsSpan(slash + 1).IndexOfAnyExcept(SubtypeWord) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> Word =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly System.Buffers.SearchValues<char> SubtypeWord =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.");
}
