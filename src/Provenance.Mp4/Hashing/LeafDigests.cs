using System.Buffers;
using System.Security.Cryptography;
using Provenance.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Bmff;

/// <summary>
/// Hashes consecutive blocks, each for itself, from bytes that are pushed in order. Blocks are gathered into groups; a full group is hashed by
/// all processors while the next one fills. A block larger than a group is hashed as it comes.
/// </summary>
internal sealed class LeafDigests : IDisposable
{
    /// <summary>Bytes of a group; twice this is held at the most.</summary>
    public const int GroupSize = 4 << 20;

    // Below this, handing a group to another thread costs more than it saves.
    private const int WorthSharing = 256 << 10;

    // Blocks are small or empty: a group also ends when it has so many of them.
    private const int MaxBlocks = 1 << 16;

    private readonly HashAlgorithmName _algorithm;
    private readonly int _digestLength;
    private readonly IEnumerator<long> _sizes;
    private readonly LeafHasher.Receiver _receiver;
    private Group _filling;
    private Group _hashing;
    private Task _work = Task.CompletedTask;
    private IncrementalHash? _large;
    private long _left;
    private bool _isStopped;

    /// <summary>Starts.</summary>
    /// <param name="algorithm">With what.</param>
    /// <param name="length">Bytes of all blocks together: short media does not pay for a whole group.</param>
    /// <param name="sizes">The blocks, one behind the other; a block may be empty.</param>
    /// <param name="receiver">Takes the digests in order, on the thread that pushes; returns false when it wants no more.</param>
    public LeafDigests(HashAlgorithmName algorithm, long length, IEnumerable<long> sizes, LeafHasher.Receiver receiver)
    {
        int capacity = (int)Math.Min(GroupSize, length);
        (_filling, _hashing) = (new(capacity), new(capacity));
        _algorithm = algorithm;
        _digestLength = ContentHash.Length(algorithm);
        _sizes = sizes.GetEnumerator();
        _receiver = receiver;
    }

    /// <summary>Whether the receiver wanted no more.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="InvalidOperationException">There are more bytes than blocks.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isStopped)
        {
            if (_left == 0 && !NextBlock())
            {
                throw new InvalidOperationException("There are more bytes than the blocks have.");
            }

            var part = bytes[..(int)Math.Min(_left, bytes.Length)];
            bytes = bytes[part.Length..];
            _left -= part.Length;
            if (_large is null)
            {
                _filling.Append(part);
            }
            else
            {
                _large.AppendData(part);
                if (_left == 0)
                {
                    FinishLarge();
                }
            }
        }
    }

    /// <summary>Delivers what is left.</summary>
    /// <exception cref="InvalidOperationException">Bytes are missing.</exception>
    public void Finish()
    {
        if (!_isStopped && (_left > 0 || NextBlock()))
        {
            throw new InvalidOperationException("There are fewer bytes than the blocks have.");
        }

        Submit();
        Deliver();
    }

    public void Dispose()
    {
        // A group that is being hashed keeps its memory until that is done.
        _work.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait();
        _filling.Return();
        _hashing.Return();
        _large?.Dispose();
        _sizes.Dispose();
    }

    // Opens the next block that has bytes; empty ones on the way are complete at once.
    private bool NextBlock()
    {
        while (_sizes.MoveNext())
        {
            _left = _sizes.Current;
            if (_left > GroupSize)
            {
                Submit();
                Deliver();
                _large = IncrementalHash.CreateHash(_algorithm);
                return true;
            }

            if (!_filling.HasRoomFor(_left))
            {
                Submit();
            }

            _filling.Open((int)_left);
            if (_left > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void FinishLarge()
    {
        byte[] digest = _large!.GetHashAndReset();
        _large.Dispose();
        _large = null;
        _isStopped = !_receiver(digest);
    }

    private void Submit()
    {
        Deliver();
        if (_filling.Count == 0 || _isStopped)
        {
            return;
        }

        (_filling, _hashing) = (_hashing, _filling);
        var group = _hashing;
        if (group.Length < WorthSharing || Environment.ProcessorCount == 1)
        {
            group.Hash(_algorithm, _digestLength, parts: 1);
        }
        else
        {
            _work = Task.Run(() => group.Hash(_algorithm, _digestLength, Math.Min(Environment.ProcessorCount, group.Count)));
        }
    }

    private void Deliver()
    {
        _work.GetAwaiter().GetResult();
        _work = Task.CompletedTask;
        for (int i = 0; i < _hashing.Count && !_isStopped; i++)
        {
            _isStopped = !_receiver(_hashing.Digest(i, _digestLength));
        }

        _hashing.Clear();
    }

    /// <summary>Blocks side by side in memory, and their digests.</summary>
    /// <param name="capacity">Bytes it can hold.</param>
    private sealed class Group(int capacity)
    {
        private readonly List<int> _ends = [];
        private byte[] _bytes = [];
        private byte[] _digests = [];

        public int Count => _ends.Count;

        public int Length { get; private set; }

        public bool HasRoomFor(long size) => Count < MaxBlocks && size <= GroupSize - (Count == 0 ? 0 : _ends[^1]);

        public void Open(int size) => _ends.Add((Count == 0 ? 0 : _ends[^1]) + size);

        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (_bytes.Length == 0)
            {
                _bytes = ArrayPool<byte>.Shared.Rent(capacity);
            }

            bytes.CopyTo(_bytes.AsSpan(Length));
            Length += bytes.Length;
        }

        public void Hash(HashAlgorithmName algorithm, int digestLength, int parts)
        {
            int total = Count * digestLength;
            if (_digests.Length < total)
            {
                _digests = new byte[total];
            }

            if (parts == 1)
            {
                Hash(algorithm, digestLength, 0, Count);
                return;
            }

            Parallel.For(0, parts, part => Hash(algorithm, digestLength, (int)((long)Count * part / parts), (int)((long)Count * (part + 1) / parts)));
        }

        public ReadOnlySpan<byte> Digest(int index, int digestLength) => _digests.AsSpan(index * digestLength, digestLength);

        public void Clear()
        {
            _ends.Clear();
            Length = 0;
        }

        public void Return()
        {
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }

            _bytes = [];
        }

        private void Hash(HashAlgorithmName algorithm, int digestLength, int first, int end)
        {
            var messages = new ReadOnlyMemory<byte>[end - first];
            for (int i = first; i < end; i++)
            {
                int start = i == 0 ? 0 : _ends[i - 1];
                messages[i - first] = _bytes.AsMemory(start, _ends[i] - start);
            }

            LaneHasher.Shared.Hash(algorithm, messages, _digests.AsSpan(first * digestLength, messages.Length * digestLength));
        }
    }
}
