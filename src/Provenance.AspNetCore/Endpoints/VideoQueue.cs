namespace Provenance.Endpoints;

/// <summary>
/// Bounds what is under way: a request gets a place or is turned away at once, and of those with a place only a few at a time get a turn to work.
/// A slow client holds a place, never a turn.
/// </summary>
internal sealed class VideoQueue(ProvenanceOptions options) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(options.MaxConcurrentVideos);
    private readonly int _places = checked(options.MaxConcurrentVideos + options.MaxWaitingVideos);
    private int _taken;

    /// <summary>How many places are taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Whether the next request would be turned away.</summary>
    public bool IsFull => Taken >= _places;

    /// <summary>Takes a place, or returns null when there is none.</summary>
    public Place? TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= _places)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    /// <summary>A place in the queue, given back when disposed of.</summary>
    public sealed class Place(VideoQueue queue) : IDisposable
    {
        private VideoQueue? _queue = queue;

        /// <summary>Waits for a turn, does the work, gives the turn back.</summary>
        public async Task<T> TakeTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_queue is null, this);
            var turns = _queue._turns;
            await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await work().ConfigureAwait(false);
            }
            finally
            {
                turns.Release();
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _queue, null) is { } queue)
            {
                Interlocked.Decrement(ref queue._taken);
            }
        }
    }
}
