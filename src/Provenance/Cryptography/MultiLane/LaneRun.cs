using System.Buffers;
using System.Runtime.CompilerServices;

namespace Provenance.Cryptography.MultiLane;

/// <summary>
/// One run of an engine over messages of any lengths. All lanes advance together by as many blocks as the shortest stretch has;
/// a lane that has read its message goes on with the padded end of it, and then takes the next message.
/// </summary>
internal unsafe ref struct LaneRun<TMessages>
    where TMessages : IMessages
{
    private readonly LaneChoice _choice;
    private readonly LaneEngine _engine;
    private readonly Sha2 _algorithm;
    private readonly TMessages _messages;
    private readonly ReadOnlySpan<int> _order;
    private readonly Span<byte> _digests;
    private readonly Slot[] _slots;
    private byte* _state;
    private byte* _tails;
    private byte** _pointers;
    private int _next;
    private int _active;
    private long _queuedBclCost;

    public LaneRun(
        LaneChoice choice, LaneEngine engine, Sha2 algorithm, TMessages messages, ReadOnlySpan<int> order, Span<byte> digests)
    {
        _choice = choice;
        _engine = engine;
        _algorithm = algorithm;
        _messages = messages;
        _order = order;
        _digests = digests;
        _slots = new Slot[engine.Lanes];
        foreach (int message in order) _queuedBclCost += LaneScheduler.BclCost(algorithm.PaddedBlocks(messages.Length(message)));
    }

    /// <summary>Hashes the messages in the order given.</summary>
    [SkipLocalsInit]
    public void Hash()
    {
        const int MaxTailBytes = 2 * Sha2.MaxBlockBytes;
        byte* memory = stackalloc byte[LaneEngine.MaxStateBytes + 64 + (LaneEngine.MaxLanes * MaxTailBytes)];
        byte** pointers = stackalloc byte*[LaneEngine.MaxLanes];
        _state = (byte*)(((nuint)memory + 63) & ~(nuint)63);
        _tails = _state + LaneEngine.MaxStateBytes;
        _pointers = pointers;
        try
        {
            for (int lane = 0; lane < _slots.Length; lane++)
            {
                _algorithm.StartLane(_state, _slots.Length, lane);
                Refill(lane);
            }

            while (_active > 0) Advance();
        }
        finally
        {
            foreach (ref var slot in _slots.AsSpan()) slot.Handle.Dispose();
        }
    }

    private void Advance()
    {
        long blocks = long.MaxValue;
        byte* busy = null;
        for (int lane = 0; lane < _slots.Length; lane++)
        {
            if (_slots[lane].Blocks == 0) continue;
            blocks = Math.Min(blocks, _slots[lane].Blocks);
            busy = _pointers[lane];
        }

        // An idle lane hashes along with a busy one, and nobody looks at what comes out.
        for (int lane = 0; lane < _slots.Length; lane++)
        {
            if (_slots[lane].Blocks == 0) _pointers[lane] = busy;
        }

        _engine.Compress(_state, _pointers, (nint)blocks);

        for (int lane = 0; lane < _slots.Length; lane++)
        {
            ref var slot = ref _slots[lane];
            if (slot.Blocks == 0) continue;
            slot.Blocks -= blocks;
            _pointers[lane] += blocks * _algorithm.BlockBytes;
            if (slot.Blocks > 0) continue;
            if (slot.TailBlocks > 0) EnterTail(lane);
            else Finish(lane);
        }
    }

    private readonly void EnterTail(int lane)
    {
        ref var slot = ref _slots[lane];
        slot.Blocks = slot.TailBlocks;
        slot.TailBlocks = 0;
        _pointers[lane] = Tail(lane);
    }

    private void Finish(int lane)
    {
        int message = _slots[lane].Message;
        _algorithm.ReadDigest(
            _state, _slots.Length, lane, _digests.Slice(message * _algorithm.DigestBytes, _algorithm.DigestBytes));
        _slots[lane].Handle.Dispose();
        _slots[lane].Handle = default;
        _active--;
        Refill(lane);
    }

    /// <summary>Gives a lane its next message, or leaves it idle.</summary>
    private void Refill(int lane)
    {
        if (_next < _order.Length && RestGoesToBcl())
        {
            for (; _next < _order.Length; _next++) LaneScheduler.HashWithBcl(_algorithm, _messages, _order[_next], _digests);
        }

        if (_next == _order.Length) return;

        int message = _order[_next++];
        long length = _messages.Length(message);
        int rest = (int)(length % _algorithm.BlockBytes);
        ref var slot = ref _slots[lane];
        slot.Message = message;
        slot.Handle = _messages.Pin(message);
        slot.Blocks = length / _algorithm.BlockBytes;
        _queuedBclCost -= LaneScheduler.BclCost(_algorithm.PaddedBlocks(length));

        byte* start = (byte*)slot.Handle.Pointer;
        byte* tail = Tail(lane);
        slot.TailBlocks = _algorithm.WriteTail(
            new ReadOnlySpan<byte>(start + (length - rest), rest), length, new Span<byte>(tail, 2 * _algorithm.BlockBytes));
        _pointers[lane] = start;
        _algorithm.StartLane(_state, _slots.Length, lane);
        _active++;
        if (slot.Blocks == 0) EnterTail(lane);
    }

    /// <summary>
    /// Whether the few messages left would keep lanes going, mostly idle, for longer than the BCL needs for all of them.
    /// The next message is the longest one left.
    /// </summary>
    private readonly bool RestGoesToBcl()
    {
        if (_order.Length - _next > _slots.Length) return false;

        long busy = 0;
        foreach (ref var slot in _slots.AsSpan()) busy = Math.Max(busy, slot.Blocks + slot.TailBlocks);
        long longer = _algorithm.PaddedBlocks(_messages.Length(_order[_next])) - busy;
        return longer > 0 && longer * LaneScheduler.StepCost(_choice, _engine) > _queuedBclCost;
    }

    private readonly byte* Tail(int lane) => _tails + (lane * 2 * _algorithm.BlockBytes);

    /// <summary>What a lane is doing.</summary>
    private struct Slot
    {
        /// <summary>The message in the lane.</summary>
        public int Message;

        /// <summary>Blocks to go in the present stretch; 0 when idle.</summary>
        public long Blocks;

        /// <summary>Blocks of the padded end that are still to come after the present stretch.</summary>
        public int TailBlocks;

        /// <summary>Keeps the message in place.</summary>
        public MemoryHandle Handle;
    }
}
