using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>
/// c2pa-rs on seeded mutants of signed files, in one run of node. Where it trusts what we refuse, one of our findings must be listed in
/// <c>tests/Vectors/mutants.json</c> with the clause that decides; what we trust and it refuses would be a hole, unless listed as well.
/// </summary>
public sealed class MutantAgreementTests
{
    private const int Mutants = 1000;

    private static readonly string[] Seeds = ["in-order", "merkle-row", "merkle-flat", "fragments", "timestamp-trusted", "ingredient", "in-order-ps256"];

    private static readonly Listed Differences =
        JsonSerializer.Deserialize<Listed>(File.ReadAllText(Repository.PathOf("tests", "Vectors", "mutants.json")), new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    [Fact]
    public async Task Verdicts_on_mutants_agree_or_the_difference_is_justified()
    {
        using var folder = new TempFolder();
        var seeds = Seeds.Select(s => VectorCase.All[s].Build().File).ToArray();
        var validator = new Validator(Mp4.Format) { Options = new() { Clock = TestPki.Clock, TrustList = TestPki.Default.SignerTrust, TimestampTrustList = TestPki.Default.TimestampTrust } };
        var ours = new List<(string Path, ValidationResult Result, int Number)>();
        for (int number = 0; number < Mutants; number++)
        {
            var random = new Random(number);
            byte[] mutant = FileMutation.Apply(seeds[number % seeds.Length], random, seeds[0]);
            ours.Add((folder.Write($"{number}.mp4", mutant), await validator.ValidateAsync(AssetSource.FromMemory(mutant), cancellationToken: TestContext.Current.CancellationToken), number));
        }

        var theirs = await Peer.VerifyAsync(TestPki.Default, ours.Select(o => new PeerFile(o.Path)));
        var unlisted = new List<string>();
        int agreed = 0;
        foreach (var ((_, result, number), verdict) in ours.Zip(theirs))
        {
            bool weTrust = result.State == ValidationState.Trusted;
            bool theyTrust = verdict.State == "Trusted";
            if (weTrust == theyTrust)
            {
                agreed++;
                continue;
            }

            // What c2pa-rs says stands in its error or its codes; what we say in our failures, code and sentence.
            string[] words = theyTrust
                ? [.. result.Failures.Concat(result.IngredientDeltas.SelectMany(d => d.Statuses).Where(s => s.Kind == ValidationStatusKind.Failure)).Select(s => $"{s.Code}: {s.Sentence}").Distinct(StringComparer.Ordinal)]
                : [.. verdict.Failures ?? [], .. verdict.IngredientFailures ?? [], verdict.Error ?? string.Empty];
            var list = theyTrust ? Differences.WeRefuse : Differences.TheyRefuse;
            if (!words.Any(w => list.Any(d => w.Length > 0 && w.Contains(d.Finding, StringComparison.Ordinal))))
            {
                unlisted.Add($"{Seeds[number % Seeds.Length]} {number}: {result.State}, c2pa-rs {verdict.State ?? "error"}: {string.Join(", ", words)}");
            }
        }

        Assert.True(unlisted.Count == 0, "Not listed:\n" + string.Join('\n', unlisted));
        Assert.True(agreed > Mutants / 2, $"Only {agreed} of {Mutants} verdicts agree.");
    }

    private sealed record Listed(Difference[] WeRefuse, Difference[] TheyRefuse);

    private sealed record Difference(string Finding, string Clause, string Reason);
}
