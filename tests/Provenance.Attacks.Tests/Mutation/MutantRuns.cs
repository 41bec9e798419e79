using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>The long runs that were done, as data: the page quotes them. A run with <c>PROVENANCE_UPDATE_SNAPSHOTS=1</c> notes itself.</summary>
internal static class MutantRuns
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = false };
    private static readonly Lock Writing = new();

    /// <summary>One run.</summary>
    /// <param name="Mutator">Name of the mutator.</param>
    /// <param name="First">The first seed.</param>
    /// <param name="Count">How many mutants.</param>
    /// <param name="Seconds">How long it took.</param>
    /// <param name="SlowestMilliseconds">The most processor time of one.</param>
    /// <param name="LargestMegabytes">The most that one allocated.</param>
    /// <param name="Faults">How many broke a promise.</param>
    public sealed record Run(string Mutator, int First, int Count, int Seconds, int SlowestMilliseconds, int LargestMegabytes, int Faults);

    /// <summary>What a mutant found.</summary>
    /// <param name="Mutator">Name of the mutator.</param>
    /// <param name="What">What happened before it was mended.</param>
    /// <param name="Kept">The vector or the test that keeps it mended.</param>
    public sealed record Finding(string Mutator, string What, string Kept);

    private static string FilePath => Repository.PathOf("tests", "Vectors", "mutant-runs.json");

    /// <summary>The last run of each mutator.</summary>
    public static IReadOnlyList<Run> All => File.Exists(FilePath) ? JsonSerializer.Deserialize<List<Run>>(File.ReadAllText(FilePath), Json)! : [];

    /// <summary>What was found so far.</summary>
    public static IReadOnlyList<Finding> Findings => JsonSerializer.Deserialize<List<Finding>>(File.ReadAllText(Repository.PathOf("tests", "Vectors", "mutant-findings.json")), Json)!;

    /// <summary>Notes a run in place of the one before, when asked to.</summary>
    public static void Note(CampaignResult result)
    {
        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") != "1")
        {
            return;
        }

        var run = new Run(
            result.Mutator, result.First, result.Count, (int)result.Took.TotalSeconds, (int)Math.Ceiling(result.Slowest.TotalMilliseconds), (int)Math.Ceiling(result.Largest / (double)(1 << 20)), result.Faults.Count);
        lock (Writing)
        {
            var order = Mutator.All.Select((m, i) => (m.Name, i)).ToDictionary(m => m.Name, m => m.i, StringComparer.Ordinal);
            var runs = All.Where(r => r.Mutator != run.Mutator).Append(run).Where(r => order.ContainsKey(r.Mutator)).OrderBy(r => order[r.Mutator]);
            File.WriteAllText(FilePath, "[\n" + string.Join(",\n", runs.Select(r => "  " + JsonSerializer.Serialize(r, Json))) + "\n]\n");
        }
    }
}
