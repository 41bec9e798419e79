namespace Provenance.Cli.Reports;

/// <summary>Writes the outcomes of a run, one after the other, in one of the forms of <c>--format</c>.</summary>
internal abstract class ReportWriter
{
    /// <summary>The writer for a form.</summary>
    /// <param name="format">The form.</param>
    /// <param name="terminal">Where it is written.</param>
    /// <param name="isOne">Whether the run has one file only.</param>
    public static ReportWriter For(ReportFormat format, Terminal terminal, bool isOne) => format switch
    {
        ReportFormat.Json => new JsonReportWriter(terminal, isOne),
        ReportFormat.JsonLines => new JsonLinesReportWriter(terminal),
        ReportFormat.CrJson when !isOne => throw CommandException.Usage("--format crjson reports one file: a crJSON document describes one asset"),
        ReportFormat.CrJson => new CrJsonReportWriter(terminal),
        _ => new TextReportWriter(terminal, named: !isOne),
    };

    /// <summary>Writes one outcome.</summary>
    public abstract void Write(FileOutcome outcome);

    /// <summary>Writes what comes after the last.</summary>
    public virtual void Complete()
    {
    }

    private sealed class TextReportWriter(Terminal terminal, bool named) : ReportWriter
    {
        private bool _written;

        public override void Write(FileOutcome outcome)
        {
            if (outcome.Fault is not null || outcome.Report is not { } report)
            {
                return;
            }

            if (_written && !terminal.IsQuiet)
            {
                terminal.Output.WriteLine();
            }

            TextReport.Write(terminal, report, named);
            _written = true;
        }
    }

    private sealed class JsonLinesReportWriter(Terminal terminal) : ReportWriter
    {
        public override void Write(FileOutcome outcome) => JsonReport.WriteLine(terminal.Output, json => JsonReportWriter.Write(json, outcome));
    }

    private sealed class CrJsonReportWriter(Terminal terminal) : ReportWriter
    {
        public override void Write(FileOutcome outcome)
        {
            if (outcome.Report is { } report)
            {
                CrJsonReport.Write(terminal.Output, report.Result);
            }
        }
    }

    // One document, so it can be written only when all is known: for thousands of files there are JSON lines.
    private sealed class JsonReportWriter(Terminal terminal, bool isOne) : ReportWriter
    {
        private readonly List<FileOutcome> _outcomes = [];

        public static void Write(System.Text.Json.Utf8JsonWriter json, FileOutcome outcome)
        {
            if (outcome.Report is { } report)
            {
                JsonReport.WriteFile(json, report);
            }
            else
            {
                JsonReport.WriteFault(json, outcome.File, outcome.Fault!);
            }
        }

        public override void Write(FileOutcome outcome) => _outcomes.Add(outcome);

        public override void Complete() => JsonReport.Write(terminal.Output, json =>
        {
            if (!isOne)
            {
                json.WriteStartArray();
            }

            _outcomes.ForEach(o => Write(json, o));
            if (!isOne)
            {
                json.WriteEndArray();
            }
        });
    }
}
