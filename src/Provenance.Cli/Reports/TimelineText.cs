using System.Globalization;

namespace Provenance.Cli.Reports;

/// <summary>The history as a chain for reading in order, from the first step to the newest: for who examines a video as evidence.</summary>
internal static class TimelineText
{
    /// <summary>Writes one numbered step a manifest.</summary>
    public static void Write(TextWriter output, HistoryEntry? newest)
    {
        output.WriteLine();
        output.WriteLine("Timeline, first to newest:");
        if (newest is null)
        {
            output.WriteLine("  nothing is known: there are no credentials that could be read");
            return;
        }

        int number = 0;
        foreach (var entry in newest.Timeline())
        {
            number++;
            string title = entry.Title is { Length: > 0 } text ? $"\"{VisibleText.Escape(text, 100)}\"" : "untitled";
            string role = entry.Relationship is { } relationship ? $", {ReportText.Name(relationship)}" : ", this file";
            if (entry.Manifest is not { } manifest)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {number}. {title}{role}: no credentials of its own"));
                continue;
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {number}. {title}{role}"));
            output.WriteLine($"     {VisibleText.Escape(manifest.Manifest.Label, 100)}");
            output.WriteLine($"     {TextReport.Generator(manifest.Manifest.Claim?.ClaimGenerator)}, signed by {TextReport.Signer(manifest)}, "
                + (SigningTime.Of(manifest.Signature)?.ToString() ?? "time unknown"));
            foreach (var action in entry.Actions.Take(50))
            {
                output.WriteLine("     - " + ActionText.Of(action));
            }

            int failures = manifest.Statuses.Count(s => s.Kind == ValidationStatusKind.Failure);
            output.WriteLine(failures switch
            {
                0 => "     nothing speaks against it",
                1 => "     one finding speaks against it",
                _ => string.Create(CultureInfo.InvariantCulture, $"     {failures} findings speak against it"),
            });
        }
    }
}
