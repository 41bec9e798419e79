using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("A.5.3")]
public sealed class Mp4AssetTests
{
    private static readonly Mp4Track Video = Mp4Track.Of(1, 4);
    private static readonly byte[] Jumbf = Bytes.Box("jumb", Bytes.Box("jumd", new byte[20]));
    private static readonly byte[] Store = Bytes.Concat(new byte[8], Jumbf);

    [Fact]
    public async Task A_store_is_found_with_its_place()
    {
        byte[] file = Start("manifest").Movie(Video).Media(Video).Build();
        var asset = await SignedFile.OpenAsync(file);
        var store = Assert.Single(asset.Stores);
        Assert.Equal(Jumbf, store.Bytes.ToArray());
        Assert.Equal(Jumbf, file.AsSpan((int)store.Offset, Jumbf.Length).ToArray());
        Assert.False(asset.HasUnusableStore);
        Assert.Empty(asset.Findings);
        Assert.Equal(file.Length, asset.Length);
    }

    [Fact]
    public async Task A_file_without_C2PA_boxes_has_no_store_and_no_findings()
    {
        var asset = await SignedFile.OpenAsync(new Mp4Builder().Ftyp().Movie(Video).Media(Video).Ftyp().Build());
        Assert.Empty(asset.Stores);
        Assert.False(asset.HasUnusableStore);
        Assert.Empty(asset.Findings);
        Assert.Null(await Mp4.ExtractAsync(AssetSource.FromMemory(new Mp4Builder().Ftyp().Build())));
    }

    [Theory]
    [InlineData("manifest", "")]
    [InlineData("original", "update")]
    [Clause("A.5.3-e", "15.5.2.1")]
    public async Task Only_these_purposes_make_a_usable_store(string first, string last)
    {
        string[] purposes = ["manifest", "original", "update", "evil!!!!", ""];
        var asset = await SignedFile.OpenAsync(Both(first, last));
        Assert.Equal(last.Length == 0 ? 1 : 2, asset.Stores.Count);
        foreach (string one in purposes)
        {
            foreach (string other in purposes)
            {
                if ((one, other) is ("manifest", "") or ("original", "update") or ("", "manifest") or ("manifest", "evil!!!!") or ("evil!!!!", "manifest") or ("", ""))
                {
                    continue;
                }

                var bad = await SignedFile.OpenAsync(Both(one, other));
                Assert.True(bad.HasUnusableStore, $"{one} and {other}");
                Assert.Empty(bad.Stores);
            }
        }
    }

    [Fact]
    [Clause("A.5.3-c")]
    public async Task An_update_that_is_not_the_last_box_makes_the_store_unusable()
    {
        var asset = await SignedFile.OpenAsync(Start("original").Movie(Video).Media(Video).ContentProvenance("update", Store).Free(8).Build());
        Assert.True(asset.HasUnusableStore);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(27)]
    [InlineData(28)]
    [InlineData(36)]
    public async Task A_C2PA_box_too_short_for_its_fields_is_present_but_unusable(int size)
    {
        byte[] box = Bytes.Box("uuid", Bytes.Concat(Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true), new byte[4], "manifest"u8.ToArray())[..(size - 8)]);
        var asset = await SignedFile.OpenAsync(Bytes.Concat(new Mp4Builder().Ftyp().Build(), box));
        Assert.True(asset.HasUnusableStore);
        Assert.Contains(asset.Findings, f => f.Code == ValidationStatusCode.ContainerStrayBox);
    }

    public static TheoryData<string, string> FindingsOf => new()
    {
        { "unknown purpose", "provenance.container.strayBox" },
        { "behind moov", "provenance.container.misplacedStore" },
        { "behind mdat", "provenance.container.misplacedStore" },
        { "before ftyp", "provenance.container.misplacedStore" },
        { "version", "provenance.container.unknownSyntax" },
        { "flags", "provenance.container.unknownSyntax" },
        { "merkle offset", "provenance.container.merkleOffset" },
        { "second ftyp", "provenance.container.extraBox" },
        { "mfra without moof", "provenance.container.extraBox" },
        { "stray tail", "provenance.container.malformed" },
        { "box inside cut", "provenance.container.malformed" },
        { "external", "provenance.container.externalMedia" },
        { "polyglot", "provenance.container.polyglot" },
        { "brand", "provenance.container.polyglot" },
        { "remains", "provenance.container.strippedRemains" },
        { "over limit", "provenance.limit.exceeded" },
    };

    [Theory]
    [MemberData(nameof(FindingsOf))]
    [Clause("A.5.3-a", "A.5.3-b", "A.5.3-e", "A.5.3-f", "A.5.3-g")]
    public async Task What_no_hash_covers_is_reported(string what, string code)
    {
        var media = new Mp4Builder().Movie(Video).Media(Video).Build();
        byte[] external = Bytes.Box("moov", Bytes.Box("trak", Bytes.Box("mdia", Bytes.Box("minf", Bytes.Box("dinf", Bytes.FullBox("dref", 0, 0, Bytes.UInt32(1), Bytes.FullBox("url ", 0, 0, "x"u8.ToArray())))))));
        byte[] items = Bytes.FullBox("meta", 0, 0, Bytes.FullBox("hdlr", 0, 0, new byte[20]), Bytes.FullBox("iloc", 0, 0, [0x44, 0], Bytes.UInt16(0)));
        byte[] file = (what switch
        {
            "unknown purpose" => Start("manifest").Raw(media).ContentProvenance("evil!!!!", Store),
            "behind moov" => new Mp4Builder().Ftyp().Movie(Video).ContentProvenance("manifest", Store).Media(Video),
            "behind mdat" => new Mp4Builder().Ftyp().Media(Video).ContentProvenance("manifest", Store),
            "before ftyp" => new Mp4Builder().ContentProvenance("manifest", Store).Ftyp().Raw(media),
            "version" => new Mp4Builder().Ftyp().ContentProvenance("manifest", Store, version: 1).Raw(media),
            "flags" => new Mp4Builder().Ftyp().ContentProvenance("manifest", Store, flags: 1).Raw(media),
            "merkle offset" => new Mp4Builder().Ftyp().ContentProvenance("manifest", Bytes.Concat(Bytes.UInt64(40), Jumbf)).Raw(media),
            "second ftyp" => Start("manifest").Raw(media).Ftyp("heic"),
            "mfra without moof" => Start("manifest").Raw(media).Add("mfra", Bytes.FullBox("mfro", 0, 0, Bytes.UInt32(24))),
            "stray tail" => Start("manifest").Raw(media).Raw([1, 2, 3]),
            "box inside cut" => Start("manifest").Add("moov", Bytes.Concat(Bytes.UInt32(100), "trak"u8.ToArray())),
            "external" => Start("manifest").Raw(external),
            "polyglot" => Start("manifest").Raw(media).Raw(items),
            "brand" => new Mp4Builder().Ftyp("heic", "mif1").ContentProvenance("manifest", Store).Raw(media),
            "remains" => new Mp4Builder().Ftyp().Add("free", Bytes.Concat(new byte[20], Jumbf)).Raw(media),
            _ => Start("manifest").Add("moov", new byte[2000]),
        }).Build();
        var asset = await SignedFile.OpenAsync(file, what == "over limit" ? new ParserLimits { MaxMetadataBoxSize = 1000 } : null);
        Assert.Contains(asset.Findings, f => f.Code.Value == code);
    }

    [Fact]
    public async Task A_proper_fragment_index_is_no_finding_and_a_second_one_is()
    {
        var builder = Start("manifest").FragmentedMovie(Video).Fragment(1, Video, [new byte[9]]).Fragment(2, Video, [new byte[8]]).FragmentIndex();
        Assert.Empty((await SignedFile.OpenAsync(builder.Build())).Findings);
        Assert.Contains((await SignedFile.OpenAsync(builder.FragmentIndex().Build())).Findings, f => f.Code == ValidationStatusCode.ContainerExtraBox);
    }

    [Theory]
    [InlineData("isom", "video/mp4")]
    [InlineData("mp42", "video/mp4")]
    [InlineData("qt  ", "video/quicktime")]
    [InlineData("M4A ", "audio/mp4")]
    [InlineData("M4V ", "video/x-m4v")]
    [InlineData("3gp6", "video/3gpp")]
    [InlineData("heic", "image/heic")]
    [InlineData("mif1", "image/heif")]
    [InlineData("avif", "image/avif")]
    public async Task The_media_type_follows_the_brand(string brand, string type) =>
        Assert.Equal(type, (await SignedFile.OpenAsync(new Mp4Builder().Ftyp(brand, brand).Build())).MediaType);

    [Fact]
    public async Task Sound_alone_is_audio()
    {
        var sound = new Mp4Track(1, [[1, 2]]) { Handler = "soun" };
        Assert.Equal("audio/mp4", (await SignedFile.OpenAsync(new Mp4Builder().Ftyp().Movie(sound).Media(sound).Build())).MediaType);
    }

    [Theory]
    [InlineData("<rdf:Description dcterms:provenance=\"https://example.com/m.c2pa\" {0}/>", "https://example.com/m.c2pa")]
    [InlineData("<rdf:Description {0}><dcterms:provenance> https://example.com/n.c2pa </dcterms:provenance></rdf:Description>", "https://example.com/n.c2pa")]
    [InlineData("<rdf:Description provenance=\"https://example.com\" {0}/>", null)]
    [InlineData("<rdf:Description {0}", null)]
    [InlineData("", null)]
    [Clause("15.5.3.1-d")]
    public async Task The_remote_manifest_is_read_from_XMP(string content, string? url)
    {
        string spaces = "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dcterms=\"http://purl.org/dc/terms/\"";
        string xmp = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>" + content.Replace("{0}", spaces, StringComparison.Ordinal) + "<?xpacket end='w'?>";
        byte[] file = new Mp4Builder().Ftyp().Uuid(Mp4Builder.XmpType, Bytes.Concat(System.Text.Encoding.UTF8.GetBytes(xmp), new byte[30])).Build();
        Assert.Equal(url, (await SignedFile.OpenAsync(file)).RemoteManifestUrl);
    }

    [Fact]
    public async Task A_document_type_in_XMP_is_not_expanded()
    {
        string xmp = "<!DOCTYPE x [<!ENTITY e 'https://example.com'>]><x xmlns:d='http://purl.org/dc/terms/' d:provenance='&e;'/>";
        byte[] file = new Mp4Builder().Ftyp().Uuid(Mp4Builder.XmpType, System.Text.Encoding.UTF8.GetBytes(xmp)).Build();
        Assert.Null((await SignedFile.OpenAsync(file)).RemoteManifestUrl);
    }

    [Theory]
    [InlineData("ftyp", true)]
    [InlineData("styp", true)]
    [InlineData("moov", true)]
    [InlineData("uuid", true)]
    [InlineData("JFIF", false)]
    [InlineData("abcd", false)]
    public void The_format_is_recognised_by_its_first_box(string type, bool expected)
    {
        Assert.Equal(expected, Mp4.Format.Recognizes(Bytes.Concat(Bytes.UInt32(24), Bytes.Code(type), new byte[16])));
        Assert.False(Mp4.Format.Recognizes(Bytes.Code(type)));
    }

    [Fact]
    public async Task Extracting_leaves_the_padding_behind_and_joins_an_update()
    {
        byte[] padded = Start("manifest", 50).Build();
        Assert.Equal(Jumbf, (await Mp4.ExtractAsync(AssetSource.FromMemory(padded)))!.Value.ToArray());
        byte[] one = Manifest("urn:c2pa:one");
        byte[] two = Manifest("urn:c2pa:two");
        byte[] file = new Mp4Builder().Ftyp().ContentProvenance("original", Bytes.Concat(new byte[8], StoreOf(one))).Mdat([1]).ContentProvenance("update", StoreOf(two)).Build();
        Assert.Equal(StoreOf(one, two), (await Mp4.ExtractAsync(AssetSource.FromMemory(file)))!.Value.ToArray());
    }

    private static byte[] Description(string label) => Bytes.Box("jumd", new byte[16], [3], System.Text.Encoding.UTF8.GetBytes(label + "\0"));

    private static byte[] Manifest(string label) => Bytes.Box("jumb", Description(label));

    private static byte[] StoreOf(params byte[][] manifests) => Bytes.Box("jumb", [Description("c2pa"), .. manifests]);

    private static Mp4Builder Start(string purpose, int padding = 0) => new Mp4Builder().Ftyp().ContentProvenance(purpose, Bytes.Concat(Store, new byte[padding]));

    private static byte[] Both(string first, string last)
    {
        var builder = new Mp4Builder().Ftyp();
        builder = first.Length > 0 ? builder.ContentProvenance(first, Store) : builder;
        builder.Movie(Video).Media(Video);
        return (last.Length > 0 ? builder.ContentProvenance(last, Store) : builder).Build();
    }
}
