using System.Diagnostics;
using System.Globalization;
using Provenance.Testing;

namespace Provenance.Benchmarks;

/// <summary>
/// Validates everything hostile that we know of once (every vector, the stores and the files that multiply work), each with all that can be asked of
/// its result, and prints what it cost: processor time and allocation of each, and the most memory the process ever held.
/// </summary>
internal static class HostileCorpus
{
    private const int Shown = 12;

    public static async Task<int> RunAsync()
    {
        var costs = new List<Cost>();
        foreach (var vector in VectorCase.All.Values)
        {
            var built = vector.Build();
            costs.Add(await MeasureAsync("vector " + vector.Name, built.File.Length, AssetSource.FromMemory(built.File), Mp4.Format, vector.Trust.ToOptions(built) with { OcspClient = null }));
        }

        int vectors = costs.Count;
        long baseline = Process.GetCurrentProcess().PeakWorkingSet64;
        foreach (var (name, make) in HostileStores.All)
        {
            byte[] store = make();
            costs.Add(await MeasureAsync("store " + name, store.Length, TestFormat.Asset, new TestFormat(store), Options));
        }

        foreach (var (name, make) in HostileFiles.All)
        {
            byte[] file = make();
            costs.Add(await MeasureAsync("file " + name, file.Length, AssetSource.FromMemory(file), Mp4.Format, Options));
        }

        Console.WriteLine($"{vectors} vectors, {HostileStores.All.Count} stores and {HostileFiles.All.Count} files that multiply work; each read, reported and written as crJSON.");
        Print("| Slowest | Input | Time | Allocated | Verdict |", costs.OrderByDescending(c => c.Time));
        Print("| Hungriest | Input | Time | Allocated | Verdict |", costs.OrderByDescending(c => c.Allocated));
        var total = TimeSpan.FromTicks(costs.Sum(c => c.Time.Ticks));
        string[] summary =
        [
            string.Create(CultureInfo.InvariantCulture, $"All {costs.Count}: {total.TotalSeconds:0.0} s; the vectors alone: {costs.Take(vectors).Sum(c => c.Time.TotalSeconds):0.0} s."),
            string.Create(CultureInfo.InvariantCulture, $"Most memory held: {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB, {baseline >> 20} MB of it after the vectors; inputs of up to {costs.Max(c => c.Length) >> 20} MB and their making included."),
        ];
        Console.WriteLine(string.Join('\n', summary));
        return costs.TrueForAll(c => c.Time < TimeSpan.FromSeconds(10)) ? 0 : 1;
    }

    private static ValidationOptions Options { get; } = new() { Clock = TestPki.Clock, TrustList = TestPki.Default.SignerTrust, TimestampTrustList = TestPki.Default.TimestampTrust };

    private static async Task<Cost> MeasureAsync(string name, long length, AssetSource asset, AssetFormat format, ValidationOptions options)
    {
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var start = Environment.CpuUsage.TotalTime;
        var result = await new Validator(format) { Options = options }.ValidateAsync(asset).ConfigureAwait(false);
        _ = result.Generation.Edits.Count;
        result.WriteCrJson(Stream.Null);
        return new(name, length, Environment.CpuUsage.TotalTime - start, GC.GetTotalAllocatedBytes(precise: true) - before, result.State);
    }

    private static void Print(string head, IEnumerable<Cost> costs)
    {
        Console.WriteLine(head + "\n|---:|---|---:|---:|---|");
        foreach (var (number, cost) in costs.Take(Shown).Index())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {number + 1} | {cost.Name} ({(cost.Length + 1023) >> 10} KB) | {cost.Time.TotalMilliseconds:0} ms | {cost.Allocated >> 20} MB | {cost.State} |"));
        }

        Console.WriteLine();
    }

    private sealed record Cost(string Name, long Length, TimeSpan Time, long Allocated, ValidationState State);
}
