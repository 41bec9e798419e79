using System.Security.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>Lanes serve only where they are right and faster.</summary>
public sealed class LaneProbeTests
{
    private static readonly LaneEngine[] Supported = [.. LaneEngine.All.Where(e => e.IsSupported && e.WordBytes == 4)];

    [Fact]
    public void An_engine_that_miscomputes_is_never_used()
    {
        Assert.SkipUnless(Supported.Length > 0, "This processor lacks the instructions for lanes.");
        var broken = new BrokenEngine(Supported[0]);
        Assert.False(LaneProbe.Agrees(broken));

        var hasher = new LaneHasher(new LaneProbe { Engines = [broken], Measure = (_, _) => 100 }, warmUpBytes: 0);
        Assert.Equal(LaneChoice.Bcl, hasher.ChoiceFor(HashAlgorithmName.SHA256));
        LaneEngines.AssertAgrees(hasher, "SHA256", [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[1000], 100)]);
    }

    [Fact]
    public void An_engine_without_its_instructions_is_neither_checked_nor_timed()
    {
        var probe = new LaneProbe { Engines = [new AbsentEngine()], Measure = (_, _) => throw new InvalidOperationException() };
        Assert.Equal(LaneChoice.Bcl, probe.Choose(Sha2.Sha256));
    }

    [Fact]
    public void An_engine_that_is_no_faster_is_not_used()
    {
        var probe = new LaneProbe { Measure = (_, _) => LaneProbe.LeastSpeedUp - 0.01 };
        Assert.Equal(LaneChoice.Bcl, probe.Choose(Sha2.Sha256));
        Assert.Equal(LaneChoice.Bcl, probe.Choose(Sha2.Sha512));
    }

    [Fact]
    public void The_fastest_engine_is_used()
    {
        Assert.SkipUnless(Supported.Length > 1, "This processor has fewer than two engines.");
        var last = Supported[^1];
        var probe = new LaneProbe { Measure = (engine, _) => engine == last ? 1.4 : 1.2 };
        Assert.Equal(new LaneChoice(last, 1.4), probe.Choose(Sha2.Sha256));
    }

    [Fact]
    public void An_ample_advantage_ends_the_search()
    {
        Assert.SkipUnless(Supported.Length > 1, "This processor has fewer than two engines.");
        var timed = new List<LaneEngine>();
        var probe = new LaneProbe
        {
            Measure = (engine, _) =>
            {
                timed.Add(engine);
                return 2;
            },
        };
        Assert.Same(Supported[0], probe.Choose(Sha2.Sha256).Engine);
        Assert.Equal([Supported[0]], timed);
    }

    [Fact]
    public void Every_supported_engine_passes_its_check()
    {
        Assert.All(LaneEngine.All.Where(e => e.IsSupported), engine => Assert.True(LaneProbe.Agrees(engine), engine.Name));
    }

    [Fact]
    public void The_machine_is_probed_once_whoever_comes_first()
    {
        Assert.SkipUnless(Supported.Length > 0, "This processor lacks the instructions for lanes.");
        int probes = 0;
        var probe = new LaneProbe
        {
            Engines = [Supported[0]],
            Measure = (_, _) =>
            {
                Interlocked.Increment(ref probes);
                return 3;
            },
        };
        var hasher = new LaneHasher(probe, warmUpBytes: 0);
        var data = LaneEngines.RandomBytes(64_000, seed: 10);
        var messages = Enumerable.Range(0, 64).Select(i => (ReadOnlyMemory<byte>)data.AsMemory(i * 1000, 1000)).ToArray();
        Parallel.For(0, 16, _ => LaneEngines.AssertAgrees(hasher, "SHA256", messages));
        Assert.Equal(1, probes);
    }

    [Fact]
    public void Little_work_is_done_without_probing()
    {
        int probes = 0;
        var probe = new LaneProbe
        {
            Measure = (_, _) =>
            {
                probes++;
                return 1;
            },
        };
        var hasher = new LaneHasher(probe, warmUpBytes: 100_000);
        var digests = new byte[10 * SHA256.HashSizeInBytes];
        hasher.Hash(HashAlgorithmName.SHA256, new byte[90_000], 9000, digests);
        Assert.Equal(0, probes);
        Assert.Equal(SHA256.HashData(new byte[9000]), digests[^SHA256.HashSizeInBytes..]);

        hasher.Hash(HashAlgorithmName.SHA256, new byte[90_000], 9000, digests);
        Assert.Equal(Supported.Length, probes);
    }

    [Fact]
    public void What_the_real_measurement_chooses_agrees_with_the_bcl()
    {
        var hasher = new LaneHasher(new LaneProbe(), warmUpBytes: 0);
        var data = LaneEngines.RandomBytes(200_000, seed: 11);
        var messages = Enumerable.Range(0, 100).Select(i => (ReadOnlyMemory<byte>)data.AsMemory(i, i * 1000)).ToArray();
        foreach (string algorithm in (string[])["SHA256", "SHA384", "SHA512"]) LaneEngines.AssertAgrees(hasher, algorithm, messages);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        var hasher = LaneHasher.Shared;
        Assert.Throws<ArgumentException>(() => hasher.Hash(HashAlgorithmName.SHA1, new byte[10], 10, new byte[20]));
        Assert.Throws<ArgumentException>(() => hasher.Hash(default, new byte[10], 10, new byte[32]));
        Assert.Throws<ArgumentException>(() => hasher.Hash(HashAlgorithmName.SHA256, new byte[10], 10, new byte[31]));
        Assert.Throws<ArgumentException>(() => hasher.Hash(HashAlgorithmName.SHA256, new byte[10], 10, new byte[33]));
        Assert.Throws<ArgumentException>(() => hasher.Hash(HashAlgorithmName.SHA256, [], new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => hasher.Hash(HashAlgorithmName.SHA256, new byte[10], 0, new byte[32]));
        Assert.Throws<ArgumentNullException>(
            () => hasher.Hash(HashAlgorithmName.SHA256, (IReadOnlyList<ReadOnlyMemory<byte>>)null!, new byte[32]));
        hasher.Hash(HashAlgorithmName.SHA256, default, 10, default);
    }

    private sealed unsafe class BrokenEngine(LaneEngine good) : LaneEngine
    {
        public override string Name => "one bit wrong in the last lane";

        public override bool IsSupported => true;

        public override int Lanes => good.Lanes;

        public override int WordBytes => good.WordBytes;

        public override void Compress(byte* state, byte** lanes, nint blocks)
        {
            good.Compress(state, lanes, blocks);
            state[(8 * Lanes * WordBytes) - 1] ^= 1;
        }
    }

    private sealed unsafe class AbsentEngine : LaneEngine
    {
        public override string Name => "absent";

        public override bool IsSupported => false;

        public override int Lanes => 8;

        public override int WordBytes => 4;

        public override void Compress(byte* state, byte** lanes, nint blocks) => throw new InvalidOperationException();
    }
}
