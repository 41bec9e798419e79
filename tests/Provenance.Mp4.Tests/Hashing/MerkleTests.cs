using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("15.12.2.1")]
[Clause("A.5.4")]
public sealed class MerkleTests
{
    private const string Match = "assertion.bmffHash.match";
    private const string Mismatch = "assertion.bmffHash.mismatch";
    private const string Malformed = "assertion.bmffHash.malformed";
    private const int Block = 64;

    public static TheoryData<int, int> LeavesAndRows()
    {
        var data = new TheoryData<int, int>();
        foreach (int leaves in new[] { 1, 2, 3, 5, 6, 7, 8, 9, 13 })
        {
            for (int row = 0, width = leaves; width > 0; row++, width = MerkleTree.NextRow(width))
            {
                data.Add(leaves, row);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LeavesAndRows))]
    [Clause("15.12.2.1-a", "15.12.2.1-b", "18.6.1-c", "18.6.2-d", "A.5.4.1.1-c", "A.5.6-d")]
    public async Task Every_row_of_a_tree_can_be_stored(int leaves, int row)
    {
        var (file, binding) = await BuildAsync(leaves, row);
        Assert.Equal([Match], await SignedFile.CodesAsync(file, binding));
    }

    [Theory]
    [InlineData(BoxForm.Compact)]
    [InlineData(BoxForm.Large)]
    [InlineData(BoxForm.ToEnd)]
    public async Task The_payload_starts_behind_the_header_or_sixteen_bytes_into_the_box(BoxForm form)
    {
        byte[] content = Bytes.Pattern(5 * Block, 4);
        byte[] file = new Mp4Builder().Ftyp().ContentProvenance("manifest", Store).Mdat(content, form).Build();
        int header = form == BoxForm.Large ? 16 : 8;
        foreach (byte[] payload in new[] { content, content[(16 - header)..] })
        {
            var map = MerkleFile.Map(MerkleFile.Rows(MerkleFile.Leaves(payload, Block)), 0, fixedSize: Block);
            Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, map))));
        }
    }

    [Fact]
    [Clause("15.12.2.1-c", "A.5.4.1.1-d", "A.5.4.2-a")]
    public async Task One_leaf_without_sizes_and_leaves_of_their_own_sizes_match()
    {
        byte[] content = Bytes.Pattern(200, 4);
        byte[] file = new Mp4Builder().Ftyp().Mdat(content, BoxForm.Large).Mdat(content, BoxForm.Large).Build();
        byte[][] parts = [content[..50], [], content[50..]];
        var whole = MerkleFile.Map(MerkleFile.Rows([System.Security.Cryptography.SHA256.HashData(content)]), 0, local: 0);
        var divided = MerkleFile.Map(MerkleFile.Rows(parts.Select(System.Security.Cryptography.SHA256.HashData)), 0, local: 1, sizes: [50, 0, 150]);
        Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, whole, divided))));
        Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, divided, whole))));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, whole))));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, whole, divided with { LocalId = 2 }))));
        Assert.Contains(Malformed, await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, whole, divided with { LocalId = 0 }))));
        Assert.Contains(Malformed, await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, whole, divided with { VariableBlockSizes = [50, 0, 149] }))));
        Assert.Contains(Malformed, await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, whole, divided with { VariableBlockSizes = [50, long.MaxValue, long.MaxValue] }))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [Clause("15.12.2.1-e", "15.12.2.1-g")]
    public async Task Every_byte_of_the_media_is_protected(int row)
    {
        var (file, binding) = await BuildAsync(6, row);
        int media = file.AsSpan().IndexOf("mdat"u8) - 4;
        for (int i = media; i < media + 16 + (6 * Block); i += 5)
        {
            file[i] ^= 1;
            Assert.DoesNotContain(Match, await SignedFile.CodesAsync(file, binding));
            file[i] ^= 1;
        }
    }

    [Fact]
    [Clause("A.5.4.1.1-f")]
    public async Task Swapped_blocks_are_found_even_with_their_boxes_swapped()
    {
        var (file, binding) = await BuildAsync(6, 3);
        int media = file.AsSpan().IndexOf("mdat"u8) - 4 + 16;
        Swap(file, media, media + Block, Block);
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, binding));
        var (first, second, size) = FirstTwoBoxes(file);
        Swap(file, first, second, size);
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, binding));
    }

    [Fact]
    [Clause("15.12.2.1-f", "15.12.2.1-h", "A.5.4.1.1-a", "A.5.4.1.1-e", "A.5.4.1.1-f")]
    public async Task Missing_doubled_and_broken_boxes_are_found()
    {
        var (file, binding) = await BuildAsync(6, 3);
        var (first, second, size) = FirstTwoBoxes(file);
        Assert.Contains(Malformed, await SignedFile.CodesAsync(file[..first], binding));
        Assert.Contains(Malformed, await SignedFile.CodesAsync(file[..^size], binding));
        Assert.Contains(Malformed, await SignedFile.CodesAsync(Bytes.Concat(file, file[^size..]), binding));
        Assert.Contains(Mismatch, await SignedFile.CodesAsync(Bytes.Concat(file[..first], file[second..], file[first..second]), binding));
        byte[] garbage = [.. file];
        garbage.AsSpan(first + 35, 8).Fill(0xFF);
        Assert.Contains(Malformed, await SignedFile.CodesAsync(garbage, binding));
        byte[] padded = [.. file];
        padded[second - 1] = 1;
        string[] found = await SignedFile.CodesAsync(padded, binding);
        Assert.Contains("provenance.container.nonZeroPadding", found);
        Assert.Contains(Match, found);
    }

    [Fact]
    public async Task Proofs_have_exactly_the_length_the_tree_asks_for()
    {
        byte[] content = Bytes.Pattern(4 * Block, 4);
        var rows = MerkleFile.Rows(MerkleFile.Leaves(content, Block));
        foreach (int wrong in new[] { -1, 1 })
        {
            byte[] file = Build(content, i => MerkleFile.ProofData(1, 0, i, [.. MerkleFile.Proof(rows, 2, i).Concat(wrong > 0 ? [new byte[32]] : []).Take(2 + wrong)], 200));
            Assert.Contains(Mismatch, await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, MerkleFile.Map(rows, 2, fixedSize: Block)))));
        }
    }

    [Theory]
    [InlineData(1L, 1L)]
    [InlineData(-1L, 0L)]
    [InlineData(4_294_967_296L, 0L)]
    [InlineData(0L, 7L)]
    [Clause("A.5.4.1.1-h")]
    public async Task Gaps_and_unknown_trees_are_found(long shift, long local)
    {
        byte[] content = Bytes.Pattern(4 * Block, 4);
        var rows = MerkleFile.Rows(MerkleFile.Leaves(content, Block));
        byte[] file = Build(content, i => MerkleFile.ProofData(1, local, i + shift, MerkleFile.Proof(rows, 2, i), 200));
        string[] codes = await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, MerkleFile.Map(rows, 2, fixedSize: Block))));
        Assert.Contains(Mismatch, codes);
    }

    [Fact]
    [Clause("A.5.4.1.1-b")]
    public async Task Boxes_before_the_media_are_malformed()
    {
        byte[] content = Bytes.Pattern(Block, 4);
        var rows = MerkleFile.Rows(MerkleFile.Leaves(content, Block));
        byte[] file = new Mp4Builder().Ftyp().ContentProvenance("merkle", MerkleFile.ProofData(1, 0, 0, [])).Mdat(content, BoxForm.Large).Build();
        Assert.Contains(Malformed, await SignedFile.CodesAsync(file, SignedFile.Binding(await MerkleFile.SignAsync(file, MerkleFile.Map(rows, 0, fixedSize: Block)))));
    }

    [Theory]
    [InlineData(true, 0, Match)]
    [InlineData(false, 0, Malformed)] // the boxes of two trees in turn
    [InlineData(true, 8, Malformed)] // a box larger than the others of its tree
    [Clause("A.5.4.1.1-g", "A.5.4.1.4-d")]
    public async Task Boxes_of_a_tree_stand_together_and_are_of_one_size(bool together, int more, string code)
    {
        byte[] content = Bytes.Pattern(4 * Block, 4);
        var rows = MerkleFile.Rows(MerkleFile.Leaves(content, Block));
        var builder = new Mp4Builder().Ftyp().Mdat(content, BoxForm.Large).Mdat(content, BoxForm.Large);
        var order = Enumerable.Range(0, 8).Select(i => together ? (Local: i / 4, Leaf: i % 4) : (Local: i % 2, Leaf: i / 2));
        foreach (var (local, leaf) in order)
        {
            builder.ContentProvenance("merkle", MerkleFile.ProofData(1, local, leaf, MerkleFile.Proof(rows, 2, leaf), leaf == 3 ? 200 + more : 200));
        }

        byte[] file = builder.Build();
        var assertion = await MerkleFile.SignAsync(file, MerkleFile.Map(rows, 2, local: 0, fixedSize: Block), MerkleFile.Map(rows, 2, local: 1, fixedSize: Block));
        Assert.Equal([code], await SignedFile.CodesAsync(file, SignedFile.Binding(assertion)));
    }

    [Fact]
    public async Task Merkle_boxes_without_a_tree_are_stray()
    {
        byte[] file = new Mp4Builder().Ftyp().Mdat(new byte[10]).ContentProvenance("merkle", MerkleFile.ProofData(1, 0, 0, [])).Build();
        Assert.Equal(["provenance.container.strayBox", Match], await SignedFile.CodesAsync(file, SignedFile.Binding(SignedFile.Sign(file))));
    }

    public static TheoryData<string> BrokenTrees => ["no row", "both sizes", "init hash", "count 0", "count 2^40", "no hashes", "short hash", "fixed 0", "count of sizes", "negative size", "md5"];

    [Theory]
    [MemberData(nameof(BrokenTrees))]
    [Clause("15.12.2.1-d")]
    public async Task A_broken_tree_is_never_a_match(string what)
    {
        byte[] content = Bytes.Pattern(4 * Block, 4);
        byte[] file = new Mp4Builder().Ftyp().Mdat(content, BoxForm.Large).Build();
        var good = await MerkleFile.SignAsync(file, MerkleFile.Map(MerkleFile.Rows(MerkleFile.Leaves(content, Block)), 0, fixedSize: Block));
        Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(good)));
        var (key, value, code) = what switch
        {
            "no row" => ("hashes", CborValue.Array(Enumerable.Repeat(CborValue.Bytes(new byte[32]), 3)), Malformed),
            "both sizes" => ("variableBlockSizes", CborValue.Array(Enumerable.Repeat(CborValue.Integer(Block), 4)), Malformed),
            "init hash" => ("initHash", CborValue.Bytes(new byte[32]), Malformed),
            "count 0" => ("count", CborValue.Integer(0), Malformed),
            "count 2^40" => ("count", CborValue.Integer(1L << 40), "provenance.limit.exceeded"),
            "no hashes" => ("hashes", CborValue.Array(), Malformed),
            "short hash" => ("hashes", CborValue.Array(Enumerable.Repeat(CborValue.Bytes(new byte[31]), 4)), Mismatch),
            "fixed 0" => ("fixedBlockSize", CborValue.Integer(0), Malformed),
            "count of sizes" => ("variableBlockSizes", CborValue.Array(CborValue.Integer(4 * Block)), Malformed),
            "negative size" => ("variableBlockSizes", CborValue.Array(CborValue.Integer(-1)), Malformed),
            _ => ("alg", CborValue.Text("md5"), "algorithm.unsupported"),
        };
        var tree = good.Merkle[0].ToCbor();
        var broken = CborValue.Map([.. tree.Entries.Where(e => e.Key.AsText != key).Select(e => (e.Key.AsText!, (CborValue?)e.Value)), (key, value)]);
        var content2 = good.ToCbor();
        content2 = CborValue.Map([.. content2.Entries.Where(e => e.Key.AsText != "merkle").Select(e => (e.Key.AsText!, (CborValue?)e.Value)), ("merkle", CborValue.Array(broken))]);
        string[] codes = await SignedFile.CodesAsync(file, SignedFile.Binding(content2));
        Assert.Contains(code, codes);
        Assert.DoesNotContain(Match, codes);
    }

    private static readonly byte[] Store = Bytes.Concat(new byte[8], Bytes.Box("jumb", new byte[40]));

    private static byte[] Build(byte[] content, Func<int, byte[]> proof)
    {
        var builder = new Mp4Builder().Ftyp().ContentProvenance("manifest", Store).Mdat(content, BoxForm.Large);
        for (int i = 0; i * Block < content.Length; i++)
        {
            builder.ContentProvenance("merkle", proof(i));
        }

        return builder.Build();
    }

    private static async Task<(byte[] File, HardBinding Binding)> BuildAsync(int leaves, int row)
    {
        byte[] content = Bytes.Pattern((leaves * Block) - 7, 4);
        var rows = MerkleFile.Rows(MerkleFile.Leaves(content, Block));
        byte[] file = Build(content, i => MerkleFile.ProofData(1, 0, i, MerkleFile.Proof(rows, row, i), 300));
        return (file, SignedFile.Binding(await MerkleFile.SignAsync(file, MerkleFile.Map(rows, row, fixedSize: Block))));
    }

    private static (int First, int Second, int Size) FirstTwoBoxes(byte[] file)
    {
        int first = file.AsSpan().IndexOf("merkle\0"u8) - 28;
        int size = (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(first));
        return (first, first + size, size);
    }

    private static void Swap(byte[] file, int one, int other, int length)
    {
        byte[] kept = file[one..(one + length)];
        file.AsSpan(other, length).CopyTo(file.AsSpan(one));
        kept.CopyTo(file, other);
    }
}
