using System.Text.Json;

namespace Provenance.Validation;

/// <summary>crJSON 3.8: statuses by table.</summary>
internal static class CrJsonStatus
{
    /// <summary>Writes the three arrays as members of the object that is open.</summary>
    public static void WriteGroups(Utf8JsonWriter writer, IReadOnlyList<ValidationStatus> statuses)
    {
        WriteGroup(writer, "success", ValidationStatusKind.Success, statuses);
        WriteGroup(writer, "informational", ValidationStatusKind.Informational, statuses);
        WriteGroup(writer, "failure", ValidationStatusKind.Failure, statuses);
    }

    private static void WriteGroup(Utf8JsonWriter writer, string name, ValidationStatusKind kind, IReadOnlyList<ValidationStatus> statuses)
    {
        writer.WriteStartArray(name);
        foreach (var status in statuses.Where(s => s.Kind == kind))
        {
            writer.WriteStartObject();
            writer.WriteString("code", status.Code.Value);
            if (status.Url.Length > 0)
            {
                writer.WriteString("url", status.Url);
            }

            if (status.Sentence.Length > 0)
            {
                writer.WriteString("explanation", status.Sentence);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
