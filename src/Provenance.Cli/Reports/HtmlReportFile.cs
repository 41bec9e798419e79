using System.Text;
using Provenance.Html;

namespace Provenance.Cli.Reports;

/// <summary>The file of <c>--report</c>: written beside its place and renamed when it is complete.</summary>
internal sealed class HtmlReportFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly StreamWriter _writer;
    private readonly HtmlReportDocument _document;

    private HtmlReportFile(string path, string subject)
    {
        _path = Path.GetFullPath(path);
        _temporary = Path.Combine(Path.GetDirectoryName(_path)!, $".{Path.GetFileName(_path)}.{Guid.NewGuid():N}.tmp");
        _writer = new StreamWriter(new FileStream(_temporary, FileMode.CreateNew), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        _document = new HtmlReportDocument(_writer, subject);
    }

    /// <summary>Begins the file, or does nothing where none is asked for.</summary>
    public static HtmlReportFile? Create(string? path, string subject)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return new HtmlReportFile(path, subject);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unwritable(e, path);
        }
    }

    /// <summary>Writes one outcome.</summary>
    public void Write(FileOutcome outcome)
    {
        if (outcome.Report is { } report)
        {
            _document.Write(report);
        }
        else
        {
            _document.WriteFault(outcome.File, outcome.Fault!);
        }
    }

    /// <summary>Ends the file and puts it in its place.</summary>
    public void Complete()
    {
        _document.End();
        _writer.Dispose();
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_temporary);
    }
}
