using System.Security.Cryptography;

namespace Provenance.Cryptography.MultiLane;

/// <summary>
/// Hashes the messages of many who wait at the same time, each for one digest. Messages that come together go through the lanes of one processor side
/// by side; a processor with nothing better to do takes one by itself through the BCL. Not more than so many processors are at work. Thread-safe.
/// </summary>
/// <remarks>
/// Nobody waits for company: whoever hashes is handed to the thread pool like everything else that those who wait still have to do before they come here.
/// When its turn comes and there are not enough messages for lanes, then nothing that could have brought more was ready to run.
/// </remarks>
/// <param name="hasher">Knows whether lanes are worth it.</param>
/// <param name="atOnce">How many processors are at work at the most.</param>
internal sealed class HashPool(LaneHasher hasher, int atOnce)
{
    /// <summary>The longest message that goes into a lane: a longer one would keep lanes going when the others are done.</summary>
    public const long MaxLaneBytes = 8L << 20;

    // Bytes between two looks at who else has something to do: about a millisecond.
    private const long Stride = 4L << 20;

    // Of the BCL: the piece stays in the cache of the processor.
    private const int PieceSize = 128 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _alone = new();
    private readonly List<LaneQueue> _queues = [];
    private int _free = atOnce;
    private bool _isLookingAround;

    /// <summary>Hashes a message, beside others where that is faster.</summary>
    /// <param name="algorithm">SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="message">The message; it is read once, by one at a time.</param>
    /// <param name="cancellationToken">Ends the work on this message.</param>
    public async Task<byte[]> HashAsync(HashAlgorithmName algorithm, IStreamedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var sha = Sha2.For(algorithm);
        if (message.Length > MaxLaneBytes || hasher.KnownChoiceFor(sha, message.Length) is not { Engine: { } engine } choice)
        {
            await EnterAloneAsync().ConfigureAwait(false);
            try
            {
                return await HashWithBclAsync(sha, message, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Leave();
            }
        }

        var hash = new PooledHash(message, cancellationToken);
        lock (_lock)
        {
            QueueFor(sha, engine, choice).Waiting.Enqueue(hash);
            Dispatch();
        }

        return await hash.Digest.ConfigureAwait(false);
    }

    /// <summary>Does work that is none for lanes and keeps a processor busy.</summary>
    public async ValueTask<T> RunAloneAsync<T>(Func<ValueTask<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        await EnterAloneAsync().ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    private Task EnterAloneAsync()
    {
        lock (_lock)
        {
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _alone.Enqueue(turn);
            Dispatch();
            return turn.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _free++;
            Dispatch();
        }
    }

    /// <summary>Gives free processors something to do.</summary>
    private void Dispatch()
    {
        while (_free > 0)
        {
            if (_alone.TryDequeue(out var turn))
            {
                _free--;
                turn.SetResult();
            }
            else if (_queues.Find(q => q.Waiting.Count >= q.WorthLanes) is { } queue)
            {
                var crew = queue.Idle.TryPop(out var idle) ? idle : NewCrew(queue);
                _free--;
                while (crew.Own.Count < queue.Engine.Lanes && queue.Waiting.TryDequeue(out var hash))
                {
                    crew.Own.Enqueue(hash);
                }

                ThreadPool.UnsafeQueueUserWorkItem(_ => _ = DriveAsync(queue, crew), null);
            }
            else
            {
                if (!_isLookingAround && _queues.Exists(q => q.Waiting.Count > 0))
                {
                    _isLookingAround = true;
                    ThreadPool.UnsafeQueueUserWorkItem(_ => LookAround(), null);
                }

                break;
            }
        }
    }

    private Crew NewCrew(LaneQueue queue)
    {
        var own = new Queue<PooledHash>();
        return new(new(queue.Engine, queue.Algorithm, () => Next(queue, own)), own);
    }

    /// <summary>A message for a free lane. Work that waits for a whole processor gets it when those in the lanes are done.</summary>
    private PooledHash? Next(LaneQueue queue, Queue<PooledHash> own)
    {
        lock (_lock)
        {
            return own.TryDequeue(out var hash) || (_alone.Count == 0 && queue.Waiting.TryDequeue(out hash)) ? hash : null;
        }
    }

    private async Task DriveAsync(LaneQueue queue, Crew crew)
    {
        while (await crew.Convoy.AdvanceAsync(Stride).ConfigureAwait(false))
        {
            // What was handed to the thread pool meanwhile has its turn, or new messages would never come.
            await Task.Yield();
        }

        lock (_lock)
        {
            queue.Idle.Push(crew);
            _free++;
            Dispatch();
        }
    }

    /// <summary>Takes one message of those that are too few for lanes.</summary>
    private void LookAround()
    {
        lock (_lock)
        {
            _isLookingAround = false;
            if (_free > 0 && _queues.Find(q => q.Waiting.Count > 0) is { } queue)
            {
                _free--;
                _ = HashOneAsync(queue.Algorithm, queue.Waiting.Dequeue());
                Dispatch();
            }
        }
    }

    private async Task HashOneAsync(Sha2 algorithm, PooledHash hash)
    {
        // Not while the lock is held.
        await Task.Yield();
        try
        {
            hash.Complete(await HashWithBclAsync(algorithm, hash.Message, hash.CancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            hash.Fail(e);
        }
        finally
        {
            Leave();
        }
    }

    private static async Task<byte[]> HashWithBclAsync(Sha2 algorithm, IStreamedMessage message, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm.Name);
        using var buffer = new ReadBuffer((int)Math.Clamp(message.Length, 1, PieceSize));
        for (long left = message.Length; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.For(message.Offset, (int)Math.Min(left, buffer.Size));
            await message.ReadAsync(piece, cancellationToken).ConfigureAwait(false);
            hash.AppendData(piece.Span);
            left -= piece.Length;
        }

        return hash.GetHashAndReset();
    }

    private LaneQueue QueueFor(Sha2 algorithm, LaneEngine engine, LaneChoice choice)
    {
        if (_queues.Find(q => q.Algorithm == algorithm) is not { } queue)
        {
            _queues.Add(queue = new(algorithm, engine, (int)Math.Min(engine.Lanes, LaneScheduler.StepCost(choice, engine) + 1)));
        }

        return queue;
    }

    /// <summary>Messages of one algorithm that wait for a lane.</summary>
    /// <param name="Algorithm">With what they are hashed.</param>
    /// <param name="Engine">The lanes.</param>
    /// <param name="WorthLanes">So many messages side by side are faster than one after another.</param>
    private sealed record LaneQueue(Sha2 Algorithm, LaneEngine Engine, int WorthLanes)
    {
        public Queue<PooledHash> Waiting { get; } = new();

        /// <summary>Crews without work: their memory is used again.</summary>
        public Stack<Crew> Idle { get; } = new();
    }

    /// <summary>A convoy and the messages that it has been given and not begun.</summary>
    private sealed record Crew(LaneConvoy Convoy, Queue<PooledHash> Own);
}
