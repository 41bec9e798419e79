using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// One Merkle tree over the blocks of each <c>mdat</c>, and one hash over the rest of the file (§A.5.4.1.1). Every <c>mdat</c> gets the 16-byte
/// header: the exclusion of §A.5.6 starts 16 bytes into the box, the leaves start with the payload, and only then are the two the same byte.
/// </summary>
internal sealed class MediaDataBinding : MediaBinding
{
    private const int HeaderSize = MediaDataTrees.UsualStart;

    private readonly List<TreePlan> _trees = [];
    private readonly List<IReadOnlyList<long>> _blocks = [];
    private readonly List<BoxEdit> _edits = [];

    public MediaDataBinding(BoxIndex input, HashAlgorithmName algorithm, MerkleOptions options, ParserLimits limits)
    {
        Box[] boxes = [.. input.Roots.All(BoxTypes.Mdat)];
        if (boxes.Length == 0)
        {
            throw Refusal.Unsupported("The file has no mdat box, so there is nothing to build a Merkle tree over.");
        }

        long blockSize = options.BlockSize ?? UsualBlockSize(boxes.Max(b => b.ContentSize));
        var cuts = options.AlignToSyncSamples ? SyncSamples.Find(input) : null;
        long leaves = 0;
        foreach (var box in boxes)
        {
            var blocks = cuts is null ? Equal(box.ContentSize, blockSize, limits) : Aligned(box, blockSize, cuts);
            leaves += blocks.Count;
            if (leaves > limits.MaxMerkleLeaves)
            {
                throw TooManyLeaves(limits);
            }

            var outline = TreePlan.Outline(algorithm, _trees.Count, blocks.Count);
            _trees.Add(new(cuts is null ? outline with { FixedBlockSize = blockSize } : outline with { VariableBlockSizes = blocks }, options.StoredRow, TreePlan.WidestOfBlocks));
            _blocks.Add(blocks);
            if (box.SizeForm != BoxSizeForm.Large)
            {
                _edits.Add(new(new Edit(box.Offset, box.Offset + box.HeaderSize, HeaderSize), Header(box)));
            }
        }

        var withBoxes = _trees.Where(t => !t.HoldsLeaves).ToList();
        if (withBoxes.Count > 0)
        {
            byte[] blank = new byte[withBoxes.Sum(t => (long)t.BoxLength * t.Template.Count)];
            int at = 0;
            foreach (var tree in withBoxes)
            {
                for (int i = 0; i < tree.Template.Count; i++, at += tree.BoxLength)
                {
                    tree.WriteBlank(blank.AsSpan(at, tree.BoxLength), i);
                }
            }

            _edits.Add(new(Edit.Insert(boxes[^1].End, blank.Length), blank, IsMerkleBox: true));
        }

        Template = BmffHashAssertion.Flat(algorithm) with
        {
            Exclusions = [.. MandatoryExclusions.Basic, MandatoryExclusions.MediaData],
            Merkle = [.. _trees.Select(t => t.Template)],
        };
    }

    public override BmffHashAssertion Template { get; }

    public override IReadOnlyList<BoxEdit> Edits => _edits;

    public override MediaHash Start(BoxIndex output, ExclusionMatches matches) => new Hash(this, output, matches);

    private static SigningException TooManyLeaves(ParserLimits limits) => new(
        SigningFault.Limit, $"The Merkle trees would have more than {limits.MaxMerkleLeaves} leaves, which validators do not read. Choose larger blocks.");

    private static long UsualBlockSize(long largest)
    {
        const long Smallest = 256 << 10;

        // Up to 2 GiB then, sixteen blocks make a group (LeafHasher): one for each lane. Of larger ones the lanes would stay half empty.
        const long MostLeaves = 8192;
        long size = Smallest;
        while (largest / size >= MostLeaves)
        {
            size *= 2;
        }

        return size;
    }

    private static List<long> Equal(long payload, long size, ParserLimits limits)
    {
        if (payload / size >= limits.MaxMerkleLeaves)
        {
            throw TooManyLeaves(limits);
        }

        // A tree has at least one leaf, if only of nothing.
        var blocks = new List<long>();
        do
        {
            long block = Math.Min(size, payload);
            blocks.Add(block);
            payload -= block;
        }
        while (payload > 0);

        return blocks;
    }

    private static List<long> Aligned(Box box, long least, List<long> cuts)
    {
        var blocks = new List<long>();
        long start = box.ContentOffset;
        int first = cuts.BinarySearch(start);
        for (int i = first < 0 ? ~first : first; i < cuts.Count && cuts[i] < box.End; i++)
        {
            if (cuts[i] - start >= least)
            {
                blocks.Add(cuts[i] - start);
                start = cuts[i];
            }
        }

        blocks.Add(box.End - start);
        return blocks;
    }

    private static byte[] Header(Box box)
    {
        byte[] header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt32BigEndian(header, 1);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), BoxTypes.Mdat.Code);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(8), HeaderSize + box.ContentSize);
        return header;
    }

    private sealed class Hash : MediaHash
    {
        private readonly MediaDataBinding _binding;
        private readonly PlanHasher _rest;
        private readonly Box[] _media;
        private readonly Tree[] _hashed;
        private readonly List<MerkleRows> _rows = [];

        public Hash(MediaDataBinding binding, BoxIndex output, ExclusionMatches matches)
        {
            _binding = binding;
            _media = [.. output.Roots.All(BoxTypes.Mdat)];
            if (_media.Length != binding._trees.Count || _media.Any(b => b.HeaderSize != HeaderSize))
            {
                throw new InvalidOperationException("The output does not have the media boxes that were planned.");
            }

            _hashed = [.. _media.Select((box, i) => new Tree(box, binding._blocks[i], binding._trees[i].Template))];
            Leaves = [.. _hashed.Select(t => t.Run)];
            _rest = new(HashPlan.ForBoxes(output.Roots, matches), binding.Template.Algorithm);
        }

        public override IReadOnlyList<LeafRun> Leaves { get; }

        public override IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Boxes
        {
            get
            {
                long at = _media[^1].End;
                for (int t = 0; t < _rows.Count; t++)
                {
                    var tree = _binding._trees[t];
                    int batch = Math.Max(1, (256 << 10) / tree.BoxLength);
                    byte[] bytes = new byte[Math.Min(batch, tree.Template.Count) * tree.BoxLength];
                    for (int first = 0; !tree.HoldsLeaves && first < tree.Template.Count; first += batch)
                    {
                        int count = Math.Min(batch, tree.Template.Count - first);
                        for (int i = 0; i < count; i++)
                        {
                            tree.Write(bytes.AsSpan(i * tree.BoxLength, tree.BoxLength), _rows[t], first + i);
                        }

                        yield return (at, bytes.AsMemory(0, count * tree.BoxLength));
                        at += count * tree.BoxLength;
                    }
                }
            }
        }

        public override void Append(long offset, ReadOnlySpan<byte> bytes) => _rest.Append(offset, bytes);

        public override BmffHashAssertion Finish()
        {
            var algorithm = _binding.Template.Algorithm;
            foreach (var tree in _hashed)
            {
                var digests = tree.Finish();
                Written.Add(tree.Run.Blocks, algorithm, digests);
                _rows.Add(MerkleRows.Of(algorithm, digests));
            }

            byte[] rest = _rest.Finish();
            Written.Add(_rest.Plan, algorithm, rest);
            return _binding.Template with { Hash = rest, Merkle = [.. _binding._trees.Select((t, i) => t.Finish(_rows[i]))] };
        }

        public override void Dispose() => _rest.Dispose();
    }

    /// <summary>The leaves of a tree, as they come.</summary>
    private sealed class Tree
    {
        private readonly byte[] _digests;
        private int _length;

        public Tree(Box media, IReadOnlyList<long> blocks, MerkleMap map)
        {
            _digests = new byte[map.Count * map.Hashes[0].Length];
            Run = new(new(media.ContentOffset, media.ContentSize, blocks), map.Algorithm, Take);
        }

        public LeafRun Run { get; }

        public byte[] Finish() => _length == _digests.Length ? _digests : throw new InvalidOperationException("The media was not hashed to its end.");

        private bool Take(ReadOnlySpan<byte> digest)
        {
            digest.CopyTo(_digests.AsSpan(_length));
            _length += digest.Length;
            return true;
        }
    }
}
