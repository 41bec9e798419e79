using System.Text.Json;
using Provenance.Cbor;
using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary><c>assertions</c> (crJSON 2.4 §3.6): an object with a member for every label of the assertion store.</summary>
internal static class CrJsonAssertions
{
    public static void Write(Utf8JsonWriter json, Manifest manifest, HashSet<string> redacted)
    {
        json.WriteStartObject("assertions");
        foreach (var group in manifest.AssertionBoxes.Where(b => b.Label.Length > 0).GroupBy(b => b.Label, StringComparer.Ordinal))
        {
            json.WritePropertyName(group.Key);

            // §3.6.1: what nothing can be derived from is an empty object. Two boxes of one label are ambiguous (§8.4.1): neither is the assertion.
            bool isRedacted = redacted.Contains(JumbfUri.Absolute(manifest.Label, "c2pa.assertions", group.Key).Text);
            if (isRedacted || group.Count() > 1 || !TryWrite(json, group.First()))
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static bool TryWrite(Utf8JsonWriter json, JumbfSuperbox box)
    {
        var limits = ParserLimits.Default;
        if (box.ContentType == JumbfTypes.Cbor && box.Boxes is [{ Type: "cbor" } cbor])
        {
            // §3.6.3
            if (!CborValue.TryParse(cbor.Payload, limits, out var value, out _) || value.Untagged.Kind != CborKind.Map)
            {
                return false;
            }

            CrJsonCbor.Write(json, value);
            return true;
        }

        if (box.ContentType == JumbfTypes.Json && box.Boxes is [{ Type: "json" } text])
        {
            return CrJsonJson.TryWriteObject(json, text.Payload, limits.MaxCborDepth);
        }

        if (AssertionReader.Read(box, limits) is not EmbeddedDataAssertion file)
        {
            return false;
        }

        // The schema's thumbnail: what it is of, and its media type. The bytes have no place in a report.
        json.WriteStartObject();
        if (AssertionLabel.IsThumbnail(file.Label))
        {
            json.WriteNumber("thumbnailType", file.Label.StartsWith(EmbeddedDataAssertion.ClaimThumbnailLabel, StringComparison.Ordinal) ? 0 : 1);
        }

        json.WriteString("mimeType", file.MediaType);
        json.WriteEndObject();
        return true;
    }
}
