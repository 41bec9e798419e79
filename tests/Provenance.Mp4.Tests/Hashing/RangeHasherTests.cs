using System.Security.Cryptography;
using Provenance.Bmff;

namespace Provenance.Tests.Bmff;

/// <summary>Reading and hashing along a plan, in turn and one piece ahead.</summary>
public sealed class RangeHasherTests
{
    public static TheoryData<int> Lengths =>
    [
        0, 1, RangeHasher.PieceSize - 1, RangeHasher.PieceSize, (3 * RangeHasher.PieceSize) + 7,
        RangeHasher.ReadAheadFrom + 5, RangeHasher.ReadAheadFrom + (2 * RangeHasher.PieceSize),
    ];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task The_hash_of_a_plan_is_that_of_its_bytes_in_order(int length)
    {
        byte[] data = new byte[length + 400_000];
        new Random(length).NextBytes(data);
        var plan = new HashPlan();
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // An offset, a long range, short and long gaps, short ranges, and an offset at the end.
        foreach (var (offset, end) in ((int, int)[])[(0, 0), (11, length), (length + 1, length + 2), (length + 9, length + 3000), (length + 300_000, length + 300_001), (length + 300_500, 0)])
        {
            if (end == 0)
            {
                plan.AddOffset(offset);
                byte[] bytes = new byte[8];
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, offset);
                expected.AppendData(bytes);
            }
            else if (end > offset)
            {
                plan.AddRange(offset, end);
                expected.AppendData(data, offset, end - offset);
            }
        }

        await using var source = new ProbedSource(data);
        byte[] digest = await RangeHasher.HashAsync(source, plan, HashAlgorithmName.SHA256, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(expected.GetHashAndReset(), digest);
        Assert.Equal(1, source.MostAtOnce);
        Assert.InRange(source.LargestRead, 1, RangeHasher.PieceSize);
    }

    [Fact]
    public void Pieces_cover_the_plan_and_skip_long_gaps()
    {
        var plan = new HashPlan();
        plan.AddOffset(0);
        plan.AddRange(10, 20);
        plan.AddOffset(30);
        plan.AddRange(30, 1030);
        plan.AddRange(100_000, 100_100);
        Assert.Equal([new(10, 510), new(510, 1010), new(1010, 1030), new(100_000, 100_100)], RangeHasher.Pieces(plan, 500));
    }

    [Theory]
    [InlineData(RangeHasher.PieceSize * 4)]
    [InlineData(RangeHasher.ReadAheadFrom * 2)]
    public async Task A_file_that_is_shorter_than_its_plan_is_an_error(int length)
    {
        var plan = new HashPlan();
        plan.AddRange(0, length);
        await using var source = new ProbedSource(new byte[length - 1]);
        await Assert.ThrowsAsync<EndOfStreamException>(
            async () => await RangeHasher.HashAsync(source, plan, HashAlgorithmName.SHA256, progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(0, source.UnderWay);
    }

    [Fact]
    public async Task Cancelling_waits_for_the_read_that_is_under_way()
    {
        using var cancel = new CancellationTokenSource();
        var plan = new HashPlan();
        plan.AddRange(0, RangeHasher.ReadAheadFrom);
        await using var source = new ProbedSource(new byte[RangeHasher.ReadAheadFrom]);
        var progress = new CallbackProgress(done =>
        {
            if (done >= 3 * RangeHasher.PieceSize) cancel.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await RangeHasher.HashAsync(source, plan, HashAlgorithmName.SHA256, progress, cancel.Token));
        Assert.Equal(0, source.UnderWay);
    }

    private sealed class CallbackProgress(Action<long> callback) : IProgress<long>
    {
        public void Report(long value) => callback(value);
    }

    /// <summary>Reads on another thread, and notes how.</summary>
    private sealed class ProbedSource(byte[] data) : AssetSource
    {
        private int _underWay;

        public override long Length => data.Length;

        public int UnderWay => _underWay;

        public int MostAtOnce { get; private set; }

        public int LargestRead { get; private set; }

        public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _underWay));
            LargestRead = Math.Max(LargestRead, buffer.Length);
            try
            {
                await Task.Yield();
                int count = (int)Math.Min(buffer.Length, Math.Max(0, data.Length - offset));
                data.AsMemory((int)Math.Min(offset, data.Length), count).CopyTo(buffer);
                return count;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }
}
