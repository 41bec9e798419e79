using System.Globalization;

namespace Provenance.Cli.Commands.Batch;

/// <summary>Counts the outcomes of a run and says them in one line.</summary>
internal sealed class BatchSummary
{
    private readonly SortedDictionary<int, int> _counts = new(Comparer<int>.Create(ExitCode.Compare));
    private int _skipped;

    /// <summary>The worst of all.</summary>
    public int ExitCodeOfAll { get; private set; } = ExitCode.Success;

    /// <summary>How many files.</summary>
    public int Count => _counts.Values.Sum();

    /// <summary>Counts a file.</summary>
    public void Add(int exitCode, bool wasSkipped = false)
    {
        _counts[exitCode] = _counts.GetValueOrDefault(exitCode) + 1;
        _skipped += wasSkipped ? 1 : 0;
        ExitCodeOfAll = ExitCode.Worse(ExitCodeOfAll, exitCode);
    }

    /// <summary>The line.</summary>
    /// <param name="done">What "0" means: <c>verified</c> or <c>signed</c>.</param>
    /// <param name="elapsed">How long it took.</param>
    public string Describe(string done, TimeSpan elapsed)
    {
        var parts = _counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {Name(c.Key, done)}"));
        string skipped = _skipped == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" ({_skipped} of them earlier, see --resume)");
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Count} files: {string.Join(", ", parts)}{skipped}; {seconds:0.0} s, {(Count - _skipped) / seconds:0.0} files/s");
    }

    private static string Name(int exitCode, string done) => exitCode switch
    {
        ExitCode.Success => done,
        ExitCode.NotTrusted => "valid but not trusted",
        ExitCode.NoCredentials => "without credentials",
        ExitCode.Unreadable => "unreadable",
        ExitCode.SigningFailed => "refused or failed",
        _ => "not authentic",
    };
}
