using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class LayoutTests
{
    public static TheoryData<string, byte[]> Files()
    {
        var video = Mp4Track.Of(1, 7);
        var sound = new Mp4Track(2, [.. Enumerable.Range(0, 5).Select(i => Bytes.Pattern(40, 77 + i))]) { Handler = "soun", LargeOffsets = true };
        byte[] manifest = Laying.C2pa("manifest", 700);
        byte[] merkle = Laying.C2pa("merkle", 64);
        Mp4Builder Head() => new Mp4Builder().Ftyp();
        Mp4Builder Fragments(bool absolute) => Head().FragmentedMovie(video)
            .Fragment(1, video, [Bytes.Pattern(50, 1), Bytes.Pattern(60, 2)], absolute)
            .Fragment(2, video, [Bytes.Pattern(70, 3)], absolute)
            .Fragment(3, video, [Bytes.Pattern(80, 4), Bytes.Pattern(90, 5)], absolute);
        return new()
        {
            { "moov first", Head().Movie(video, sound).Media(video, sound).Build() },
            { "moov last", Head().Media(video, sound).Movie(video, sound).Build() },
            { "64-bit mdat, moov first", Head().Movie(video, sound).Media(BoxForm.Large, video, sound).Build() },
            { "64-bit mdat, moov last", Head().Media(BoxForm.Large, video, sound).Movie(video, sound).Build() },
            { "mdat to the end", Head().Movie(video, sound).Media(BoxForm.ToEnd, video, sound).Build() },
            { "moov between two mdats", Head().Media(video).Movie(video, sound).Media(sound).Build() },
            { "three mdats, one of nobody", Head().Movie(video, sound).Media(video).Mdat([1, 2, 3]).Media(BoxForm.Large, sound).Build() },
            { "padding everywhere", Head().Free(40).Free(16, 7, "skip").Movie(video).Free(100, 9).Add("wide", []).Media(video).Free(8).Build() },
            { "ftyp not first", new Mp4Builder().Free(24, 3).Ftyp().Movie(video).Media(video).Build() },
            { "fragments", Fragments(absolute: false).FragmentIndex().Build() },
            { "fragments, absolute", Fragments(absolute: true).FragmentIndex(large: true).Build() },
            { "signed, manifest first", Head().Raw(manifest).Movie(video, sound).Media(video, sound).Build() },
            { "signed, manifest last", Head().Movie(video, sound).Media(video, sound).Raw(manifest).Build() },
            { "signed, manifest between", Head().Media(video).Raw(manifest).Movie(video, sound).Media(sound).Build() },
            { "signed, with update", Head().Raw(Laying.C2pa("original", 700)).Movie(video).Media(video).Raw(Laying.C2pa("update", 99)).Build() },
            { "signed, with Merkle boxes", Head().Raw(manifest).Movie(video).Media(video).Raw(merkle).Raw(merkle).Build() },
            {
                "fragments, signed with Merkle boxes", Head().Raw(manifest).FragmentedMovie(video)
                    .Raw(merkle).Fragment(1, video, [Bytes.Pattern(50, 1)], absolute: true)
                    .Raw(merkle).Fragment(2, video, [Bytes.Pattern(60, 2)], absolute: false)
                    .FragmentIndex().Build()
            },
        };
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_pointer_leads_to_the_same_bytes_as_before(string name, byte[] file)
    {
        var before = MediaProbe.Follow(file);
        Assert.NotEmpty(before);
        Assert.Equal(before, MediaProbe.Follow(await Laying.WithManifestAsync(file)));
        Assert.Equal(before, MediaProbe.Follow(await Laying.WithoutManifestAsync(file)));
        Assert.NotNull(name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    [Clause("18.6.2-n", "A.5.1-a", "A.5.3-a", "A.5.3-b", "A.5.3-d", "A.5.3-g")]
    public async Task The_manifest_stands_right_behind_ftyp_and_no_other_C2PA_box_is_left(string name, byte[] file)
    {
        byte[] output = await Laying.WithManifestAsync(file);
        string expected = Laying.Order(file).Replace(" uuid", string.Empty, StringComparison.Ordinal).Replace("ftyp", "ftyp uuid", StringComparison.Ordinal);
        Assert.Equal(expected, Laying.Order(output));
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(output), ParserLimits.Default);
        Assert.Empty(index.Damage);
        Assert.True(ContentProvenanceBox.TryParse(index.Root(BoxTypes.Uuid)!.Value, out var box));
        Assert.Equal(ContentProvenancePurpose.Manifest, box.Purpose);
        Assert.Equal((0, 0u), (box.Version, box.Flags));
        Assert.Equal(0ul, box.MerkleOffset!.Value.Value);
        Assert.True(box.Store.Length >= Laying.StoreLength);
        var before = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
        Assert.Equal(0, (Media(index).ContentOffset - Media(before).ContentOffset) % ManifestBox.Block);
        Assert.True(box.Store.Span.IndexOfAnyExcept((byte)0) < 0);
        Assert.NotNull(name);

        static Box Media(BoxIndex index) => index.Roots.All(BoxTypes.Mdat).MaxBy(b => b.ContentSize);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Boxes_without_file_offsets_are_kept_to_the_byte(string name, byte[] file)
    {
        byte[] output = await Laying.WithManifestAsync(file);
        foreach (string type in (string[])["ftyp", "mdat", "free", "skip", "wide"])
        {
            Assert.Equal(Laying.Roots(file, type), Laying.Roots(output, type));
        }

        Assert.NotNull(name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Taking_the_manifest_out_again_gives_the_bytes_of_a_file_never_signed(string name, byte[] file)
    {
        byte[] plain = await Laying.WithoutManifestAsync(file);
        Assert.Equal(plain, await Laying.WithoutManifestAsync(await Laying.WithManifestAsync(file)));
        Assert.NotNull(name);
    }

    [Fact]
    public async Task A_layout_reads_the_same_in_pieces_of_any_size()
    {
        var video = Mp4Track.Of(1, 9);
        var source = AssetSource.FromMemory(new Mp4Builder().Ftyp().Raw(Laying.C2pa("manifest", 90)).Movie(video).Media(video).Build());
        var layout = new LayoutSource((await Laying.PlanAsync(source)).WithManifest(1000), source);
        byte[] whole = await Laying.ReadAsync(layout);
        foreach (int size in (int[])[1, 3, 64, 1000])
        {
            byte[] pieces = new byte[whole.Length];
            for (int at = 0; at < whole.Length; at += size)
            {
                int count = Math.Min(size, whole.Length - at);
                Assert.Equal(count, await layout.ReadAsync(at, pieces.AsMemory(at, count)));
            }

            Assert.Equal(whole, pieces);
        }

        Assert.Equal(0, await layout.ReadAsync(whole.Length, new byte[4]));
    }

    [Fact]
    [Clause("18.6.2-r")]
    public async Task A_store_that_grows_within_the_padding_moves_nothing()
    {
        var video = Mp4Track.Of(1, 9);
        byte[] file = new Mp4Builder().Ftyp().Movie(video).Media(video).Build();
        Assert.Equal(await Laying.WithManifestAsync(file, 4200), await Laying.WithManifestAsync(file, 8192 - ManifestBox.HeadLength));
        Assert.NotEqual(await Laying.WithManifestAsync(file, 4200), await Laying.WithManifestAsync(file, 8193 - ManifestBox.HeadLength));
    }
}
