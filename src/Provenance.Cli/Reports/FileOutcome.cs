namespace Provenance.Cli.Reports;

/// <summary>What came of one file: a report, or the reason why there is none; or both, of a file that was opened but is no video.</summary>
/// <param name="File">The path as given.</param>
/// <param name="Report">The report, or null.</param>
/// <param name="Fault">Why it could not be judged, or null.</param>
internal sealed record FileOutcome(string File, FileReport? Report, string? Fault)
{
    /// <summary>The exit code of this file alone.</summary>
    public int ExitCode => Report?.Verdict.ExitCode ?? Cli.ExitCode.Unreadable;

    /// <summary>The outcome of a validation.</summary>
    public static FileOutcome Of(FileReport report) =>
        new(report.File, report, report is { Ranges: null, Verdict.ExitCode: Cli.ExitCode.Unreadable } ? report.Verdict.Sentence : null);
}
