using System.Globalization;
using System.Text.Json;

namespace Provenance.Validation;

/// <summary><c>validationResults</c> and <c>ingredientDeltas</c> (crJSON 2.4 §3.8).</summary>
internal static class CrJsonStatuses
{
    /// <summary>The findings in three groups. The specification's small example has <c>validationTime</c> outside; the schema wants it, and the version, inside.</summary>
    public static void WriteResults(Utf8JsonWriter json, IReadOnlyList<ValidationStatus> statuses, DateTimeOffset time)
    {
        json.WriteStartObject();
        WriteGroups(json, statuses);
        json.WriteString("specVersion", ValidationResult.SpecificationVersion);
        json.WriteString("validationTime", Time(time));
        json.WriteEndObject();
    }

    /// <summary>What changed about ingredients; nothing when nothing did.</summary>
    public static void WriteDeltas(Utf8JsonWriter json, IReadOnlyList<IngredientDelta> deltas)
    {
        if (deltas.Count == 0)
        {
            return;
        }

        json.WriteStartArray("ingredientDeltas");
        foreach (var delta in deltas)
        {
            json.WriteStartObject();
            json.WriteString("ingredientAssertionURI", delta.IngredientUrl);
            json.WriteStartObject("validationDeltas");
            WriteGroups(json, delta.Statuses);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A time in UTC (RFC 3339), with a fraction only when there is one.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static void WriteGroups(Utf8JsonWriter json, IReadOnlyList<ValidationStatus> statuses)
    {
        WriteGroup(json, "success", statuses, ValidationStatusKind.Success);
        WriteGroup(json, "informational", statuses, ValidationStatusKind.Informational);
        WriteGroup(json, "failure", statuses, ValidationStatusKind.Failure);
    }

    private static void WriteGroup(Utf8JsonWriter json, string name, IReadOnlyList<ValidationStatus> statuses, ValidationStatusKind kind)
    {
        json.WriteStartArray(name);
        foreach (var status in statuses.Where(s => s.Kind == kind))
        {
            json.WriteStartObject();
            json.WriteString("code", status.Code.Value);
            if (status.Url.Length > 0)
            {
                json.WriteString("url", status.Url);
            }

            json.WriteString("explanation", status.Sentence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
