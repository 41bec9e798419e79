using System.Text.Json;

namespace Provenance.Reports;

/// <summary>How the video was made, for programs. Prompts are personal: that there is one is said, its text is not.</summary>
internal static class GenerationJson
{
    /// <summary>Writes the member <c>generation</c>.</summary>
    public static void Write(Utf8JsonWriter json, GenerationReport report)
    {
        json.WriteStartObject("generation");
        json.WriteString("provider", report.Provider);
        json.WriteString("system", ReportText.Agent(report.System));
        json.WriteString("when", report.When is { } when ? JsonReport.Time(when) : null);
        json.WriteString("humanOversight", report.HumanOversight is { } level ? ReportText.Name(level) : null);
        json.WriteStartArray("models");
        foreach (var model in report.Models)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            json.WriteString("version", model.Version);
            json.WriteString("identifier", model.Identifier);
            json.WriteString("type", model.ModelType);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("inputs");
        foreach (var input in report.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("kind", ReportText.Name(input.Kind));
            json.WriteString("title", input.Title);
            json.WriteString("format", input.MediaType);
            json.WriteString("manifest", input.ManifestLabel);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ActionJson.Write(json, "edits", report.Edits);
        json.WriteStartObject("trainingAndDataMining");
        foreach (var (use, permission) in report.TrainingAndDataMining?.Entries ?? new Dictionary<string, TrainingMiningPermission>(StringComparer.Ordinal))
        {
            json.WriteString(use, ReportText.Name(permission.Use));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
