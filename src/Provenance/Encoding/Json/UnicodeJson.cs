using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Provenance.Json;

/// <summary>
/// JSON whose names and strings are all Unicode text (RFC 8259 §8.2, RFC 7493 §2.1). The grammar allows more: half of a surrogate pair as an escape, and the
/// platform's parser bytes that are no UTF-8; both throw only when somebody asks for the string. What is read here can be asked for anything.
/// </summary>
internal static class UnicodeJson
{
    private const int UsualDepth = 64;

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The bytes, without a byte order mark.</param>
    /// <param name="document">The document; the caller disposes of it.</param>
    /// <param name="maxDepth">The deepest nesting.</param>
    /// <param name="allowDuplicates">Whether an object may name a member twice; then the last one counts.</param>
    /// <returns>False when it is no JSON, too deep, or holds what is no text.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonDocument? document, int maxDepth = UsualDepth, bool allowDuplicates = true)
    {
        document = null;
        if (!Utf8.IsValid(utf8.Span))
        {
            return false;
        }

        JsonDocument? parsed = null;
        try
        {
            parsed = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = allowDuplicates });
            if (IsText(parsed.RootElement))
            {
                document = parsed;
                parsed = null;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or not text.
        }
        finally
        {
            parsed?.Dispose();
        }

        return document is not null;
    }

    private static bool IsText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(p => p.Name is not null && IsText(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(IsText),
        JsonValueKind.String => element.GetString() is not null,
        _ => true,
    };
}
