using System.Buffers;
using System.Text.Json;
using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>crJSON 3.6: one assertion as an object; an empty one when nothing can be derived from it.</summary>
internal static class CrJsonAssertion
{
    /// <summary>Writes the value.</summary>
    public static void Write(Utf8JsonWriter writer, JumbfSuperbox box, bool isRedacted)
    {
        if (!isRedacted && box.ContentType == JumbfTypes.Json && box.Content("json") is { } json && TryWriteJson(writer, json))
        {
            return;
        }

        writer.WriteStartObject();
        if (isRedacted)
        {
            writer.WriteEndObject();
            return;
        }

        if (box.ContentType == JumbfTypes.Cbor && box.Content("cbor") is { } cbor && CborValue.TryParse(cbor, ParserLimits.Default, out var value, out _))
        {
            CrJsonValue.WriteMembers(writer, value);
        }
        else if (box.ContentType == JumbfTypes.EmbeddedFile && box.Content("bfdb") is { } description)
        {
            WriteEmbedded(writer, box.Label, description.Span);
        }

        writer.WriteEndObject();
    }

    // 3.6.2: "that exact same JSON-LD", its strings escaped by our encoder: a report may end up on a terminal. Written aside first, as text that
    // is JSON but not Unicode (half of a surrogate pair) only turns out while it is written.
    private static bool TryWriteJson(Utf8JsonWriter writer, ReadOnlyMemory<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ParserLimits.Default.MaxCborDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            using var aside = new Utf8JsonWriter(buffer);
            document.RootElement.WriteTo(aside);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }

        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        return true;
    }

    // bfdb: toggles, media type, NUL, … (ISO 19566-5). The bytes themselves stay out of the report.
    private static void WriteEmbedded(Utf8JsonWriter writer, string label, ReadOnlySpan<byte> description)
    {
        if (AssertionLabel.IsThumbnail(label))
        {
            writer.WriteNumber("thumbnailType", label.StartsWith("c2pa.thumbnail.ingredient", StringComparison.Ordinal) ? 1 : 0);
        }

        if (description.Length > 1 && description[1..].IndexOf((byte)0) is > 0 and var length)
        {
            writer.WriteString("mimeType", System.Text.Encoding.UTF8.GetString(description.Slice(1, length)));
        }
    }
}
