using Provenance.Reports;

namespace Provenance.Html;

/// <summary>
/// What a person sees of one video, in the levels of the C2PA user experience guidance: the verdict and a summary at first sight, the
/// details with the history below, everything for who examines it as evidence at the end. Reports and the inspector page share it.
/// </summary>
internal static class ReportArticle
{
    /// <summary>Writes the article.</summary>
    /// <param name="html">The writer.</param>
    /// <param name="report">What is told.</param>
    /// <param name="id">A prefix that keeps the ids of several articles apart.</param>
    public static void Write(HtmlWriter html, FileReport report, string id)
    {
        html.Open("article", ("aria-labelledby", id + "-verdict"));
        WriteVerdict(html, report, id);
        SummarySection.Write(html, report);
        DetailSection.Write(html, report, id);
        ForensicSection.Write(html, report);
        html.Close();
    }

    /// <summary>Writes an article that says why there is no verdict.</summary>
    public static void WriteFault(HtmlWriter html, string file, string fault, string id)
    {
        html.Open("article", ("aria-labelledby", id + "-verdict"));
        WriteFile(html, file);
        WriteBanner(html, VerdictTone.Neutral, "UNREADABLE", fault, id);
        html.Close();
    }

    private static void WriteVerdict(HtmlWriter html, FileReport report, string id)
    {
        WriteFile(html, report.File);
        var (headline, rest) = report.Verdict.Parts;
        WriteBanner(html, report.Verdict.Tone, headline, rest, id);
    }

    private static void WriteFile(HtmlWriter html, string file) => html.Open("p", ("class", "file")).Text("Video: ").Foreign(file).Close();

    private static void WriteBanner(HtmlWriter html, VerdictTone tone, string headline, string sentence, string id)
    {
        html.Open("div", ("class", "verdict " + ReportText.Name(tone)), ("data-tone", ReportText.Name(tone)));
        html.Markup(Symbol(tone)).Open("div");
        html.Element("h2", Headline(headline), ("id", id + "-verdict"));
        html.Element("p", UpperFirst(sentence) + ".");
        html.Close().Close();
    }

    // The words carry the meaning; the shapes differ, so that nothing hangs on colour.
    private static string Symbol(VerdictTone tone) =>
        "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\">" + tone switch
        {
            VerdictTone.Good => "<path d=\"M12 2l8 3v6c0 5-3.4 9-8 11-4.600-2-8-6-8-11V5z\"/><path d=\"M8 12l3 3 5-6\"/>",
            VerdictTone.Caution => "<path d=\"M12 2l8 3v6c0 5-3.4 9-8 11-4.600-2-8-6-8-11V5z\"/><path d=\"M9.500 9a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .9-1 1.700\"/><path d=\"M12 16.500v.01\"/>",
            VerdictTone.Alarm => "<path d=\"M12 3L22 20H2z\"/><path d=\"M12 10v4\"/><path d=\"M12 17v.01\"/>",
            _ => "<circle cx=\"12\" cy=\"12\" r=\"9\" stroke-dasharray=\"3 3\"/><path d=\"M8 12h8\"/>",
        } + "</svg>\n";

    // "NOT AUTHENTIC" shouts in a terminal, where there is no larger type; here there is.
    private static string Headline(string headline) => headline.Length == 0 ? headline : headline[..1] + headline[1..].ToLowerInvariant();

    private static string UpperFirst(string sentence) => sentence.Length == 0 ? sentence : char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
