using System.Text.Json;

namespace Provenance;

/// <summary>Well-formedness of JSON content (§15.10.3.1).</summary>
internal static class JsonRule
{
    /// <summary>A sentence when the bytes are not one JSON text, else null.</summary>
    public static string? Check(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            if (!reader.Read())
            {
                return "The content is empty, not JSON.";
            }

            reader.Skip();
            return reader.Read() ? "More follows the JSON text." : null;
        }
        catch (JsonException e)
        {
            return $"The content is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).";
        }
    }
}
