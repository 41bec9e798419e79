using System.Text.Json;

namespace Provenance.Validation;

/// <summary>One element of <c>manifests</c> (crJSON 2.4 §3.4).</summary>
internal static class CrJsonManifest
{
    public static void Write(Utf8JsonWriter json, ValidationResult result, ManifestReport report, bool isActive, HashSet<string> redacted)
    {
        var manifest = report.Manifest;
        json.WriteStartObject();
        json.WriteString("label", manifest.Label);
        CrJsonClaim.Write(json, manifest.Claim);
        CrJsonAssertions.Write(json, manifest, redacted);
        json.WritePropertyName("signature");
        CrJsonSignature.Write(json, report.Signature);

        // What was found about the asset and its container is said with the active manifest, which binds them.
        json.WritePropertyName("validationResults");
        CrJsonStatuses.WriteResults(json, isActive ? result.Statuses : report.Statuses, result.ValidationTime);
        CrJsonStatuses.WriteDeltas(json, [.. result.IngredientDeltas.Where(d => IsOf(d, manifest))]);
        json.WriteEndObject();
    }

    private static bool IsOf(IngredientDelta delta, Manifest manifest) =>
        JumbfUri.TryParse(delta.IngredientUrl, out var uri) && string.Equals(uri.ManifestLabel, manifest.Label, StringComparison.Ordinal);
}
