using System.Text.Json;
using System.Text.Unicode;

namespace Provenance.Validation;

/// <summary>An assertion that is JSON-LD in the manifest is the same JSON-LD in crJSON (crJSON 2.4 §3.6.2).</summary>
internal static class CrJsonJson
{
    /// <summary>Writes the object. False, and nothing is written, when the content is none, or when readers could disagree on what it says.</summary>
    public static bool TryWriteObject(Utf8JsonWriter json, ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !IsText(document.RootElement))
            {
                return false;
            }

            // Numbers are copied digit for digit, strings character for character.
            document.RootElement.WriteTo(json);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // An escaped half of a surrogate pair is grammatical JSON and no text.
    private static bool IsText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(p => p.Name is not null && IsText(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(IsText),
        JsonValueKind.String => element.GetString() is not null,
        _ => true,
    };
}
