using System.Text.Json;

namespace Provenance.Reports;

/// <summary>An action, for programs: the same wherever a report tells of one.</summary>
internal static class ActionJson
{
    /// <summary>Writes a list of actions.</summary>
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<ClaimAction> actions)
    {
        json.WriteStartArray(name);
        foreach (var action in actions)
        {
            json.WriteStartObject();
            json.WriteString("action", action.Name);
            json.WriteString("when", action.When is { } when ? JsonReport.Time(when) : null);
            json.WriteString("digitalSourceType", action.DigitalSourceType?.Value);
            json.WriteString("softwareAgent", ReportText.Agent(action.SoftwareAgent));
            json.WriteString("description", action.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
