using System.Collections.Concurrent;
using System.Diagnostics;

namespace Provenance.Tests.Attacks;

/// <summary>Tries many mutants, each with a seed of its own, and notes what they cost.</summary>
internal static class Campaign
{
    // More faults than these are the same one.
    private const int MostFaults = 10;

    /// <summary>Tries the mutants with the seeds from <paramref name="first"/> on.</summary>
    public static async Task<CampaignResult> RunAsync(Mutator mutator, int first, int count)
    {
        var trial = await mutator.Prepare().ConfigureAwait(false);

        // Trials block the threads they run on; whatever they wait for needs one too.
        ThreadPool.SetMinThreads(Environment.ProcessorCount + 16, Environment.ProcessorCount + 16);
        var faults = new ConcurrentDictionary<int, string>();
        int done = 0;
        long slowest = 0;
        long largest = 0;
        var watch = Stopwatch.StartNew();
        Parallel.For(first, first + count, (number, loop) =>
        {
            // The number is the seed of all chance: a fault can be looked at again, though keys are others in every run.
            Trial.Spent = default;
            if (trial(new Random(number)) is { } fault)
            {
                faults[number] = fault;
                if (faults.Count >= MostFaults)
                {
                    loop.Stop();
                }
            }

            Interlocked.Increment(ref done);
            Max(ref slowest, Trial.Spent.Time.Ticks);
            Max(ref largest, Trial.Spent.Allocated);
        });
        return new(mutator.Name, first, done, watch.Elapsed, new(slowest), largest, [.. faults.OrderBy(f => f.Key).Select(f => $"{mutator.Name} {f.Key}: {f.Value}")]);
    }

    private static void Max(ref long most, long value)
    {
        long seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}

/// <summary>What a campaign found.</summary>
/// <param name="Mutator">Name of the mutator.</param>
/// <param name="First">The first seed.</param>
/// <param name="Count">How many mutants were tried.</param>
/// <param name="Took">How long it took, on the machine it ran on.</param>
/// <param name="Slowest">The most processor time that one took.</param>
/// <param name="Largest">The most bytes that one allocated.</param>
/// <param name="Faults">What went wrong.</param>
internal sealed record CampaignResult(string Mutator, int First, int Count, TimeSpan Took, TimeSpan Slowest, long Largest, IReadOnlyList<string> Faults);
