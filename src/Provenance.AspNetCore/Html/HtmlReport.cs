using Provenance.Html;
using Provenance.Reports;

namespace Provenance;

/// <summary>
/// A validation as one HTML file that a person can read, print and keep: the verdict first, then who, when, with which model, AI or not; below
/// it the history as a picture and the reasons; at the end everything, down to the crJSON. The file needs no script, loads nothing, and holds no
/// markup from the video: titles and names of certificates are text in it.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the report of one video.</summary>
    /// <param name="output">Where the page goes; UTF-8.</param>
    /// <param name="name">The name of the video, for people.</param>
    /// <param name="result">The result of <see cref="Validator"/>.</param>
    public static void Write(TextWriter output, string name, ValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(result);
        var document = new HtmlReportDocument(output, name);
        document.Write(new FileReport(name, result, result.MediaWasHashed || result.ActiveManifest is null
            ? Verdict.Of(result, ValidationState.Trusted)
            : Verdict.OfInspection(result)));
        document.End();
    }
}
