using Provenance.Cli.Commands.Batch;
using Provenance.Cli.Reports;

namespace Provenance.Cli.Commands;

/// <summary>What <c>verify</c> and <c>inspect</c> share: one report a file, one bad file never stops the rest, the worst decides.</summary>
internal sealed class FileReporting
{
    /// <summary>Where the reports go.</summary>
    public required Terminal Terminal { get; init; }

    /// <summary>In which form.</summary>
    public required ReportFormat Format { get; init; }

    /// <summary>How many files at the same time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The HTML file that is written besides, or null.</summary>
    public string? HtmlPath { get; init; }

    /// <summary>What was done already, or null.</summary>
    public ResumeState? State { get; init; }

    /// <summary>Examines files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="examine">Examines one; faults of files may be thrown.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<int> RunAsync(IReadOnlyList<InputFile> files, Func<InputFile, CancellationToken, Task<FileReport>> examine, CancellationToken cancellationToken)
    {
        var writer = ReportWriter.For(Format, Terminal, files.Count == 1);
        using var html = HtmlReportFile.Create(HtmlPath, files.Count == 1 ? files[0].Path : FormattableString.Invariant($"{files.Count} files"));
        var summary = new BatchSummary();
        var waiting = Skip(files, summary);
        using var progress = new BatchProgress(Terminal, waiting.Count, waiting.Sum(f => f.Length));
        if (waiting is [var single])
        {
            // One file needs no queue; the code of one takes longer to load than a short file to examine.
            Take(await ExamineAsync(single, examine, cancellationToken).ConfigureAwait(false));
        }
        else
        {
            var outcomes = FileQueue.RunAsync(
                waiting, (file, token) => ExamineAsync(file, examine, token), Jobs, inOrder: Format != ReportFormat.JsonLines, cancellationToken);
            await foreach (var examined in outcomes.ConfigureAwait(false))
            {
                Take(examined);
            }
        }

        writer.Complete();
        html?.Complete();
        if (summary.Count > 1)
        {
            progress.Dispose();
            Terminal.WriteMessage(summary.Describe("as required", progress.Elapsed));
        }

        return summary.ExitCodeOfAll;

        void Take(Examined examined)
        {
            var (file, outcome) = examined;
            summary.Add(outcome.ExitCode);
            progress.Report(file.Length, () => Write(writer, html, outcome));
            State?.Add(file, outcome.ExitCode);
        }
    }

    private async Task<Examined> ExamineAsync(InputFile file, Func<InputFile, CancellationToken, Task<FileReport>> examine, CancellationToken cancellationToken)
    {
        try
        {
            if (file.Path != "-")
            {
                Recovery.Run(file.Path, Terminal);
            }

            return new(file, FileOutcome.Of(await examine(file, cancellationToken).ConfigureAwait(false)));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return new(file, new FileOutcome(file.Path, null, FileFaults.Describe(e, file.Path)));
        }
    }

    private IReadOnlyList<InputFile> Skip(IReadOnlyList<InputFile> files, BatchSummary summary)
    {
        if (State is null)
        {
            return files;
        }

        var waiting = new List<InputFile>(files.Count);
        foreach (var file in files)
        {
            if (State.ExitCodeOf(file) is { } exitCode)
            {
                summary.Add(exitCode, wasSkipped: true);
            }
            else
            {
                waiting.Add(file);
            }
        }

        return waiting;
    }

    private void Write(ReportWriter writer, HtmlReportFile? html, FileOutcome outcome)
    {
        if (outcome.Fault is not null)
        {
            Terminal.WriteError($"{outcome.File}: {outcome.Fault}");
        }

        writer.Write(outcome);
        html?.Write(outcome);
    }

    // A class: machinery over a pair of values would be compiled at run time.
    private sealed record Examined(InputFile File, FileOutcome Outcome);
}
