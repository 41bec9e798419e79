using Provenance.Reports;

namespace Provenance.Html;

/// <summary>The inspector: one form, and below it what became of the video. Works without script; with it, a video can be dropped anywhere.</summary>
internal static class InspectorPage
{
    // A film with an arrow into it.
    private const string Picture =
        "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.500\" stroke-linecap=\"round\" stroke-linejoin=\"round\">"
        + "<rect x=\"3\" y=\"4\" width=\"18\" height=\"16\" rx=\"2\"/><path d=\"M7 4v16M17 4v16M3 9h4M3 15h4M17 9h4M17 15h4\"/><path d=\"M12 8v7M9.500 12.500L12 15l2.500-2.500\"/></svg>\n";

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
        bool isAnswer = report is not null || fault is not null;
        html.Open("header").Element("h1", "Content credentials inspector");
        if (isAnswer)
        {
            html.Element("a", "Check another video", ("href", "#video"));
        }

        html.Close();
        html.Open("main");

        // The verdict comes first; who wants another finds the form below it.
        if (isAnswer)
        {
            html.Open("div", ("id", "result"), ("tabindex", "-1"));
            WriteAnswer(html, report, fault);
            html.Close();
        }
        else
        {
            html.Element("p", "Who signed a video, when, which model made it, and whether anything was changed since.", ("class", "lead"));
        }

        WriteForm(html, trustsNobody, isAnswer);
        html.Close();
        html.Open("footer").Element("p", "The video is checked on this machine and forgotten. Nothing is sent anywhere.").Close();
        html.Open("script").Markup(Script).Close();
        HtmlPage.End(html);
    }

    private static void WriteAnswer(HtmlWriter html, FileReport? report, string? fault)
    {
        if (report is not null)
        {
            ReportArticle.Write(html, report, "f1");
            return;
        }

        html.Open("article").Open("div", ("class", "verdict neutral"), ("role", "alert"), ("data-tone", "neutral"));
        html.Open("div").Element("h2", "Not checked").Element("p", fault).Close().Close().Close();
    }

    private static void WriteForm(HtmlWriter html, bool trustsNobody, bool isAnother)
    {
        html.Open("form", ("method", "post"), ("action", "#result"), ("enctype", "multipart/form-data"), ("class", isAnother ? "drop" : "drop start"));
        if (!isAnother)
        {
            html.Markup(Picture);
        }

        html.Element("label", isAnother ? "Choose another video, or drop one anywhere" : "Choose a video, or drop one anywhere", ("for", "video"));
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
