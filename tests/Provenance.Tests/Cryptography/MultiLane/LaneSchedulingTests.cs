using System.Buffers;
using System.Security.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>Messages are shared out between lanes and the BCL in many ways; the digests are always the same, in the order asked for.</summary>
public sealed class LaneSchedulingTests
{
    public static TheoryData<double> SpeedUps => [0.1, 1.2, 2, 4, 15.9, 100, double.PositiveInfinity];

    [Theory]
    [MemberData(nameof(SpeedUps))]
    public void Ragged_messages_keep_their_order_however_the_work_is_split(double speedUp)
    {
        var data = LaneEngines.RandomBytes(300_000, seed: 9);
        int[][] shapes =
        [
            [],
            [0],
            [300_000],
            [0, 0, 0],
            [1, 300_000, 1],
            [.. Enumerable.Repeat(1000, 17)],
            [.. Enumerable.Repeat(1000, 16), 100_000],
            [100_000, .. Enumerable.Repeat(64, 200)],
            [.. Enumerable.Range(0, 100).Select(i => i * i * 7 % 5000)],
            [.. Enumerable.Range(0, 50).Select(i => 1 << (i % 17))],
        ];
        foreach (var engine in LaneEngine.All.Where(e => e.IsSupported))
        {
            var sha = engine.WordBytes == 4 ? Sha2.Sha256 : Sha2.Sha384;
            foreach (int[] shape in shapes)
            {
                var messages = shape.Select((n, i) => (ReadOnlyMemory<byte>)data.AsMemory(n + i <= data.Length ? i : 0, n)).ToArray();
                var digests = new byte[messages.Length * sha.DigestBytes];
                LaneScheduler.Hash(new LaneChoice(engine, speedUp), sha, new MemoryMessages(messages), digests);
                var expected = messages.SelectMany(m => LaneEngines.Bcl(sha.Name.Name!, m.Span)).ToArray();
                Assert.Equal(expected, digests);
            }
        }
    }

    [Fact]
    public void Equal_messages_that_fill_the_lanes_never_reach_the_bcl()
    {
        var counting = new CountingEngine(lanes: 8);
        Hash(new LaneChoice(counting, SpeedUp: 2), Enumerable.Repeat(6400, 16));
        // Twice 100 whole blocks and one of padding.
        Assert.Equal(2 * 101, counting.Steps);
    }

    [Fact]
    public void Messages_too_few_to_pay_are_left_to_the_bcl()
    {
        var counting = new CountingEngine(lanes: 8);
        // Eight lanes at twice the speed of the BCL: three messages take the lanes as long as four take the BCL.
        Hash(new LaneChoice(counting, SpeedUp: 2), Enumerable.Repeat(6400, 3));
        Assert.Equal(0, counting.Steps);
    }

    [Fact]
    public void One_message_that_outlasts_the_others_is_left_to_the_bcl()
    {
        var counting = new CountingEngine(lanes: 8);
        Hash(new LaneChoice(counting, SpeedUp: 4), [640_000, .. Enumerable.Repeat(6400, 16)]);
        Assert.Equal(2 * 101, counting.Steps);
    }

    [Fact]
    public void A_remainder_too_small_to_pay_is_left_to_the_bcl()
    {
        var counting = new CountingEngine(lanes: 8);
        Hash(new LaneChoice(counting, SpeedUp: 4), Enumerable.Repeat(6400, 17));
        Assert.Equal(2 * 101, counting.Steps);
    }

    [Fact]
    public void A_freed_lane_goes_on_with_the_next_message()
    {
        var counting = new CountingEngine(lanes: 2);
        // Padded: 10 blocks, and 4 + 3 + 3 blocks side by side with them.
        Hash(LaneChoice.Forced(counting), [9 * 64, 3 * 64, 2 * 64, 2 * 64]);
        Assert.Equal(10, counting.Steps);
    }

    [Fact]
    public void Messages_are_unpinned_when_done()
    {
        var engine = LaneEngine.All.FirstOrDefault(e => e.IsSupported);
        Assert.SkipWhen(engine is null, "This processor lacks the instructions for lanes.");
        var owners = Enumerable.Range(0, 40).Select(i => new PinCountingMemory(i * 50)).ToArray();
        var sha = engine.WordBytes == 4 ? Sha2.Sha256 : Sha2.Sha512;
        LaneHasher.Only(engine).Hash(sha.Name, owners.Select(o => (ReadOnlyMemory<byte>)o.Memory).ToArray(), new byte[40 * sha.DigestBytes]);
        Assert.All(owners, owner => Assert.Equal((1, 1), (owner.Pinned, owner.Unpinned)));
    }

    private static void Hash(LaneChoice choice, IEnumerable<int> lengths)
    {
        var messages = lengths.Select(n => (ReadOnlyMemory<byte>)new byte[n]).ToArray();
        LaneScheduler.Hash(choice, Sha2.Sha256, new MemoryMessages(messages), new byte[messages.Length * SHA256.HashSizeInBytes]);
    }

    /// <summary>Computes nothing and counts the blocks it is asked for.</summary>
    private sealed unsafe class CountingEngine(int lanes) : LaneEngine
    {
        public long Steps { get; private set; }

        public override string Name => "counting";

        public override bool IsSupported => true;

        public override int Lanes => lanes;

        public override int WordBytes => 4;

        public override void Compress(byte* state, byte** lanes, nint blocks) => Steps += blocks;
    }

    private sealed unsafe class PinCountingMemory(int length) : MemoryManager<byte>
    {
        private readonly byte[] _bytes = GC.AllocateArray<byte>(length + 1, pinned: true);

        public int Pinned { get; private set; }

        public int Unpinned { get; private set; }

        public override Span<byte> GetSpan() => _bytes.AsSpan(0, length);

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            Pinned++;
            fixed (byte* start = _bytes) return new MemoryHandle(start + elementIndex, pinnable: this);
        }

        public override void Unpin() => Unpinned++;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
