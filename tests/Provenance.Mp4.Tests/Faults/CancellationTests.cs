using System.Diagnostics;
using Provenance.Testing;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>Cancelling is answered at once: counted in pieces, which no machine is too slow for, and measured where there is time.</summary>
public sealed class CancellationTests
{
    // 512 KB are being read and as much written when the caller cancels.
    private const long MostBytesAfterwards = 2 * (512 << 10);

    [Theory]
    [InlineData(null)]
    [InlineData(4096L)]
    public async Task At_most_two_pieces_are_read_after_cancelling(long? blockSize)
    {
        var video = new Mp4Track(1, [Bytes.Pattern(12_000_000, 1)]);
        byte[] file = new Mp4Builder().Ftyp().Movie(video).Media(video).Build();
        var merkle = blockSize is null ? null : new MerkleOptions { BlockSize = blockSize, StoredRow = 1 };
        byte[] signed = await Signing.SignAsync(file, merkle: merkle);
        for (long at = 0; at < 20_000_000; at += 1_500_000)
        {
            using var cancel = new CancellationTokenSource();
            var signing = new CountingSource(file, at, cancel);
            await ThrowsUnlessDone(signing, () => Mp4.SignAsync(signing, new MemoryStream(), Signing.Definition, Signing.Signer(), Signing.Options, new() { Merkle = merkle }, cancellationToken: cancel.Token));
            using var cancelValidation = new CancellationTokenSource();
            var validating = new CountingSource(signed, at, cancelValidation);
            await ThrowsUnlessDone(validating, () => Signing.Validator.ValidateAsync(validating, bytesHashed: null, cancelValidation.Token));
        }

        static async Task ThrowsUnlessDone(CountingSource source, Func<Task> work)
        {
            var thrown = await Record.ExceptionAsync(work);

            // Who cancels at the very last read may get the result.
            bool isAnswered = thrown is OperationCanceledException || (thrown is null && source.ReadAfterwards == 0);
            Assert.True(source.WasCancelled ? isAnswered : thrown is null, thrown?.ToString() ?? $"{source.ReadAfterwards} bytes were read afterwards, to the end.");
            Assert.InRange(source.ReadAfterwards, 0, MostBytesAfterwards);
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Cancelling_a_large_file_is_answered_within_a_quarter_of_a_second()
    {
        using var folder = new TempFolder();
        string input = folder["in.mp4"];
        var video = new Mp4Track(1, [Bytes.Pattern(1000, 1)]);
        byte[] head = new Mp4Builder().Ftyp().Movie(video).Media(video).Build();
        await using (var file = new FileStream(input, FileMode.CreateNew))
        {
            // Two gigabytes of nothing that takes no room on the disk: a free box, which is hashed as everything is.
            await file.WriteAsync(head, TestContext.Current.CancellationToken);
            await file.WriteAsync(Bytes.Concat(Bytes.UInt32(1), Bytes.Code("free"), Bytes.UInt64(2UL << 30)), TestContext.Current.CancellationToken);
            file.SetLength(head.Length + (2L << 30));
        }

        var random = new Random(7);
        var slowest = TimeSpan.Zero;
        for (int i = 0; i < 12; i++)
        {
            using var cancel = new CancellationTokenSource();
            var work = Task.Run(() => Mp4.SignAsync(input, folder["out.mp4"], Signing.Definition, Signing.Signer(), Signing.Options, cancellationToken: cancel.Token));
            await Task.Delay(random.Next(50, 4000), TestContext.Current.CancellationToken);
            var watch = Stopwatch.StartNew();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            Assert.Equal(["in.mp4"], folder.Names);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"slowest answer: {slowest.TotalMilliseconds:0} ms"));
        Assert.True(slowest < TimeSpan.FromMilliseconds(250), $"{slowest.TotalMilliseconds} ms");
    }

    /// <summary>Cancels when so many bytes were read, and counts those that are read afterwards.</summary>
    private sealed class CountingSource(byte[] bytes, long cancelAt, CancellationTokenSource cancellation) : AssetSource
    {
        private long _read;
        private long _afterwards;

        public override long Length => bytes.Length;

        public bool WasCancelled => cancellation.IsCancellationRequested;

        public long ReadAfterwards => _afterwards;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(buffer.Length, Math.Max(0, bytes.Length - offset));
            bytes.AsSpan((int)Math.Min(offset, bytes.Length), count).CopyTo(buffer.Span);
            if (WasCancelled)
            {
                Interlocked.Add(ref _afterwards, count);
            }
            else if (Interlocked.Add(ref _read, count) > cancelAt)
            {
                cancellation.Cancel();
            }

            return new(count);
        }
    }
}
