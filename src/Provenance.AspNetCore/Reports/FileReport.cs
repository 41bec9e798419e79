namespace Provenance.Reports;

/// <summary>Everything a report tells about one file, read once for all ways of writing it.</summary>
/// <param name="File">The path as given.</param>
/// <param name="Result">The result of the validation.</param>
/// <param name="Verdict">The verdict on it.</param>
internal sealed record FileReport(string File, ValidationResult Result, Verdict Verdict)
{
    /// <summary>What the file proves of the disclosure profiles that were asked for.</summary>
    public IReadOnlyList<DisclosureReport> Disclosures { get; init; } = [];

    /// <summary>What was found about parts of the file; null when the whole was looked at.</summary>
    public IReadOnlyList<RangeFinding>? Ranges { get; init; }

    /// <summary>The state as reports name it: <c>Partial</c> where the credentials hold and nothing is said about the whole.</summary>
    public string State => Ranges is null || Result.State < ValidationState.Valid ? Verdict.StateOf(Result) : "Partial";

    /// <summary>Whether the history is shown from the first step to the last.</summary>
    public bool ShowsTimeline { get; init; }

    /// <summary>How the video was made, as the credentials say.</summary>
    public GenerationReport Generation { get; } = Result.Generation;

    /// <summary>The history, or null without a readable manifest.</summary>
    public HistoryEntry? History => Generation.History;

    /// <summary>
    /// Whether what the credentials say may be passed on as said. Of a file that was changed nothing is known, whatever the credentials claim.
    /// </summary>
    public bool MayBeBelieved => Generation.HoldsTogether;
}
