using System.Reflection;
using System.Text.Json;

namespace Provenance.Validation;

/// <summary>
/// The root of a crJSON document (crJSON 2.4 §3.1–3.4). Where the text of that specification and its schema differ the schema decides, and every
/// document satisfies it, whatever the file holds: what the schema requires and the file lacks is there and empty, what it forbids is left out.
/// </summary>
internal static class CrJsonDocument
{
    private const string Vocabulary = "https://c2pa.org/crjson/";
    private const string OwnTerms = "urn:provenance:crjson:";

    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, ValidationResult result)
    {
        json.WriteStartObject();
        json.WriteStartObject("@context");
        json.WriteString("@vocab", Vocabulary);
        if (result.Manifests.Count == 0)
        {
            json.WriteString("provenance", OwnTerms);
        }

        json.WriteEndObject();
        json.WriteStartObject("jsonGenerator");
        json.WriteString("name", "Provenance");
        json.WriteString("version", Version);
        json.WriteEndObject();

        // §3.4: the reverse of the order in the store, which is the order of the reports.
        var redacted = RedactedUrls(result);
        json.WriteStartArray("manifests");
        for (int i = 0; i < result.Manifests.Count; i++)
        {
            CrJsonManifest.Write(json, result, result.Manifests[i], isActive: i == 0, redacted);
        }

        json.WriteEndArray();
        if (result.Manifests.Count == 0)
        {
            // No manifest carries the findings. The root is open for terms of one's own (§3.2); that there are credentials that cannot be used must not go unsaid.
            json.WritePropertyName("provenance:validationResults");
            CrJsonStatuses.WriteResults(json, result.Statuses, result.ValidationTime);
        }

        json.WriteEndObject();
    }

    // What some claim redacts is not shown as data, whatever stands in its place (C2PA §6.8).
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

    // §3.3: SemVer 2.0, as the package has it.
    private static string Version { get; } =
        typeof(CrJsonDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
