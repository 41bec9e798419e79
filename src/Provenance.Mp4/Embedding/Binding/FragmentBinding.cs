using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// One Merkle tree for each track of a fragmented file (§A.5.4.1.2): a leaf goes from a <c>moof</c> to the next one, a Merkle box stands right
/// before each, and <c>initHash</c> covers what is before the first.
/// </summary>
internal sealed class FragmentBinding : MediaBinding
{
    private readonly List<TreePlan> _trees = [];
    private readonly List<(int Tree, int Location)> _leaves = [];
    private readonly List<BoxEdit> _edits = [];

    public FragmentBinding(BoxIndex input, HashAlgorithmName algorithm, MerkleOptions options, ParserLimits limits)
    {
        Box[] fragments = [.. input.Roots.All(BoxTypes.Moof)];
        if (fragments.Length > limits.MaxMerkleLeaves)
        {
            throw new SigningException(SigningFault.Limit, $"The file has {fragments.Length} fragments; validators read Merkle trees of at most {limits.MaxMerkleLeaves} leaves.");
        }

        var numbers = new Dictionary<uint, int>();
        var counts = new List<int>();
        foreach (var moof in fragments)
        {
            uint track = FragmentTrees.FirstTrack(moof) ?? throw Refusal.Damaged(moof, "it belongs to no track.");
            if (!numbers.TryGetValue(track, out int tree))
            {
                numbers[track] = tree = counts.Count;
                counts.Add(0);
            }

            _leaves.Add((tree, counts[tree]++));
        }

        byte[] zeros = new byte[ContentHash.Length(algorithm)];
        foreach (var (track, tree) in numbers.OrderBy(n => n.Value))
        {
            _trees.Add(new(TreePlan.Outline(algorithm, track, counts[tree]) with { InitHash = zeros }, options.StoredRow, TreePlan.WidestOfFragments));
        }

        for (int i = 0; i < fragments.Length; i++)
        {
            var tree = _trees[_leaves[i].Tree];
            byte[] blank = new byte[tree.BoxLength];
            tree.WriteBlank(blank, _leaves[i].Location);
            _edits.Add(new(Edit.Insert(fragments[i].Offset, blank.Length), blank, IsMerkleBox: true));
        }

        Template = BmffHashAssertion.Trees(algorithm, [.. _trees.Select(t => t.Template)]);
    }

    public override BmffHashAssertion Template { get; }

    public override IReadOnlyList<BoxEdit> Edits => _edits;

    public override MediaHash Start(BoxIndex output, ExclusionMatches matches) => new Hash(this, output, matches);

    private sealed class Hash : MediaHash
    {
        private readonly FragmentBinding _binding;
        private readonly ExclusionMatches _matches;
        private readonly Box[] _roots;
        private readonly int[] _starts;
        private readonly byte[][] _digests;
        private readonly List<MerkleRows> _rows = [];
        private byte[] _init = [];
        private PlanHasher? _current;
        private int _next = -1;

        public Hash(FragmentBinding binding, BoxIndex output, ExclusionMatches matches)
        {
            _binding = binding;
            _matches = matches;
            _roots = [.. output.Roots];
            _starts = [.. Enumerable.Range(0, _roots.Length).Where(i => _roots[i].Type == BoxTypes.Moof)];
            if (_starts.Length != binding._leaves.Count)
            {
                throw new InvalidOperationException("The output does not have the fragments that were planned.");
            }

            _digests = [.. binding._trees.Select(t => new byte[t.Template.Count * t.Template.Hashes[0].Length])];
        }

        public override IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Boxes
        {
            get
            {
                byte[] bytes = new byte[_binding._trees.Max(t => t.BoxLength)];
                for (int i = 0; i < _starts.Length; i++)
                {
                    var (number, location) = _binding._leaves[i];
                    var tree = _binding._trees[number];
                    tree.Write(bytes.AsSpan(0, tree.BoxLength), _rows[number], location);
                    yield return (_roots[_starts[i]].Offset - tree.BoxLength, bytes.AsMemory(0, tree.BoxLength));
                }
            }
        }

        // Piece −1 is what stands before the first fragment.
        public override void Append(long offset, ReadOnlySpan<byte> bytes)
        {
            long end = offset + bytes.Length;
            while (_next < _starts.Length && (_next < 0 || _roots[_starts[_next]].Offset < end))
            {
                int first = _next < 0 ? 0 : _starts[_next];
                int last = _next + 1 < _starts.Length ? _starts[_next + 1] : _roots.Length;
                _current ??= new(HashPlan.ForBoxes(_roots.Skip(first).Take(last - first), _matches), _binding.Template.Algorithm);
                _current.Append(offset, bytes);
                if (_current.Needed is not null)
                {
                    return;
                }

                byte[] digest = _current.Finish();
                Written.Add(_current.Plan, _binding.Template.Algorithm, digest);
                Keep(digest);
                _current.Dispose();
                _current = null;
                _next++;
            }
        }

        public override BmffHashAssertion Finish()
        {
            if (_next != _starts.Length)
            {
                throw new InvalidOperationException("The media was not hashed to its end.");
            }

            _rows.AddRange(_digests.Select(d => MerkleRows.Of(_binding.Template.Algorithm, d)));
            return _binding.Template with { Merkle = [.. _binding._trees.Select((t, i) => t.Finish(_rows[i]) with { InitHash = _init })] };
        }

        public override void Dispose() => _current?.Dispose();

        private void Keep(byte[] digest)
        {
            if (_next < 0)
            {
                _init = digest;
                return;
            }

            var (tree, location) = _binding._leaves[_next];
            digest.CopyTo(_digests[tree].AsSpan(location * digest.Length));
        }
    }
}
