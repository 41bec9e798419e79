using System.Runtime.CompilerServices;

namespace Provenance.Cli.Commands.Batch;

/// <summary>Works on several files at the same time, and hands the outcomes to one reader.</summary>
internal static class FileQueue
{
    // How many outcomes may wait for a slow file before them, per job and at the most: memory stays bounded however many files there are.
    private const int Ahead = 3;
    private const int MaxAhead = 32;

    /// <summary>Runs the work over all inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="work">The work; it throws only what ends the whole run.</param>
    /// <param name="jobs">How many at the same time.</param>
    /// <param name="inOrder">Whether outcomes come in the order of the inputs; else as they are done.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async IAsyncEnumerable<TOutcome> RunAsync<TInput, TOutcome>(
        IEnumerable<TInput> inputs, Func<TInput, CancellationToken, Task<TOutcome>> work, int jobs, bool inOrder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var free = new SemaphoreSlim(jobs);
        var running = new List<Task<TOutcome>>();
        try
        {
            foreach (var input in inputs)
            {
                running.Add(Task.Run(() => OneAsync(input), stop.Token));
                if (running.Count >= (inOrder ? jobs + Math.Min(jobs * Ahead, MaxAhead) : jobs))
                {
                    yield return await NextAsync().ConfigureAwait(false);
                }

                // What is done already need not wait for the next one to begin.
                while (running.Count > 0 && (inOrder ? running[0].IsCompleted : running.Exists(t => t.IsCompleted)))
                {
                    yield return await NextAsync().ConfigureAwait(false);
                }
            }

            while (running.Count > 0)
            {
                yield return await NextAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // Nothing goes on behind the back of a run that has ended.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }

        async Task<TOutcome> OneAsync(TInput input)
        {
            await free.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                return await work(input, stop.Token).ConfigureAwait(false);
            }
            finally
            {
                free.Release();
            }
        }

        async Task<TOutcome> NextAsync()
        {
            var next = inOrder ? running[0] : await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(next);
            return await next.ConfigureAwait(false);
        }
    }
}
