using Provenance.Reports;

namespace Provenance.Html;

/// <summary>A report file as it is written: one article a video, each as soon as it is known.</summary>
internal sealed class HtmlReportDocument
{
    private readonly HtmlWriter _html;
    private int _count;

    /// <summary>Begins the page.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="subject">What it is about: the name of a video, or of several.</param>
    public HtmlReportDocument(TextWriter output, string subject)
    {
        _html = new HtmlWriter(output);
        HtmlPage.Begin(_html, $"Content credentials: {subject}", HtmlPage.ReportPolicy);
        _html.Open("header").Element("h1", "Content credentials report").Close();
        _html.Open("main");
    }

    /// <summary>Writes the article of one video.</summary>
    public void Write(FileReport report) => ReportArticle.Write(_html, report, FormattableString.Invariant($"f{++_count}"));

    /// <summary>Writes the article of a file that could not be opened.</summary>
    public void WriteFault(string file, string fault) => ReportArticle.WriteFault(_html, file, fault, FormattableString.Invariant($"f{++_count}"));

    /// <summary>Ends the page.</summary>
    public void End()
    {
        _html.Close();
        _html.Open("footer").Element("p", "A report says who signed what and whether it was changed since. It does not say whether what a video shows is so. "
            + "Made by Provenance, an implementation of C2PA " + ValidationResult.SpecificationVersion + ".").Close();
        HtmlPage.End(_html);
    }
}
