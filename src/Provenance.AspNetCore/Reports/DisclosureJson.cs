using System.Text.Json;

namespace Provenance.Reports;

/// <summary>What a file proves of the duties of marking generated video, for programs.</summary>
internal static class DisclosureJson
{
    /// <summary>Writes the member <c>disclosures</c>; nothing when none was asked for.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<DisclosureReport> reports)
    {
        if (reports.Count == 0)
        {
            return;
        }

        json.WriteStartArray("disclosures");
        foreach (var report in reports)
        {
            json.WriteStartObject();
            json.WriteString("profile", report.Profile.Name);
            json.WriteBoolean("met", report.IsMet);
            json.WriteStartArray("items");
            foreach (var item in report.Items)
            {
                json.WriteStartObject();
                json.WriteString("field", ReportText.Name(item.Requirement.Field));
                json.WriteString("source", item.Requirement.Source);
                json.WriteBoolean("required", item.Requirement.IsRequired);
                json.WriteString("answer", ReportText.Name(item.Answer));
                json.WriteString("value", item.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
