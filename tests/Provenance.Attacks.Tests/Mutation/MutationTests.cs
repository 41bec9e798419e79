using System.Collections.Concurrent;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>
/// Seeded mutants of everything that is read, one <see cref="Mutator"/> for each reader and writer. Whatever the bytes are: a report or a refusal and no other
/// exception, within two seconds and 256 MB, and what the mutator promises. The long run is a million and more:
/// <c>dotnet test tests/Provenance.Attacks.Tests --filter Category=Long -- xUnit.Explicit=on</c>.
/// </summary>
public sealed class MutationTests
{
    public static TheoryData<string> Mutators => [.. Mutator.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Mutators))]
    public async Task Mutants_in_every_run(string name)
    {
        var mutator = Mutator.All.Single(m => m.Name == name);
        Check(await Campaign.RunAsync(mutator, 1, mutator.Slice));
    }

    [Theory(Explicit = true)]
    [Trait("Category", "Long")]
    [MemberData(nameof(Mutators))]
    public async Task A_million_mutants(string name)
    {
        var mutator = Mutator.All.Single(m => m.Name == name);
        var result = await Campaign.RunAsync(mutator, 1_000_000, mutator.Long);
        MutantRuns.Note(result);
        Check(result);
    }

    [Fact]
    public async Task Mutants_get_past_the_first_check()
    {
        // A mutator that breaks everything at the door would find nothing. Most codes that a file can lead to are reached by mutants.
        var seeds = await Seed.AllAsync();
        var codes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        int resigned = 0;
        int verified = 0;
        Parallel.For(0, 1500, number =>
        {
            var random = new Random(number);
            var seed = seeds[random.Next(seeds.Length)];
            byte[]? mutant = number % 2 == 0 ? FileMutation.Apply(seed.File, random, seeds[0].File) : Resigning.Apply(seed.File, random);
            if (mutant is null)
            {
                return;
            }

            var result = seed.Read(mutant);
            foreach (var status in result.Statuses)
            {
                codes.AddOrUpdate(status.Code.Value, 1, static (_, n) => n + 1);
            }

            Interlocked.Add(ref resigned, number % 2);
            Interlocked.Add(ref verified, number % 2 == 1 && result.Statuses.Any(s => s.Code == ValidationStatusCode.ClaimSignatureValidated) ? 1 : 0);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{codes.Count} codes, {resigned} signed again, {verified} of them verified\n" + string.Join('\n', codes.OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}")));
        Assert.True(codes.Count > 60 && verified > 250, $"{codes.Count} codes, {verified} of {resigned} signed again verified");
    }

    private static void Check(CampaignResult result)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{result.Mutator}: {result.Count} mutants from seed {result.First} in {result.Took.TotalSeconds:0} s, the slowest {result.Slowest.TotalMilliseconds:0} ms, the largest {result.Largest >> 20} MB"));
        Assert.True(result.Faults.Count == 0, string.Join("\n\n", result.Faults));
    }
}
