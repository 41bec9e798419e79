using Provenance.Cli.Commands.Batch;

namespace Provenance.Tests.Cli;

/// <summary>Side by side, bounded, and never behind the back of who asked.</summary>
public sealed class FileQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task In_order_means_in_order_and_no_more_than_asked_run_at_once(int jobs)
    {
        int running = 0;
        int most = 0;
        var found = new List<int>();
        await foreach (int outcome in FileQueue.RunAsync(Enumerable.Range(0, 60), WorkAsync, jobs, inOrder: true, TestContext.Current.CancellationToken))
        {
            found.Add(outcome);
        }

        Assert.Equal(Enumerable.Range(0, 60), found);
        Assert.InRange(most, 1, jobs);

        async Task<int> WorkAsync(int input, CancellationToken cancellationToken)
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return input;
        }
    }

    [Fact]
    public async Task As_done_means_a_slow_one_holds_up_nobody()
    {
        var slow = new TaskCompletionSource();
        var found = new List<int>();
        await foreach (int outcome in FileQueue.RunAsync(Enumerable.Range(0, 10), async (i, _) => { await (i == 0 ? slow.Task : Task.CompletedTask); return i; }, 2, inOrder: false, TestContext.Current.CancellationToken))
        {
            found.Add(outcome);
            if (found.Count == 9)
            {
                slow.SetResult();
            }
        }

        Assert.Equal(0, found[^1]);
        Assert.Equal(Enumerable.Range(0, 10), found.Order());
    }

    [Fact]
    public async Task What_ends_the_run_waits_for_what_is_under_way()
    {
        int running = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int _ in FileQueue.RunAsync(Enumerable.Range(0, 100), WorkAsync, 4, inOrder: true, TestContext.Current.CancellationToken))
            {
            }
        });
        Assert.Equal(0, Volatile.Read(ref running));

        async Task<int> WorkAsync(int input, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref running);
            try
            {
                await Task.Delay(input == 5 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1), cancellationToken);
                return input == 5 ? throw new InvalidOperationException() : input;
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var before && before != seen)
        {
            seen = before;
        }
    }
}
