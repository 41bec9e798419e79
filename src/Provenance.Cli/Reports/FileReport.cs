namespace Provenance.Cli.Reports;

/// <summary>Everything a report tells about one file, read once for all ways of writing it.</summary>
/// <param name="File">The path as given.</param>
/// <param name="Result">The result of the validation.</param>
/// <param name="Verdict">The verdict on it.</param>
internal sealed record FileReport(string File, ValidationResult Result, Verdict Verdict)
{
    /// <summary>The history, or null without a readable manifest.</summary>
    public HistoryEntry? History { get; } = HistoryEntry.Of(Result);

    /// <summary>Whether AI made it, as the credentials say.</summary>
    public AiReading Ai => AiReading.Of(History);

    /// <summary>
    /// Whether what the credentials say may be passed on as said. Of a file that was changed nothing is known, whatever the credentials claim.
    /// </summary>
    public bool MayBeBelieved => Result.State >= ValidationState.WellFormed;
}
