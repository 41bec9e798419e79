using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("A.5.4.1.1")]
[Clause("A.5.4.1.2")]
public sealed class MerkleSigningTests
{
    private static readonly MerkleOptions Small = new() { BlockSize = 1024 };

    public static TheoryData<string, byte[], int?> FilesAndRows()
    {
        var data = new TheoryData<string, byte[], int?>();
        foreach (var row in LayoutTests.Files())
        {
            foreach (int? stored in new int?[] { null, 0, 1, 99 })
            {
                data.Add(row.Data.Item1, row.Data.Item2, stored);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(FilesAndRows))]
    public async Task Every_layout_can_be_signed_with_any_row_and_still_plays_the_same(string name, byte[] file, int? row)
    {
        byte[] signed = await Signing.SignAsync(file, Signing.Options with { IfSigned = IfSigned.Replace }, merkle: Small with { StoredRow = row });
        var result = await Signing.ValidateAsync(signed);
        Assert.True(result.State == ValidationState.Trusted, $"{name}: {string.Join("; ", result.Failures)}");
        Assert.DoesNotContain(result.Statuses, s => s.Code.Value.StartsWith("provenance.container", StringComparison.Ordinal));
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task Any_number_of_mdats_of_any_form_get_a_tree_each(int? row)
    {
        byte[] file = Large();
        byte[] signed = await Signing.SignAsync(file, merkle: Small with { StoredRow = row });
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(signed), ParserLimits.Default);
        Box[] media = [.. index.Roots.All(BoxTypes.Mdat)];
        Assert.Equal(4, media.Length);
        Assert.All(media, m => Assert.Equal(BoxSizeForm.Large, m.SizeForm));

        // A.5.4.1.1 and A.5.4.1.4: grouped, in order, of one size, behind the last mdat; A.5.3: the manifest says where the first is.
        ContentProvenanceBox[] boxes = [.. EmbeddedStores.Find(index).Boxes];
        MerkleProof[] proofs = [.. boxes.Skip(1).Select(b => MerkleProof.TryParse(b, ParserLimits.Default, string.Empty, out var proof, out _) ? proof : throw new InvalidOperationException())];
        Assert.All(proofs, p => Assert.True(p.Box.Offset >= media[^1].End && p.HasCleanPadding));
        Assert.Equal(proofs.Length == 0 ? 0ul : (ulong)proofs[0].Box.Offset, boxes[0].MerkleOffset!.Value.Value);
        Assert.Equal(row is null or 0, proofs.Length == 0);
        foreach (var tree in proofs.GroupBy(p => p.LocalId))
        {
            Assert.Single(tree.Select(p => p.Box.Size).Distinct());
            Assert.Equal(Enumerable.Range(0, tree.Count()).Select(i => (long)i), tree.Select(p => p.Location));
            Assert.All(tree.Zip(tree.Skip(1)), pair => Assert.Equal(pair.First.Box.End, pair.Second.Box.Offset));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Every_byte_outside_the_exclusions_is_protected_and_named(int row)
    {
        byte[] signed = await Signing.SignAsync(Large(), merkle: Small with { StoredRow = row });
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(signed), ParserLimits.Default);
        foreach (var box in index.Roots)
        {
            if (box.Type == BoxTypes.Ftyp || box.Type == BoxTypes.Uuid)
            {
                continue;
            }

            foreach (long at in new[] { box.ContentOffset, (box.ContentOffset + box.End) / 2, box.End - 1 }.Where(a => a < box.End).Distinct())
            {
                byte[] tampered = [.. signed];
                tampered[at] ^= 0x40;
                var result = await Signing.ValidateAsync(tampered);
                Assert.Equal(ValidationState.Invalid, result.State);
                Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch || s.Code == ValidationStatusCode.ContainerMalformed);
            }
        }
    }

    [Theory]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task Other_hashes_make_trees_too(string hash)
    {
        byte[] signed = await Signing.SignAsync(Large(), Signing.Options with { Hash = new(hash) }, merkle: Small with { StoredRow = 2 });
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        byte[] fragments = await Signing.SignAsync(Fragmented(), Signing.Options with { Hash = new(hash) }, merkle: Small with { StoredRow = 1 });
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(fragments)).State);
    }

    [Fact]
    public async Task Blocks_can_begin_at_sync_samples()
    {
        var stss = Bytes.FullBox("stss", 0, 0, Bytes.UInt32(3), Bytes.UInt32(1), Bytes.UInt32(8), Bytes.UInt32(15));
        byte[][] samples = [.. Enumerable.Range(0, 20).Select(i => Bytes.Pattern(400 + i, i))];
        var video = new Mp4Track(1, samples, 3) { SampleTableExtra = _ => stss };
        byte[] file = new Mp4Builder().Ftyp().Movie(video).Media(video).Build();
        byte[] signed = await Signing.SignAsync(file, merkle: Small with { AlignToSyncSamples = true });
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
        var tree = Assert.Single((await AssertionAsync(signed)).Merkle);
        Assert.Null(tree.FixedBlockSize);
        Assert.Equal([samples.Take(7).Sum(s => s.Length), samples.Skip(7).Take(7).Sum(s => s.Length), samples.Skip(14).Sum(s => s.Length)], tree.VariableBlockSizes!);
        byte[] unnamed = await Signing.SignAsync(Large(), merkle: Small with { AlignToSyncSamples = true, StoredRow = 1 });
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(unnamed)).State);
    }

    [Fact]
    public async Task The_same_input_clock_and_randomness_give_the_same_bytes()
    {
        SigningOptions Fixed()
        {
            int seed = 0;
            return Signing.Options with { Randomness = buffer => new Random(seed++).NextBytes(buffer.Span) };
        }

        var credential = TestPki.Default.Signer(SigningAlgorithm.Ed25519);
        byte[] first = await Signing.SignAsync(Large(), Fixed(), signer: credential.CreateSigner(), merkle: Small with { StoredRow = 2 });
        Assert.Equal(first, await Signing.SignAsync(Large(), Fixed(), signer: credential.CreateSigner(), merkle: Small with { StoredRow = 2 }));
    }

    [Fact]
    public async Task Signing_again_and_stripping_leave_no_stale_Merkle_box()
    {
        using var folder = new TempFolder();
        foreach (byte[] file in new[] { Large(), Fragmented() })
        {
            byte[] once = await Signing.SignAsync(file, merkle: Small with { StoredRow = 2 });
            byte[] twice = await Signing.SignAsync(once, Signing.Options with { IfSigned = IfSigned.Replace }, merkle: Small with { StoredRow = 2 });
            Assert.Equal(once.Length, twice.Length);
            byte[] flat = await Signing.SignAsync(once, Signing.Options with { IfSigned = IfSigned.Replace });
            var result = await Signing.ValidateAsync(flat);
            Assert.Equal(ValidationState.Trusted, result.State);
            Assert.Equal(1, flat.AsSpan().Count(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true)) - 1);
            byte[] child = await Signing.SignAsync(once, Signing.Options with { IfSigned = IfSigned.Ingredient }, Signing.Edit, merkle: Small with { StoredRow = 1 });
            Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(child)).State);
            Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(child));
            Assert.True(await Mp4.StripAsync(folder.Write("once.mp4", once), folder["bare.mp4"]));
            byte[] bare = await File.ReadAllBytesAsync(folder["bare.mp4"]);
            Assert.Equal(-1, bare.AsSpan().IndexOf(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true)));
            Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(bare));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [Clause("15.12.2.2")]
    public async Task A_fragmented_file_gets_a_tree_for_each_track(int? row)
    {
        byte[] file = Fragmented();
        byte[] signed = await Signing.SignAsync(file, merkle: new() { StoredRow = row });
        var result = await Signing.ValidateAsync(signed);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(signed));
        var assertion = await AssertionAsync(signed);
        Assert.Null(assertion.Hash);
        Assert.Equal([1L, 2L], assertion.Merkle.Select(t => t.LocalId));
        Assert.Equal([5, 4], assertion.Merkle.Select(t => t.Count));
        Assert.All(assertion.Merkle, t => Assert.NotNull(t.InitHash));
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(signed), ParserLimits.Default);
        var boxes = EmbeddedStores.Find(index).Boxes;
        Assert.Equal(boxes[1].Box.Offset, (long)boxes[0].MerkleOffset!.Value.Value);
        Assert.Equal(index.Roots.All(BoxTypes.Moof).Select(m => m.Offset), boxes.Skip(1).Select(b => b.Box.End));
    }

    public static TheoryData<string> FragmentTampering => ["media", "moof", "init", "swap", "drop last", "double", "box dropped", "boxes swapped"];

    [Theory]
    [MemberData(nameof(FragmentTampering))]
    public async Task Nothing_can_be_changed_in_a_fragmented_file(string what)
    {
        var video = Mp4Track.Of(1, 1);
        var builder = new Mp4Builder().Ftyp().FragmentedMovie(video);
        for (uint i = 1; i <= 5; i++)
        {
            builder.Fragment(i, video, [Bytes.Pattern(64, (int)i)]);
        }

        byte[] signed = await Signing.SignAsync(builder.Build(), merkle: new() { StoredRow = 2 });
        var boxes = MediaProbe.Boxes(signed, 0, signed.Length).Select(b => (b.Type, Start: (int)b.Start, End: (int)b.End)).ToList();
        var moofs = boxes.Where(b => b.Type == "moof").ToList();
        byte[] Part(int first, int last) => signed[boxes[first].Start..boxes[last].End];
        int moof = boxes.FindIndex(b => b.Type == "moof");
        byte[] tampered = [.. signed];
        switch (what)
        {
            case "media": tampered[^5] ^= 1; break;
            case "moof": tampered[moofs[2].End - 3] ^= 1; break;
            case "init": tampered[boxes.Single(b => b.Type == "moov").Start + 30] ^= 1; break;
            case "swap": tampered = Bytes.Concat(Part(0, moof - 2), Part(moof + 2, moof + 4), Part(moof - 1, moof + 1), Part(moof + 5, boxes.Count - 1)); break;
            case "drop last": tampered = Part(0, boxes.Count - 4); break;
            case "double": tampered = Bytes.Concat(signed, Part(boxes.Count - 3, boxes.Count - 1)); break;
            case "box dropped": tampered = Bytes.Concat(Part(0, moof + 1), Part(moof + 3, boxes.Count - 1)); break;
            default: tampered = Bytes.Concat(Part(0, moof - 2), Part(moof + 2, moof + 2), Part(moof, moof + 1), Part(moof - 1, moof - 1), Part(moof + 3, boxes.Count - 1)); break;
        }

        Assert.NotEqual(signed, tampered);
        var result = await Signing.ValidateAsync(tampered);
        Assert.Equal(ValidationState.Invalid, result.State);
        var expected = what is "box dropped" ? ValidationStatusCode.AssertionBmffHashMalformed : ValidationStatusCode.AssertionBmffHashMismatch;
        Assert.Contains(result.Failures, s => s.Code == expected);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_before_anything_is_written()
    {
        var limits = ParserLimits.Default with { MaxMerkleLeaves = 8 };
        var options = Signing.Options with { IngredientValidation = new() { Limits = limits } };
        await RefusedAsync(Large(), options, Small, SigningFault.Limit);
        await RefusedAsync(Large(), options, Small with { AlignToSyncSamples = true }, SigningFault.Limit);
        await RefusedAsync(Fragmented(), Signing.Options with { IngredientValidation = new() { Limits = limits with { MaxMerkleLeaves = 3 } } }, Small, SigningFault.Limit);
        await RefusedAsync(new Mp4Builder().Ftyp().FragmentedMovie(Mp4Track.Of(1, 1)).Build(), Signing.Options, Small, SigningFault.UnsupportedInput);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleOptions { BlockSize = 1023 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleOptions { StoredRow = -1 });
    }

    private static async Task RefusedAsync(byte[] file, SigningOptions options, MerkleOptions merkle, SigningFault fault)
    {
        var output = new MemoryStream();
        var thrown = await Assert.ThrowsAsync<SigningException>(
            () => Mp4.SignAsync(AssetSource.FromMemory(file), output, Signing.Definition, Signing.Signer(), options, new() { Merkle = merkle }));
        Assert.Equal(fault, thrown.Fault);
        Assert.Equal(0, output.Length);
    }

    /// <summary>Four media boxes: compact, empty, large, and one to the end of the file.</summary>
    private static byte[] Large()
    {
        var video = Mp4Track.Of(1, 30, 500);
        var sound = new Mp4Track(2, [.. Enumerable.Range(0, 9).Select(i => Bytes.Pattern(1200, 7 + i))]) { Handler = "soun" };
        var text = Mp4Track.Of(3, 3, 20);
        return new Mp4Builder().Ftyp().Media(video).Movie(video, sound, text).Mdat([]).Media(BoxForm.Large, sound).Free(32, 5).Media(BoxForm.ToEnd, text).Build();
    }

    private static byte[] Fragmented()
    {
        var video = Mp4Track.Of(1, 1);
        var sound = new Mp4Track(2, [Bytes.Pattern(9, 1)]) { Handler = "soun" };
        var builder = new Mp4Builder().Ftyp().FragmentedMovie(video, sound);
        for (uint i = 1; i <= 9; i++)
        {
            builder.Fragment(i, i % 2 == 1 ? video : sound, [Bytes.Pattern(50, (int)i), Bytes.Pattern(60 + (int)i, 2)], absolute: i % 3 == 0);
        }

        return builder.FragmentIndex().Build();
    }

    private static async Task<BmffHashAssertion> AssertionAsync(byte[] file)
    {
        var result = await Signing.ValidateAsync(file);
        var content = result.ActiveManifest!.Manifest.AssertionBoxes.Single(a => a.Label == BmffHashAssertion.Label);
        Assert.True(Provenance.Cbor.CborValue.TryParse(content.Content("cbor")!.Value, ParserLimits.Default, out var value, out _));
        Assert.True(BmffHashAssertion.TryParse(value, null, ParserLimits.Default, out var assertion, out _));
        return assertion;
    }
}
