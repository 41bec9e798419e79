using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Provenance.Validation;

namespace Provenance;

/// <summary>
/// Writes a validation result as crJSON (Content Credentials JSON 2.4), the report format of the conformance programme. Where its text and
/// its schema differ, the schema is followed. It is a report: nothing in it can be verified on its own.
/// </summary>
public static class CrJson
{
    private const string Vocabulary = "https://c2pa.org/crjson/";

    /// <summary>The document as text.</summary>
    /// <param name="result">The result.</param>
    /// <param name="indented">Whether people read it.</param>
    public static string Serialize(ValidationResult result, bool indented = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented }))
        {
            Write(writer, result);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the document.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="result">The result.</param>
    public static void Write(Utf8JsonWriter writer, ValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(result);
        writer.WriteStartObject();

        // 3.2
        writer.WriteStartObject("@context");
        writer.WriteString("@vocab", Vocabulary);
        writer.WriteEndObject();

        // 3.3
        var version = typeof(CrJson).Assembly.GetName().Version ?? new Version(0, 0, 0);
        writer.WriteStartObject("jsonGenerator");
        writer.WriteString("name", "Provenance");
        writer.WriteString("version", string.Create(CultureInfo.InvariantCulture, $"{version.Major}.{version.Minor}.{Math.Max(0, version.Build)}"));
        writer.WriteEndObject();

        // 3.4: the active manifest first.
        var redacted = RedactedUrls(result);
        writer.WriteStartArray("manifests");
        foreach (var report in result.Manifests)
        {
            WriteManifest(writer, result, report, redacted);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteManifest(Utf8JsonWriter writer, ValidationResult result, ManifestReport report, HashSet<string> redacted)
    {
        var manifest = report.Manifest;
        writer.WriteStartObject();
        writer.WriteString("label", manifest.Label);
        if (manifest.Claim is { } claim)
        {
            CrJsonClaim.Write(writer, claim);
        }

        // 3.6.1
        writer.WriteStartObject("assertions");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var box in manifest.AssertionBoxes.Where(b => seen.Add(b.Label)))
        {
            writer.WritePropertyName(box.Label);
            CrJsonAssertion.Write(writer, box, isRedacted: redacted.Contains(JumbfUri.Absolute(manifest.Label, "c2pa.assertions", box.Label).Text));
        }

        writer.WriteEndObject();
        CrJsonSignature.Write(writer, report.Signature);

        // 3.8: what concerns the asset and the container stands with the active manifest.
        bool isActive = ReferenceEquals(report, result.ActiveManifest);
        writer.WriteStartObject("validationResults");
        CrJsonStatus.WriteGroups(writer, isActive ? result.Statuses : report.Statuses);
        writer.WriteString("specVersion", ValidationResult.SpecificationVersion);
        writer.WriteString("validationTime", CrJsonSignature.Time(result.ValidationTime));
        writer.WriteEndObject();

        var deltas = result.IngredientDeltas.Where(d => JumbfUri.TryParse(d.IngredientUrl, out var uri) && uri.ManifestLabel == manifest.Label).ToArray();
        if (deltas.Length > 0)
        {
            writer.WriteStartArray("ingredientDeltas");
            foreach (var delta in deltas)
            {
                writer.WriteStartObject();
                writer.WriteString("ingredientAssertionURI", delta.IngredientUrl);
                writer.WriteStartObject("validationDeltas");
                CrJsonStatus.WriteGroups(writer, delta.Statuses);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // What some claim redacts is not shown as data, whatever stands in its place (§6.8).
    private static HashSet<string> RedactedUrls(ValidationResult result)
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        foreach (string text in result.Manifests.SelectMany(m => m.Manifest.Claim?.RedactedAssertions ?? []))
        {
            if (JumbfUri.TryParse(text, out var uri) && uri.ManifestLabel is { } label)
            {
                urls.Add(JumbfUri.Absolute(label, uri.Path).Text);
            }
        }

        return urls;
    }
}
