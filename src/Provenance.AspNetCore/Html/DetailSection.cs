using System.Globalization;
using Provenance.Reports;

namespace Provenance.Html;

/// <summary>The second level: the history as a picture and in words, how the video was made, and the reasons for the verdict.</summary>
internal static class DetailSection
{
    // A hostile file can produce as many findings as it has boxes; the third level has more of them.
    private const int MaxReasons = 50;
    private const int MaxActions = 50;

    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, FileReport report, string id)
    {
        if (report.Result.ActiveManifest is null && report.Result.Statuses.Count == 0)
        {
            return;
        }

        html.Open("details", ("open", string.Empty), ("class", "details"));
        html.Open("summary").Element("h3", "Details").Element("span", " — history, how it was made, reasons", ("class", "level")).Close();
        if (report.History is { } history)
        {
            html.Element("h4", "History");
            HistoryPicture.Write(html, history, id);
            WriteSteps(html, history);
            WriteGeneration(html, report.Generation);
        }

        WriteDisclosures(html, report.Disclosures);
        WriteReasons(html, report.Result);
        html.Close();
    }

    private static void WriteSteps(HtmlWriter html, HistoryEntry history)
    {
        html.Element("h4", "Step by step, first to newest").Open("ol");
        foreach (var entry in history.Timeline().Take(HistoryPicture.MaxEntries))
        {
            html.Open("li").Foreign(entry.Title is { Length: > 0 } title ? title : "untitled", 100);
            html.Text(entry.Manifest is { } manifest
                ? $" — {ReportText.Agent(manifest.Manifest.Claim?.ClaimGenerator) ?? "unknown tool"}, signed by {SignerOf(manifest)}, {SigningTime.Of(manifest.Signature)?.ToString() ?? "time unknown"}"
                : " — no credentials of its own");
            if (entry.Actions.Count > 0)
            {
                html.Open("ul");
                foreach (var action in entry.Actions.Take(MaxActions))
                {
                    html.Open("li").Foreign(ActionText.Of(action), 600).Close();
                }

                html.Close();
            }

            html.Close();
        }

        html.Close();
    }

    private static void WriteGeneration(HtmlWriter html, GenerationReport reading)
    {
        var rows = new List<(string Label, string Value)>();
        Add("Provider", reading.Provider);
        Add("System", ReportText.Agent(reading.System));
        Add("Made at", reading.When is { } when ? ReportText.Time(when) + " (as stated)" : null);
        Add("People", reading.HumanOversight is { } level ? ReportText.Name(level) : null);
        rows.AddRange(reading.Inputs.Take(20).Select(i => ("Made from", $"{ReportText.Name(i.Kind)} {i.Title}".TrimEnd())));
        rows.AddRange(reading.TrainingAndDataMining?.Entries.Take(20).Select(e => ("Use for training", $"{e.Key}: {ReportText.Name(e.Value.Use)}")) ?? []);
        if (rows.Count == 0)
        {
            return;
        }

        html.Element("h4", "How it was made, as the signer says").Open("dl");
        foreach (var (label, value) in rows)
        {
            html.Element("dt", label).Open("dd").Foreign(value).Close();
        }

        html.Close();

        void Add(string label, string? value)
        {
            if (value is not null)
            {
                rows.Add((label, value));
            }
        }
    }

    private static void WriteDisclosures(HtmlWriter html, IReadOnlyList<DisclosureReport> reports)
    {
        foreach (var report in reports)
        {
            html.Open("table").Element("caption", $"Disclosure {report.Profile.Name}: {(report.IsMet ? "met" : "not met")} ({report.Profile.Title})");
            html.Open("thead").Open("tr");
            foreach (string heading in (string[])["Duty", "Source", "Answer", "Value"])
            {
                html.Element("th", heading, ("scope", "col"));
            }

            html.Close().Close().Open("tbody");
            foreach (var item in report.Items)
            {
                html.Open("tr").Element("td", item.Requirement.Duty).Element("td", item.Requirement.Source).Element("td", ReportText.Name(item.Answer));
                html.Open("td").Foreign(item.Value).Close().Close();
            }

            html.Close().Close();
        }
    }

    private static void WriteReasons(HtmlWriter html, ValidationResult result)
    {
        // Worst first; the same finding about several places once.
        var reasons = result.Failures.Concat(result.Informational).Concat(result.Successes).Concat(result.IngredientDeltas.SelectMany(d => d.Statuses))
            .GroupBy(s => (s.Kind, s.Code.Value, s.Sentence)).ToList();
        if (reasons.Count == 0)
        {
            return;
        }

        html.Element("h4", "Reasons");
        html.Open("table").Element("caption", "What was checked, what does not hold first");
        html.Open("thead").Open("tr").Element("th", "Finding", ("scope", "col")).Element("th", "In words", ("scope", "col")).Element("th", "Code", ("scope", "col")).Close().Close();
        html.Open("tbody");
        foreach (var same in reasons.Take(MaxReasons))
        {
            int times = same.Count();
            var status = same.First();
            html.Open("tr").Element("td", StatusText.Mark(status.Kind), ("class", $"finding {StatusText.Mark(status.Kind)}-mark"));
            html.Open("td").Foreign(times > 1 ? string.Create(CultureInfo.InvariantCulture, $"{status.Sentence} ({times} times)") : status.Sentence).Close();
            html.Open("td", ("class", "code")).Element("code", status.Code.Value).Close().Close();
        }

        html.Close().Close();
        if (reasons.Count > MaxReasons)
        {
            html.Element("p", string.Create(CultureInfo.InvariantCulture, $"… and {reasons.Count - MaxReasons} more, see below."));
        }
    }

    private static string SignerOf(ManifestReport report) => report.Signature?.SigningCertificate is { } certificate ? CertificateText.Subject(certificate) : "an unknown signer";
}
