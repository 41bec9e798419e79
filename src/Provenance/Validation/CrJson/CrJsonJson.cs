using System.Text.Json;
using Provenance.Json;

namespace Provenance.Validation;

/// <summary>An assertion that is JSON-LD in the manifest is the same JSON-LD in crJSON (crJSON 2.4 §3.6.2).</summary>
internal static class CrJsonJson
{
    /// <summary>Writes the object. False, and nothing is written, when the content is none, or when readers could disagree on what it says.</summary>
    public static bool TryWriteObject(Utf8JsonWriter json, ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        if (!UnicodeJson.TryParse(utf8, out var document, maxDepth, allowDuplicates: false))
        {
            return false;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            // Numbers are copied digit for digit, strings character for character.
            document.RootElement.WriteTo(json);
            return true;
        }
    }
}
