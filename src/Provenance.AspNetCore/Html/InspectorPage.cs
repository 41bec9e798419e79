using Provenance.Reports;

namespace Provenance.Html;

/// <summary>The inspector: one form, and below it what became of the video. Works without script; with it, a video can be dropped anywhere.</summary>
internal static class InspectorPage
{
    private static readonly string Script = HtmlPage.Read("inspector.js");

    /// <summary>What a browser may do with the page: show it, run its own script, send the form back.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src {HtmlPage.HashOf(HtmlPage.Style)}; script-src {HtmlPage.HashOf(Script)}; base-uri 'none'; form-action 'self'";

    /// <summary>Writes the page.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="trustsNobody">Whether there is no trust list, which a person should know before wondering.</param>
    /// <param name="report">The report, or null.</param>
    /// <param name="fault">Why there is no report although a video was sent, or null.</param>
    public static void Write(TextWriter output, bool trustsNobody, FileReport? report = null, string? fault = null)
    {
        var html = new HtmlWriter(output);
        string title = report is not null ? $"{report.Verdict.Parts.Headline} — {report.File}" : fault is not null ? "Not checked" : "Content credentials inspector";
        HtmlPage.Begin(html, title, Policy);
        html.Element("a", "Skip to the result", ("class", "skip"), ("href", "#result"));
        html.Open("header").Element("h1", "Content credentials inspector").Close();
        html.Open("main");
        WriteForm(html, trustsNobody);
        html.Open("div", ("id", "result"), ("tabindex", "-1"));
        if (report is not null)
        {
            ReportArticle.Write(html, report, "f1");
        }
        else if (fault is not null)
        {
            html.Open("div", ("class", "verdict neutral"), ("role", "alert"), ("data-tone", "neutral")).Open("div").Element("h2", "Not checked").Element("p", fault).Close().Close();
        }

        html.Close().Close();
        html.Open("footer").Element("p", "The video is checked on this machine and forgotten. Nothing is sent anywhere.").Close();
        html.Open("script").Markup(Script).Close();
        HtmlPage.End(html);
    }

    private static void WriteForm(HtmlWriter html, bool trustsNobody)
    {
        html.Open("form", ("method", "post"), ("action", "#result"), ("enctype", "multipart/form-data"), ("class", "drop"));
        html.Element("label", "Choose a video, or drop one anywhere", ("for", "video"));
        html.Void("input", ("type", "file"), ("id", "video"), ("name", "video"), ("required", string.Empty), ("aria-describedby", "trust"));
        html.Element("button", "Check", ("type", "submit"));
        html.Element(
            "p",
            trustsNobody ? "No trust list was given, so no signer can be trusted: the best a video can reach is “valid, not trusted”." : "Signers are trusted by the lists that were given.",
            ("id", "trust"));
        html.Element("p", string.Empty, ("role", "status"));
        html.Close();
    }
}
