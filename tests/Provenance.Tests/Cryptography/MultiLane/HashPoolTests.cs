using System.Security.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>Who is hashed beside others, who alone, and how many processors that keeps busy.</summary>
public sealed class HashPoolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_that_wait_at_the_same_time_share_the_lanes()
    {
        var counting = new CountingEngine(Wide());
        var pool = new HashPool(Hasher(counting, speedUp: 2), atOnce: 1);
        byte[][] contents = [.. Enumerable.Range(0, counting.Lanes).Select(i => LaneEngines.RandomBytes(64 * 64, seed: i))];
        var (first, gate) = await BusyAsync(pool);
        Task<byte[]>[] waiting = [.. contents.Select(c => HashAsync(pool, c))];
        gate.SetResult();
        await first;
        for (int i = 0; i < contents.Length; i++)
        {
            Assert.Equal(SHA256.HashData(contents[i]), await waiting[i]);
        }

        // 64 whole blocks and one of padding, for all at the same time.
        Assert.Equal(65, counting.Steps);
    }

    [Fact]
    public async Task Messages_too_few_for_lanes_go_through_the_bcl()
    {
        var counting = new CountingEngine(Wide());
        var pool = new HashPool(Hasher(counting, speedUp: 2), atOnce: 1);
        var (first, gate) = await BusyAsync(pool);

        // At twice the speed of the BCL, half of the lanes take as long as the BCL.
        Task<byte[]>[] waiting = [.. Enumerable.Range(0, counting.Lanes / 2).Select(_ => HashAsync(pool, new byte[5000]))];
        gate.SetResult();
        await first;
        Assert.All(await Task.WhenAll(waiting), d => Assert.Equal(SHA256.HashData(new byte[5000]), d));
        Assert.Equal(0, counting.Steps);
    }

    [Fact]
    public async Task A_long_message_goes_alone()
    {
        var counting = new CountingEngine(Wide());
        var pool = new HashPool(LaneHasher.Only(counting), atOnce: 1);
        byte[] content = LaneEngines.RandomBytes((int)HashPool.MaxLaneBytes + 1, seed: 3);
        Assert.Equal(SHA256.HashData(content), await HashAsync(pool, content));
        Assert.Equal(0, counting.Steps);
    }

    [Fact]
    public async Task A_message_that_fails_leaves_its_processor_to_the_next()
    {
        foreach (var hasher in (LaneHasher[])[LaneHasher.Only(Wide()), Hasher(Wide(), speedUp: 2)])
        {
            var pool = new HashPool(hasher, atOnce: 1);
            var broken = new StreamedMessage(new byte[300_000]) { Before = (at, _) => at > 0 ? throw new IOException("Gone.") : default };
            await Assert.ThrowsAsync<IOException>(() => pool.HashAsync(HashAlgorithmName.SHA256, broken, Token));
            using var stop = new CancellationTokenSource();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.HashAsync(HashAlgorithmName.SHA256, new StreamedMessage(new byte[100]), stop.Token));
            await Assert.ThrowsAsync<IOException>(() => pool.RunAloneAsync<int>(() => throw new IOException("Gone.")).AsTask());
            Assert.Equal(SHA256.HashData(new byte[100]), await HashAsync(pool, new byte[100]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_processors_are_at_work_than_were_asked_for(int atOnce)
    {
        var pool = new HashPool(LaneHasher.Only(Wide()), atOnce);
        int now = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => i % 2 == 0
            ? pool.RunAloneAsync(WorkAsync).AsTask()
            : HashAsync(pool, new byte[i * 1000])));
        Assert.InRange(most, 1, atOnce);

        async ValueTask<byte[]> WorkAsync()
        {
            int count = Interlocked.Increment(ref now);
            for (int seen = Volatile.Read(ref most); count > seen; seen = Volatile.Read(ref most))
            {
                Interlocked.CompareExchange(ref most, count, seen);
            }

            await Task.Yield();
            Interlocked.Decrement(ref now);
            return [];
        }
    }

    [Fact]
    public async Task Algorithms_do_not_mix()
    {
        var hasher = new LaneHasher(new LaneProbe { Measure = (_, _) => 2 }, warmUpBytes: 0);
        string[] algorithms = ["SHA256", "SHA384", "SHA512"];
        foreach (string algorithm in algorithms)
        {
            hasher.ChoiceFor(new HashAlgorithmName(algorithm));
        }

        var pool = new HashPool(hasher, atOnce: 2);
        await Task.WhenAll(Enumerable.Range(0, 150).Select(async i =>
        {
            byte[] content = LaneEngines.RandomBytes(i * 997, seed: i);
            string algorithm = algorithms[i % 3];
            byte[] digest = await pool.HashAsync(new(algorithm), new StreamedMessage(content), Token);
            Assert.Equal(LaneEngines.Bcl(algorithm, content), digest);
        }));
    }

    [Fact]
    public void While_somebody_probes_the_bcl_serves()
    {
        using var measured = new ManualResetEventSlim();
        var wide = Wide();
        var hasher = new LaneHasher(new LaneProbe { Engines = [wide], Measure = (_, _) => { measured.Wait(Token); return 2; } }, warmUpBytes: 100);
        Assert.Null(hasher.KnownChoiceFor(Sha2.Sha256, 99).Engine);
        Assert.Null(hasher.KnownChoiceFor(Sha2.Sha256, 1).Engine);
        Assert.Null(hasher.KnownChoiceFor(Sha2.Sha256, 1000).Engine);
        measured.Set();
        Assert.Same(wide, hasher.ChoiceFor(HashAlgorithmName.SHA256).Engine);
        Assert.Same(wide, hasher.KnownChoiceFor(Sha2.Sha256, 1).Engine);
    }

    private static LaneEngine Wide()
    {
        var engine = LaneEngine.All.FirstOrDefault(e => e is { IsSupported: true, WordBytes: 4 });
        Assert.SkipWhen(engine is null, "This processor lacks the instructions for lanes.");
        return engine;
    }

    private static LaneHasher Hasher(LaneEngine engine, double speedUp)
    {
        var hasher = new LaneHasher(new LaneProbe { Engines = [engine], Measure = (_, _) => speedUp }, warmUpBytes: 0);
        Assert.Same(engine, hasher.ChoiceFor(HashAlgorithmName.SHA256).Engine);
        (engine as CountingEngine)?.Reset();
        return hasher;
    }

    /// <summary>Keeps the only processor busy until the gate opens.</summary>
    private static async Task<(Task<int> First, TaskCompletionSource Gate)> BusyAsync(HashPool pool)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = pool.RunAloneAsync(async () =>
        {
            begun.SetResult();
            await gate.Task;
            return 1;
        }).AsTask();
        await begun.Task;
        return (first, gate);
    }

    private static Task<byte[]> HashAsync(HashPool pool, byte[] content) => pool.HashAsync(HashAlgorithmName.SHA256, new StreamedMessage(content), Token);

    /// <summary>Counts the blocks that an engine is asked for.</summary>
    private sealed unsafe class CountingEngine(LaneEngine engine) : LaneEngine
    {
        private long _steps;

        public long Steps => Interlocked.Read(ref _steps);

        public override string Name => engine.Name;

        public override bool IsSupported => true;

        public override int Lanes => engine.Lanes;

        public override int WordBytes => engine.WordBytes;

        public void Reset() => Interlocked.Exchange(ref _steps, 0);

        public override void Compress(byte* state, byte** lanes, nint blocks)
        {
            Interlocked.Add(ref _steps, blocks);
            engine.Compress(state, lanes, blocks);
        }
    }
}
