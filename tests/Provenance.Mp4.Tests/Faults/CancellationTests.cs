using System.Collections.Concurrent;
using System.Diagnostics;
using Provenance.Testing;
using Provenance.Validation;

namespace Provenance.Tests.Bmff.Faults;

/// <summary>Cancelling is answered at once: counted in pieces, which no machine is too slow for, and measured where there is time.</summary>
public sealed class CancellationTests
{
    // 512 KB are being read and as much written when the caller cancels.
    private const long MostBytesAfterwards = 2 * (512 << 10);

    public static TheoryData<string> Ways => [.. CancelledWork.All.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task At_most_two_pieces_are_read_after_cancelling(string way)
    {
        var run = await CancelledWork.All[way]();
        int cancelled = 0;
        for (long at = 0; at < 26_000_000; at += 1_700_000)
        {
            using var cancel = new CancellationTokenSource();
            var meter = new ReadMeter(at, cancel);
            var thrown = await Record.ExceptionAsync(() => run(meter, cancel.Token));

            // Who cancels at the very last read may get the result.
            bool isAnswered = thrown is OperationCanceledException || (thrown is null && meter.Afterwards == 0);
            Assert.True(meter.WasCancelled ? isAnswered : thrown is null, thrown?.ToString() ?? $"{meter.Afterwards} bytes were read afterwards, to the end.");
            Assert.InRange(meter.Afterwards, 0, MostBytesAfterwards);
            cancelled += meter.WasCancelled ? 1 : 0;
        }

        // The media alone is twelve megabytes.
        Assert.InRange(cancelled, 7, int.MaxValue);
    }

    [Fact]
    public async Task A_batch_that_is_cancelled_begins_no_other_file_and_ends_those_under_way_at_their_next_piece()
    {
        byte[] signed = await Signing.SignAsync(CancelledWork.Movie());
        var batch = new ValidationBatch(Signing.Validator, jobs: 2);
        using var cancel = new CancellationTokenSource();
        var all = new ReadMeter(20_000_000, cancel);
        var meters = new ConcurrentQueue<ReadMeter>();
        var run = new BatchRun<int>(batch, (_, _) =>
        {
            var own = new ReadMeter(long.MaxValue, cancel);
            meters.Enqueue(own);
            return new(new MeteredSource(new MeteredSource(AssetSource.FromMemory(signed), own), all));
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in run.RunAsync(Enumerable.Range(0, 10 * batch.UnderWay).ToAsyncEnumerable(), cancel.Token))
            {
            }
        });

        // One file was read to its end, or none; the others were under way, or took the place of that one.
        Assert.InRange(meters.Count, 1, batch.UnderWay + 2);
        Assert.All(meters, m => Assert.InRange(m.Afterwards, 0, MostBytesAfterwards));
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
}
