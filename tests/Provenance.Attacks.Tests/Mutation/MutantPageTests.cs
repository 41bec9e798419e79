using System.Globalization;
using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>The page of mutators, and of the long runs that were done.</summary>
public sealed class MutantPageTests
{
    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = new StringBuilder("""
            # Mutants

            Generated from `Mutator.cs`, `tests/Vectors/mutant-runs.json` and `tests/Vectors/mutant-findings.json` by `MutantPageTests`; do not edit. Everything that
            is read from outside is changed at random, with seeds that repeat. Whatever comes in: a report or a refusal that the interface names, and no other
            exception; at most two seconds of processor time and 256 MB allocated for one mutant, counted over all threads that work on it; and the promise of
            the row.

            A few thousand of each are tried by every test run, the long run tries the numbers below:
            `dotnet test tests/Provenance.Attacks.Tests --filter Category=Long -- xUnit.Explicit=on`.

            | Mutator | What is changed, and what reads it | Promise | Every run | Long run |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var mutator in Mutator.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {mutator.Name} | {mutator.Input} | {mutator.Promise} | {mutator.Slice} | {mutator.Long} |\n");
        }

        page.Append("""

            ## Long runs

            The last one of each mutator, at the lowest priority on a machine of two cores that others used as well: the seconds that passed say little, the
            dearest mutant says what counts.

            | Mutator | Mutants | First seed | Seconds | Dearest: ms of processor time | MB allocated | Broken promises |
            |---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        var runs = MutantRuns.All;
        foreach (var run in runs)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {run.Mutator} | {run.Count} | {run.First} | {run.Seconds} | {run.SlowestMilliseconds} | {run.LargestMegabytes} | {run.Faults} |\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"| all | {runs.Sum(r => r.Count)} |  | {runs.Sum(r => r.Seconds)} | {runs.Select(r => r.SlowestMilliseconds).DefaultIfEmpty().Max()} | {runs.Select(r => r.LargestMegabytes).DefaultIfEmpty().Max()} | {runs.Sum(r => r.Faults)} |\n");
        page.Append("""

            ## What mutants found

            Each is mended, and a vector or a test of that name keeps it so.

            | Mutator | What happened | Kept as |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var finding in MutantRuns.Findings)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {finding.Mutator} | {finding.What} | {finding.Kept} |\n");
        }

        string path = Repository.PathOf("spec-notes", "mutants.md");
        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        Assert.True(
            string.Equals(page.ToString(), File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null, StringComparison.Ordinal),
            "spec-notes/mutants.md is out of date: run this test with PROVENANCE_UPDATE_SNAPSHOTS=1.");
    }

    [Fact]
    public void A_finding_is_kept_by_a_vector_or_a_test_that_is_there()
    {
        string sources = string.Concat(Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        Assert.All(MutantRuns.Findings, f => Assert.True(Directory.Exists(Repository.PathOf("tests", "Vectors", f.Kept)) || sources.Contains(f.Kept + "(", StringComparison.Ordinal), f.Kept));
        Assert.NotEmpty(MutantRuns.Findings);
    }

    [Fact]
    public void Every_long_run_that_is_noted_is_of_a_mutator_and_broke_no_promise()
    {
        var names = Mutator.All.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        Assert.All(MutantRuns.All, r => Assert.True(names.Contains(r.Mutator) && r.Faults == 0, r.ToString()));
    }
}
