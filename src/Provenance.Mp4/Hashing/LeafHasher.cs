using System.Security.Cryptography;
using Provenance.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Bmff;

/// <summary>
/// Hashes consecutive blocks of a file, each for itself. Blocks are gathered into groups, and every processor reads a group into memory of its
/// own and hashes it there, so that nothing is handed over but digests. Groups are read in file order, one after the other: one processor reads
/// while the others hash, which is faster than all of them reading at once, and a source may do more than read (<see cref="CopyingSource"/>).
/// A block larger than a group is hashed as it is read.
/// </summary>
internal static class LeafHasher
{
    /// <summary>Bytes of a group: sixteen of the blocks that <c>--merkle auto</c> makes, one for each lane of a vector.</summary>
    public const int GroupSize = 4 << 20;

    /// <summary>Groups in memory at the same time, at the most: more processors than this hash faster than one of them reads.</summary>
    public const int MaxAtOnce = 4;

    // Blocks are small or empty: a group also ends when it has so many of them.
    private const int MaxBlocks = 1 << 16;

    // More at a time leaves the processor's cache before it is written again, where it is.
    private const int ReadSize = 256 << 10;

    /// <summary>Takes the digest of a block; returns false to stop.</summary>
    public delegate bool Receiver(ReadOnlySpan<byte> digest);

    /// <summary>Hashes blocks.</summary>
    /// <param name="source">The file; each byte is read once, in order, one read at a time, on changing threads.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="algorithm">With what.</param>
    /// <param name="receiver">Takes the digests in order, one at a time.</param>
    /// <param name="progress">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The blocks are not as long as all together are said to be.</exception>
    public static async ValueTask HashAsync(
        AssetSource source, BlockRun blocks, HashAlgorithmName algorithm, Receiver receiver, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        int digestLength = ContentHash.Length(algorithm);
        int atOnce = Math.Min(Environment.ProcessorCount, MaxAtOnce);
        var idle = new Stack<Group>();
        var working = new Queue<(Group Group, Task Work)>();
        var lastRead = Task.CompletedTask;
        long end = blocks.Offset + blocks.Length;
        try
        {
            using var groups = Groups(blocks).GetEnumerator();
            while (true)
            {
                bool isMore = groups.MoveNext();
                if (working.Count == atOnce || (!isMore && working.Count > 0))
                {
                    var (done, work) = working.Dequeue();
                    idle.Push(done);
                    await work.ConfigureAwait(false);
                    if (!done.Deliver(receiver))
                    {
                        return;
                    }

                    progress?.Report(done.End - blocks.Offset);
                }

                if (isMore)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var group = idle.TryPop(out var free) ? free : new Group();
                    group.Start(groups.Current.Offset, groups.Current.Sizes);
                    if (group.End > end)
                    {
                        throw new InvalidOperationException("There are fewer bytes than the blocks have.");
                    }

                    var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    working.Enqueue((group, Start(group, lastRead, read)));
                    lastRead = read.Task;
                }
                else if (working.Count == 0)
                {
                    break;
                }
            }
        }
        finally
        {
            // Memory that is still being filled belongs to nobody else yet.
            foreach (var (group, work) in working)
            {
                await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                idle.Push(group);
            }

            foreach (var group in idle)
            {
                group.Return();
            }
        }

        // A single group is not worth another thread.
        Task Start(Group group, Task turn, TaskCompletionSource read) => group.Length == blocks.Length
            ? group.HashAsync(source, algorithm, digestLength, turn, read, cancellationToken)
            : Task.Run(() => group.HashAsync(source, algorithm, digestLength, turn, read, cancellationToken), CancellationToken.None);
    }

    private static IEnumerable<(long Offset, IReadOnlyList<long> Sizes)> Groups(BlockRun blocks)
    {
        long start = blocks.Offset;
        long length = 0;
        var sizes = new List<long>();
        foreach (long size in blocks.Sizes)
        {
            if (sizes.Count > 0 && (sizes.Count == MaxBlocks || length + size > GroupSize))
            {
                yield return (start, sizes);
                start += length;
                (length, sizes) = (0, []);
            }

            sizes.Add(size);
            length += size;
        }

        if (start + length != blocks.Offset + blocks.Length)
        {
            throw new InvalidOperationException("The blocks are not as long as all together are said to be.");
        }

        if (sizes.Count > 0)
        {
            yield return (start, sizes);
        }
    }

    /// <summary>Blocks side by side in the file, and their digests. Used again for others.</summary>
    private sealed class Group
    {
        private ReadBuffer? _buffer;
        private ReadOnlyMemory<byte> _bytes;
        private byte[] _digests = [];
        private IReadOnlyList<long> _sizes = [];
        private int _digestLength;

        public long Offset { get; private set; }

        public long Length { get; private set; }

        public long End => Offset + Length;

        public void Start(long offset, IReadOnlyList<long> sizes)
        {
            Offset = offset;
            _sizes = sizes;
            Length = sizes.Sum();
        }

        /// <summary>Reads and hashes the blocks.</summary>
        /// <param name="source">The file.</param>
        /// <param name="algorithm">With what.</param>
        /// <param name="digestLength">Bytes of a digest.</param>
        /// <param name="turn">Ends when the group before has been read.</param>
        /// <param name="read">Set when this one has been, or when it will not be: then it fails.</param>
        /// <param name="cancellationToken">Ends the work.</param>
        public async Task HashAsync(AssetSource source, HashAlgorithmName algorithm, int digestLength, Task turn, TaskCompletionSource read, CancellationToken cancellationToken)
        {
            _digestLength = digestLength;
            int total = _sizes.Count * digestLength;
            if (_digests.Length < total)
            {
                _digests = new byte[total];
            }

            try
            {
                // When the group before was not read to its end, this one is not read either.
                await turn.ConfigureAwait(false);
                if (Length > GroupSize)
                {
                    await HashLargeAsync(source, algorithm, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await ReadAsync(source, (int)Length, cancellationToken).ConfigureAwait(false);
                }

                read.SetResult();
            }
            catch
            {
                read.TrySetCanceled(CancellationToken.None);
                throw;
            }

            if (Length <= GroupSize)
            {
                Hash(algorithm, total);
            }
        }

        public bool Deliver(Receiver receiver)
        {
            for (int i = 0; i < _sizes.Count; i++)
            {
                if (!receiver(_digests.AsSpan(i * _digestLength, _digestLength)))
                {
                    return false;
                }
            }

            return true;
        }

        public void Return()
        {
            _buffer?.Dispose();
            _buffer = null;
            _bytes = default;
        }

        private async Task HashLargeAsync(AssetSource source, HashAlgorithmName algorithm, CancellationToken cancellationToken)
        {
            var plan = new HashPlan();
            plan.AddRange(Offset, End);
            byte[] digest = await RangeHasher.HashAsync(source, plan, algorithm, progress: null, cancellationToken).ConfigureAwait(false);
            digest.CopyTo(_digests, 0);
        }

        private async Task ReadAsync(AssetSource source, int length, CancellationToken cancellationToken)
        {
            if (_buffer is null || _buffer.Size < length)
            {
                Return();
                _buffer = new ReadBuffer(length);
            }

            var bytes = _buffer.For(Offset, length);
            _bytes = bytes;
            for (int done = 0; done < length; done += ReadSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await source.ReadExactlyAsync(Offset + done, bytes.Slice(done, Math.Min(ReadSize, length - done)), cancellationToken).ConfigureAwait(false);
            }
        }

        private void Hash(HashAlgorithmName algorithm, int total)
        {
            var messages = new ReadOnlyMemory<byte>[_sizes.Count];
            int at = 0;
            for (int i = 0; i < messages.Length; i++)
            {
                messages[i] = _bytes.Slice(at, (int)_sizes[i]);
                at += (int)_sizes[i];
            }

            LaneHasher.Shared.Hash(algorithm, messages, _digests.AsSpan(0, total));
        }
    }
}
