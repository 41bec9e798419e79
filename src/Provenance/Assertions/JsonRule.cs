using System.Text.Json;

namespace Provenance;

/// <summary>Well-formedness of JSON content (§15.10.3.1).</summary>
internal static class JsonRule
{
    /// <summary>Why the bytes are not one JSON text that is read, else null. What they say is not repeated: it may be hostile.</summary>
    public static ReadingFault? Check(ReadOnlyMemory<byte> utf8, ParserLimits limits)
    {
        // A bit for each level: nothing recurses.
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            if (!reader.Read())
            {
                return new("The content is empty, not JSON.");
            }

            while (reader.Read())
            {
                if (reader.CurrentDepth >= limits.MaxCborDepth && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    return ReadingFault.Limit("The JSON is nested too deeply", limits.MaxCborDepth);
                }
            }

            return null;
        }
        catch (JsonException e)
        {
            return new($"The content is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
    }
}
