using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Provenance.Cryptography.MultiLane;

/// <summary>
/// Messages that are read while they are hashed, side by side in the lanes of one engine. A lane whose message is done takes the next one; a message
/// that cannot be read leaves its lane to another. One thread at a time.
/// </summary>
internal sealed class LaneConvoy
{
    /// <summary>Bytes a lane reads at once: those of all lanes together stay in the processor's second-level cache.</summary>
    public const int PieceSize = 32 * 1024;

    // The padding of a message goes behind its last piece. 64 bytes more, and the lanes do not fall on the same lines of the first-level cache.
    private const int LaneSize = PieceSize + (2 * Sha2.MaxBlockBytes) + 64;

    private readonly LaneEngine _engine;
    private readonly Sha2 _algorithm;
    private readonly Func<PooledHash?> _next;
    private readonly byte[] _memory;
    private readonly int _stateAt;
    private readonly Lane[] _lanes;

    /// <summary>A convoy without messages.</summary>
    /// <param name="engine">What hashes.</param>
    /// <param name="algorithm">A member of the family with the engine's word size.</param>
    /// <param name="next">Gives a free lane its message, or null when it stays free for now.</param>
    public LaneConvoy(LaneEngine engine, Sha2 algorithm, Func<PooledHash?> next)
    {
        _engine = engine;
        _algorithm = algorithm;
        _next = next;
        _lanes = new Lane[engine.Lanes];

        // It never moves, so that lanes can be addresses; the state must stand at a multiple of 64.
        _memory = GC.AllocateUninitializedArray<byte>(LaneEngine.MaxStateBytes + 63 + (_lanes.Length * LaneSize), pinned: true);
        _stateAt = (int)(-Address(0) & 63);
    }

    /// <summary>Lanes with a message.</summary>
    public int Busy => _lanes.Count(l => l.Message is not null);

    /// <summary>Goes on until so many bytes are hashed, or nothing is left to hash.</summary>
    /// <param name="bytes">How many, all messages together.</param>
    /// <returns>Whether anything is left.</returns>
    public async ValueTask<bool> AdvanceAsync(long bytes)
    {
        while (bytes > 0)
        {
            await FillAsync().ConfigureAwait(false);
            long hashed = Compress();
            if (hashed == 0)
            {
                return false;
            }

            bytes -= hashed;
        }

        return true;
    }

    private async ValueTask FillAsync()
    {
        // Nearly always a read is done when it returns; those that are not wait together.
        List<Task>? reading = null;
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            var filling = FillAsync(lane);
            if (filling.IsCompletedSuccessfully)
            {
                filling.GetAwaiter().GetResult();
            }
            else
            {
                (reading ??= []).Add(filling.AsTask());
            }
        }

        if (reading is not null)
        {
            await Task.WhenAll(reading).ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync(int number)
    {
        while (_lanes[number].Blocks == 0 && TryStart(number))
        {
            var message = _lanes[number].Message!;
            try
            {
                message.CancellationToken.ThrowIfCancellationRequested();
                int count = (int)Math.Min(PieceSize, _lanes[number].Left);
                await message.Message.ReadAsync(_memory.AsMemory(PieceAt(number), count), message.CancellationToken).ConfigureAwait(false);
                Enter(number, count);
            }
            catch (Exception e)
            {
                _lanes[number] = default;
                message.Fail(e);
            }
        }
    }

    /// <summary>Whether the lane has a message, the one before or a new one.</summary>
    private bool TryStart(int number)
    {
        if (_lanes[number].Message is null && _next() is { } next)
        {
            _lanes[number] = new() { Message = next, Left = next.Message.Length };
            StartLane(number);
        }

        return _lanes[number].Message is not null;
    }

    private void Enter(int number, int count)
    {
        ref var lane = ref _lanes[number];
        lane.At = PieceAt(number);
        lane.Left -= count;
        lane.Blocks = count / _algorithm.BlockBytes;
        if (lane.Left == 0)
        {
            int rest = count % _algorithm.BlockBytes;
            var end = _memory.AsSpan(lane.At + count - rest, 2 * _algorithm.BlockBytes);
            lane.Blocks += _algorithm.WriteTail(end[..rest], lane.Message!.Message.Length, end);
        }
    }

    /// <summary>Takes as many blocks of every lane as the one with the fewest has.</summary>
    /// <returns>How many bytes that was; 0 when no lane has any.</returns>
    [SkipLocalsInit]
    private unsafe long Compress()
    {
        int blocks = int.MaxValue;
        int busy = 0;
        byte* someone = null;
        for (int i = 0; i < _lanes.Length; i++)
        {
            if (_lanes[i].Blocks > 0)
            {
                blocks = Math.Min(blocks, _lanes[i].Blocks);
                someone = (byte*)Address(_lanes[i].At);
                busy++;
            }
        }

        if (busy == 0)
        {
            return 0;
        }

        // An idle lane hashes along with a busy one, and nobody looks at what comes out.
        byte** pointers = stackalloc byte*[LaneEngine.MaxLanes];
        for (int i = 0; i < _lanes.Length; i++)
        {
            pointers[i] = _lanes[i].Blocks > 0 ? (byte*)Address(_lanes[i].At) : someone;
        }

        _engine.Compress((byte*)Address(_stateAt), pointers, blocks);
        for (int i = 0; i < _lanes.Length; i++)
        {
            ref var lane = ref _lanes[i];
            if (lane.Blocks == 0)
            {
                continue;
            }

            lane.At += blocks * _algorithm.BlockBytes;
            lane.Blocks -= blocks;
            if (lane is { Blocks: 0, Left: 0 })
            {
                byte[] digest = new byte[_algorithm.DigestBytes];
                _algorithm.ReadDigest((byte*)Address(_stateAt), _lanes.Length, i, digest);
                var done = lane.Message!;
                lane = default;
                done.Complete(digest);
            }
        }

        return (long)busy * blocks * _algorithm.BlockBytes;
    }

    private unsafe void StartLane(int number) => _algorithm.StartLane((byte*)Address(_stateAt), _lanes.Length, number);

    private int PieceAt(int number) => _stateAt + LaneEngine.MaxStateBytes + (number * LaneSize);

    private nint Address(int at) => Marshal.UnsafeAddrOfPinnedArrayElement(_memory, at);

    /// <summary>What a lane is doing.</summary>
    private struct Lane
    {
        /// <summary>The message in the lane, or null.</summary>
        public PooledHash? Message;

        /// <summary>Bytes of the message that are still to be read.</summary>
        public long Left;

        /// <summary>Where the next block stands.</summary>
        public int At;

        /// <summary>Blocks to go before the next read.</summary>
        public int Blocks;
    }
}
