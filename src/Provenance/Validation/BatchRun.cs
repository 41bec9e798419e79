using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Provenance.Validation;

/// <summary>Validates one asset after the other of a list that may be endless, as many at the same time as a batch wants, and hands out the verdicts as they are there.</summary>
internal sealed class BatchRun<T>(ValidationBatch batch, Func<T, CancellationToken, ValueTask<AssetSource>> open)
{
    /// <summary>Runs. Verdicts that nobody takes hold up the assets to come, so that memory stays bounded.</summary>
    public async IAsyncEnumerable<BatchVerdict<T>> RunAsync(IAsyncEnumerable<T> assets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var free = new SemaphoreSlim(batch.UnderWay);
        var verdicts = Channel.CreateUnbounded<BatchVerdict<T>>(new() { SingleReader = true });
        var feeding = Task.Run(() => FeedAsync(assets, free, verdicts.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var verdict in verdicts.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                free.Release();
                yield return verdict;
            }
        }
        finally
        {
            // Nothing goes on behind the back of a run that has ended.
            await stop.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Ends the verdicts, with what went wrong, when every validation that was begun is over.
    private async Task FeedAsync(IAsyncEnumerable<T> assets, SemaphoreSlim free, ChannelWriter<BatchVerdict<T>> verdicts, CancellationToken cancellationToken)
    {
        var running = new RunningCount();
        Exception? fault = null;
        try
        {
            await foreach (var asset in assets.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await free.WaitAsync(cancellationToken).ConfigureAwait(false);
                running.Begin();
                _ = Task.Run(() => OneAsync(asset, verdicts, running, cancellationToken), CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        await running.WhenAllAreDoneAsync().ConfigureAwait(false);
        verdicts.Complete(fault);
    }

    private async Task OneAsync(T asset, ChannelWriter<BatchVerdict<T>> verdicts, RunningCount running, CancellationToken cancellationToken)
    {
        try
        {
            var source = await open(asset, cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                var result = await batch.ValidateAsync(source, bytesHashed: null, cancellationToken).ConfigureAwait(false);
                verdicts.TryWrite(new(asset, result, Fault: null));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over; nobody waits for this one.
        }
        catch (Exception e)
        {
            verdicts.TryWrite(new(asset, Result: null, e));
        }
        finally
        {
            running.End();
        }
    }

    /// <summary>How many are running; one more as long as others may begin.</summary>
    private sealed class RunningCount
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count = 1;

        public void Begin() => Interlocked.Increment(ref _count);

        public void End()
        {
            if (Interlocked.Decrement(ref _count) == 0)
            {
                _done.SetResult();
            }
        }

        public Task WhenAllAreDoneAsync()
        {
            End();
            return _done.Task;
        }
    }
}
