using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>The one pass over a file of which some is hashed in blocks: what is read, what is written, what is hashed. Counted, not timed.</summary>
public sealed class ReadPassTests
{
    private const int Before = 70_001;

    // Groups of equal blocks, empty blocks, blocks that fill a group to the byte, one larger than a group, a short one at the end.
    private static readonly long[] Blocks =
        [.. Enumerable.Repeat(200_000L, 45), 0, LeafHasher.GroupSize, LeafHasher.GroupSize + 5, 0, .. Enumerable.Repeat(1_000_000L, 9), 17];

    private static int Media => (int)Blocks.Sum();

    [Theory]
    [InlineData(0)]
    [InlineData(333_333)]
    [InlineData(ReadPass.ShareFrom + 77)]
    public async Task Every_byte_is_read_once_and_written_once_in_order_and_hashed_where_it_belongs(int after)
    {
        byte[] file = Bytes.Pattern(Before + Media + after, 3);
        var source = new OrderedSource(file);
        var output = new OrderedOutput(file.Length);
        var hasher = new Receiver();
        var progress = new Steps();
        await CopyPass.RunAsync(source, output, hasher, progress, TestContext.Current.CancellationToken);
        Assert.Equal(file.Length, source.BytesRead);
        Assert.Equal(file, output.Written);
        Assert.Equal(Digests(file), hasher.Digests);
        Assert.Equal([.. file[..Before], .. file[(Before + Media)..]], hasher.Rest.ToArray());
        Assert.Equal(file.Length, progress.Last);
    }

    [Fact]
    public async Task Nothing_is_written_behind_what_could_not_be_read()
    {
        byte[] file = Bytes.Pattern(Before + Media, 3);
        foreach (int end in (int[])[Before, Before + 1, Before + (3 << 20), Before + (9 << 20), Before + (20 << 20), file.Length - 1])
        {
            var output = new OrderedOutput(file.Length);
            await Assert.ThrowsAsync<IOException>(() => CopyPass.RunAsync(new OrderedSource(file) { FailsAt = end }, output, new Receiver(), null, default));
            Assert.InRange(output.Length, 0, end);
        }
    }

    [Fact]
    public async Task A_file_that_became_shorter_is_said_to_have_changed()
    {
        byte[] file = Bytes.Pattern(Before + Media, 3);
        foreach (int end in (int[])[Before - 1, Before + (5 << 20), file.Length - 1])
        {
            var source = new OrderedSource(file) { EndsAt = end };
            Assert.Equal(SigningFault.InputChanged, (await Assert.ThrowsAsync<SigningException>(() => ReadPass.RunAsync(source, new Receiver(), null, default))).Fault);
        }
    }

    private static List<byte[]> Digests(byte[] file)
    {
        var digests = new List<byte[]>();
        int at = Before;
        foreach (long block in Blocks)
        {
            digests.Add(SHA256.HashData(file.AsSpan(at, (int)block)));
            at += (int)block;
        }

        return digests;
    }

    private sealed class Receiver : IMediaReceiver
    {
        public Receiver() => Leaves = [new LeafRun(new(Before, Media, Blocks), HashAlgorithmName.SHA256, digest =>
        {
            Digests.Add(digest.ToArray());
            return true;
        })];

        public List<byte[]> Digests { get; } = [];

        public MemoryStream Rest { get; } = new();

        public IReadOnlyList<LeafRun> Leaves { get; }

        public void Append(long offset, ReadOnlySpan<byte> bytes)
        {
            Assert.Equal(Rest.Length < Before ? Rest.Length : Rest.Length + Media, offset);
            Rest.Write(bytes);
        }
    }

    /// <summary>Is read from the first byte to the last, one read at a time.</summary>
    private sealed class OrderedSource(byte[] bytes) : AssetSource
    {
        private int _readers;

        public int? FailsAt { get; init; }

        public int? EndsAt { get; init; }

        public long BytesRead { get; private set; }

        public override long Length => bytes.Length;

        public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.Equal(1, Interlocked.Increment(ref _readers));
            await Task.Yield();
            Assert.Equal(BytesRead, offset);
            if (offset + buffer.Length > FailsAt)
            {
                Interlocked.Decrement(ref _readers);
                throw new IOException("The disk is broken.");
            }

            var part = bytes.AsMemory((int)offset, (int)Math.Clamp((EndsAt ?? bytes.Length) - offset, 0, buffer.Length));
            part.CopyTo(buffer);
            BytesRead += part.Length;
            Interlocked.Decrement(ref _readers);
            return part.Length;
        }
    }

    private sealed class OrderedOutput(int capacity) : Output
    {
        public byte[] Written { get; } = new byte[capacity];

        public long Length { get; private set; }

        public override async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            Assert.Equal(Length, offset);
            await Task.Yield();
            bytes.CopyTo(Written.AsMemory((int)offset));
            Length += bytes.Length;
        }

        public override ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask PublishAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Steps : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value)
        {
            Assert.InRange(value, Last, long.MaxValue);
            Last = value;
        }
    }
}
