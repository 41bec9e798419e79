using Provenance.Reports;

namespace Provenance.Html;

/// <summary>The first level: who, when, with which model, AI or not. A handful of rows that answer what most people ask.</summary>
internal static class SummarySection
{
    private const int MaxModels = 8;

    /// <summary>Writes the section; nothing where there are no credentials to tell of.</summary>
    public static void Write(HtmlWriter html, FileReport report)
    {
        if (report.Result.ActiveManifest is not { } active)
        {
            WriteNothing(html, report);
            return;
        }

        html.Open("section", ("aria-label", "Summary"));
        if (!report.MayBeBelieved)
        {
            html.Element("p", "What follows is what the credentials say. They do not hold, so do not rely on it, nor attribute it to whoever signed this video or an earlier version of it.", ("class", "note"));
        }

        html.Open("dl");
        var certificate = active.Signature?.SigningCertificate;
        Row(html, "Signed by", certificate is null ? null : CertificateText.Subject(certificate), "unknown: the signature cannot be read");
        Row(html, "Signed at", SigningTime.Describe(active.Signature, report.History), string.Empty);
        foreach (var model in report.Generation.Models.Take(MaxModels))
        {
            string name = $"{model.Name ?? "unnamed"} {model.Version}".TrimEnd();
            Row(html, "Model", model.Identifier is null ? name : $"{name} ({model.Identifier})", string.Empty);
        }

        if (report.Generation.Models.Count == 0)
        {
            Row(html, "Model", null, "none is named");
        }

        Row(html, "Made by AI", AiText.Of(report.Generation), string.Empty);
        Row(html, "Made with", ReportText.Agent(active.Manifest.Claim?.ClaimGenerator), "unknown");
        if (active.Manifest.Claim?.Title is { Length: > 0 } title)
        {
            Row(html, "Title", title, string.Empty);
        }

        html.Close().Close();
    }

    // Absence is no accusation: most videos have no credentials.
    private static void WriteNothing(HtmlWriter html, FileReport report)
    {
        if (report.Result is { IsSupported: true, State: ValidationState.NoCredentials })
        {
            html.Open("section", ("aria-label", "Summary"));
            html.Element("p", "Most videos carry no content credentials, and any program may have dropped them. That speaks neither for nor against this one.");
            html.Close();
        }
    }

    private static void Row(HtmlWriter html, string label, string? value, string otherwise)
    {
        html.Element("dt", label).Open("dd");
        _ = value is null ? html.Text(otherwise) : html.Foreign(value);
        html.Close();
    }
}
