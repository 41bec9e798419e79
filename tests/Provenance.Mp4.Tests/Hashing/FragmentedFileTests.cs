using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("15.12.2.2")]
[Clause("A.5.4.1.2")]
public sealed class FragmentedFileTests
{
    private const string Match = "assertion.bmffHash.match";
    private const string Mismatch = "assertion.bmffHash.mismatch";
    private const string Malformed = "assertion.bmffHash.malformed";

    private static readonly Mp4Track Track = Mp4Track.Of(3, 1);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 2)]
    [InlineData(5, 3)]
    [Clause("A.5.4.1.2-c", "A.5.4.1.2-d", "A.5.4.1.2-e")]
    public async Task A_file_of_fragments_matches_its_tree(int fragments, int row)
    {
        var (file, assertion, _) = Build(fragments, row);
        Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(assertion)));
    }

    [Fact]
    [Clause("A.5.4.1.2-d", "A.5.4.1.2-e")]
    public async Task Every_byte_outside_the_mandatory_exclusions_is_protected()
    {
        var (file, assertion, _) = Build(3, 2);
        var binding = SignedFile.Binding(assertion);
        var open = (await SignedFile.OpenAsync(file)).Boxes.Roots.Where(r => r.ExtendedType == ExtendedType.ContentProvenance).ToArray();
        for (int i = 40; i < file.Length; i += 7)
        {
            if (Array.Exists(open, b => i >= b.Offset + 24 && i < b.End))
            {
                continue;
            }

            file[i] ^= 1;
            string[] codes = await SignedFile.CodesAsync(file, binding);
            Assert.True(!codes.Contains(Match), $"byte {i} of {file.Length}");
            file[i] ^= 1;
        }
    }

    [Fact]
    public async Task Dropped_doubled_and_swapped_fragments_are_found()
    {
        var (file, assertion, starts) = Build(4, 2);
        var binding = SignedFile.Binding(assertion);
        byte[] Part(int i) => file[starts[i]..(i + 1 < starts.Count ? starts[i + 1] : file.Length)];
        byte[] head = file[..starts[0]];
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(Bytes.Concat(head, Part(0), Part(1), Part(2)), binding));
        Assert.Equal([Mismatch], await SignedFile.CodesAsync(Bytes.Concat(file, Part(3)), binding));
        Assert.Equal([Mismatch], await SignedFile.CodesAsync(Bytes.Concat(head, Part(0), Part(1), Part(1), Part(2), Part(3)), binding));
        Assert.Equal([Mismatch], await SignedFile.CodesAsync(Bytes.Concat(file, Part(0)), binding));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(Bytes.Concat(head, Part(1), Part(0), Part(2), Part(3)), binding));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(head, binding));
    }

    [Fact]
    [Clause("A.5.4.1.2-c")]
    public async Task Missing_boxes_missing_init_hash_and_wrong_tracks_are_found()
    {
        var (file, assertion, starts) = Build(2, 0);
        byte[] without = [.. file];
        "free"u8.CopyTo(without.AsSpan(starts[1] + 4));
        Assert.Contains(Malformed, await SignedFile.CodesAsync(without, SignedFile.Binding(assertion)));
        var tree = assertion.Merkle[0];
        Assert.Contains(Malformed, await SignedFile.CodesAsync(file, SignedFile.Binding(assertion with { Merkle = [tree with { InitHash = null }] })));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, SignedFile.Binding(assertion with { Merkle = [tree with { InitHash = new byte[32] }] })));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, SignedFile.Binding(assertion with { Merkle = [tree with { LocalId = 4 }] })));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, SignedFile.Binding(assertion with { Merkle = [tree, tree with { UniqueId = 2 }] })));
    }

    // Sizes are fixed first with empty digests, then the leaves are hashed, then the proofs put in: a proof is outside the leaf.
    private static (byte[] File, BmffHashAssertion Assertion, List<int> Starts) Build(int fragments, int row)
    {
        byte[][] data = [.. Enumerable.Repeat(Array.Empty<byte>(), fragments).Select((_, i) => MerkleFile.ProofData(1, Track.Id, i, [], 300))];
        (byte[] File, List<int> Starts) Compose()
        {
            var places = new List<int>();
            var builder = new Mp4Builder().Ftyp().FragmentedMovie(Track).Free(12);
            for (int i = 0; i < fragments; i++)
            {
                places.Add(builder.Build().Length);
                builder.ContentProvenance("merkle", data[i]).Fragment((uint)i + 1, Track, [Bytes.Pattern(50 + i, i), Bytes.Pattern(20, i)]);
            }

            return (builder.Build(), places);
        }

        var (file, starts) = Compose();
        int box = data[0].Length + 24 + 4 + 7;
        byte[][] leaves = [.. starts.Select((start, i) => MerkleFile.HashRoots(file, start + box, i + 1 < starts.Count ? starts[i + 1] : file.Length))];
        var rows = MerkleFile.Rows(leaves);
        data = [.. data.Select((_, i) => MerkleFile.ProofData(1, Track.Id, i, MerkleFile.Proof(rows, row, i), 300))];
        (file, starts) = Compose();
        var map = MerkleFile.Map(rows, row, Track.Id, initHash: MerkleFile.HashRoots(file, 0, starts[0]));
        var assertion = BmffHashAssertion.Flat(HashAlgorithmName.SHA256) with { Hash = null, Merkle = [map] };
        return (file, assertion, starts);
    }
}
