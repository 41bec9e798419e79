using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>
/// What a small file and a leaf cost in memory, counted for the thread of the test alone, so that other tests may run meanwhile. The bounds are what was measured
/// with a third more: what a short command spends between start and verdict, and what the largest files need, does not creep up unseen.
/// </summary>
public sealed class ThreadAllocationTests
{
    private const int Leaves = 1 << 16;
    private const int Block = 1024;

    private static readonly Mp4Track Track = Mp4Track.Of(1, 5);

    /// <summary>In bytes. A new validator has not met the signer: it is what a process does that validates one file.</summary>
    [Theory]
    [InlineData("verify", true, 150_000)]
    [InlineData("verify", false, 125_000)]
    [InlineData("inspect", false, 100_000)]
    public async Task A_small_file_costs_a_known_amount(string what, bool isNew, int most)
    {
        var source = AssetSource.FromMemory(await Signing.SignAsync(Signing.Movie()));
        var known = Validator();
        long least = Least(() =>
        {
            var validator = isNew ? Validator() : known;
            var run = what == "verify" ? validator.ValidateAsync(source) : validator.InspectAsync(source);
            Assert.True(run.IsCompleted, "It went on elsewhere, so its memory was not counted.");
            Assert.Equal(ValidationState.Trusted, run.GetAwaiter().GetResult().State);
        });
        Assert.InRange(least, 1, most);
    }

    /// <summary>What is held is at most what was allocated: the leaves, the rows above them, sizes and the row in the manifest.</summary>
    [Theory]
    [InlineData(0, 180)]
    [InlineData(8, 820)]
    [InlineData(null, 820)]
    public async Task A_tree_takes_a_few_digests_for_each_leaf_while_it_is_made(int? storedRow, int bytesPerLeaf)
    {
        var input = await Source(Leaves);
        var options = new MerkleOptions { BlockSize = Block, StoredRow = storedRow };
        var template = new MediaDataBinding(input, HashAlgorithmName.SHA256, options, ParserLimits.Default).Template;
        var matches = await ExclusionMatcher.MatchAsync(input, template.Exclusions, ParserLimits.Default, default);
        byte[] head = new byte[input.Root(BoxTypes.Mdat)!.Value.ContentOffset];
        await input.Source.ReadExactlyAsync(0, head);
        long least = Least(() =>
        {
            var binding = new MediaDataBinding(input, HashAlgorithmName.SHA256, options, ParserLimits.Default);
            using var hash = binding.Start(input, matches);
            var leaves = Assert.Single(hash.Leaves);
            hash.Append(0, head);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            for (int i = 0; i < Leaves; i++)
            {
                digest[0] = (byte)i;
                leaves.Receiver(digest);
            }

            Assert.Equal(Leaves, Assert.Single(hash.Finish().Merkle).Count);
            long boxes = 0;
            foreach (var (_, bytes) in hash.Boxes)
            {
                boxes += bytes.Length;
            }

            Assert.Equal(binding.Edits.Sum(e => e.IsMerkleBox ? e.Edit.NewLength : 0), boxes);
        });
        Assert.InRange(least / Leaves, 32, bytesPerLeaf);
    }

    /// <summary>The boxes of a file are read, and kept until the leaves come.</summary>
    [Fact]
    public async Task A_leaf_of_a_signed_file_takes_a_few_digests_when_it_is_read()
    {
        const int Count = 4096;
        var track = new Mp4Track(1, [Bytes.Pattern(Count * Block, 1)]);
        byte[] signed = await Signing.SignAsync(new Mp4Builder().Ftyp().Movie(track).Media(track).Build(), merkle: new() { BlockSize = Block, StoredRow = 4 });
        var source = AssetSource.FromMemory(signed);
        long least = Least(() =>
        {
            var opening = Mp4Asset.OpenAsync(source, ParserLimits.Default, default);
            Assert.True(opening.IsCompleted, "It went on elsewhere, so its memory was not counted.");
            var boxes = opening.GetAwaiter().GetResult().ContentProvenanceBoxes;
            Assert.Equal(Count, boxes.Count(b => MerkleProof.TryParse(b, ParserLimits.Default, string.Empty, out _, out _)));
        });
        Assert.InRange(least / Count, 32, 1300);
    }

    private static async Task<BoxIndex> Source(int leaves)
    {
        byte[] head = new Mp4Builder().Ftyp().Build();
        byte[] media = Bytes.Concat(Bytes.UInt32(1), Bytes.Code("mdat"), Bytes.UInt64(16 + ((ulong)leaves * Block)));
        return await BoxIndex.ReadAsync(new Hollow([.. head, .. media], (long)leaves * Block), ParserLimits.Default);
    }

    private static Validator Validator() => new(Mp4.Format) { Options = Signing.Validator.Options };

    // The least of several: what is compiled, cached or pooled for the first time is not what is asked about.
    private static long Least(Action work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 8; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>A head, and nothing behind it.</summary>
    private sealed class Hollow(byte[] head, long behind) : AssetSource
    {
        public override long Length => head.Length + behind;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
            buffer[..count].Span.Clear();
            head.AsSpan((int)Math.Min(offset, head.Length))[..(int)Math.Clamp(head.Length - offset, 0, count)].CopyTo(buffer.Span);
            return new(count);
        }
    }
}
