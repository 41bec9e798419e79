using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

[Clause("18.6.2")]
[Clause("15.12.2")]
public sealed class ExclusionTests
{
    // Roots: ftyp 0..28, free 28..44, uuid (other) 44..76, emsg (FullBox version 1, flags 000005) 76..116, moov.
    private static readonly byte[] File = Bytes.Concat(
        new Mp4Builder().Ftyp().Free(16).Build(),
        Bytes.Box("uuid", Bytes.Pattern(24, 1)),
        Bytes.FullBox("emsg", 1, 0x000005, Bytes.Pattern(28, 2)),
        Bytes.Box("moov", Bytes.Box("trak", Bytes.Box("edts", new byte[4])), Bytes.Box("trak", Bytes.Box("udta", new byte[8]), Bytes.Box("udta"))),
        Bytes.Box("moov", Bytes.Box("trak")));

    private static int Ftyp => 28;

    private static int Emsg => Ftyp + 16 + 32;

    private static int Moov => Emsg + 40;

    [Fact]
    public async Task A_path_without_an_index_matches_every_sibling()
    {
        Assert.Equal([new ByteRange(Moov + 8, Moov + 8 + 20 + 32), new(File.Length - 8, File.Length)], await RangesAsync("/moov/trak"));
    }

    [Theory]
    [InlineData("/moov[1]/trak[2]", 28, 60)]
    [InlineData("/moov[1]/trak[2]/udta[2]", 52, 60)]
    [InlineData("/moov/trak[2]", 28, 60)]
    public async Task An_index_counts_siblings_of_the_type_from_one(string path, int from, int to) =>
        Assert.Equal([new ByteRange(Moov + from, Moov + to)], await RangesAsync(path));

    [Theory]
    [InlineData("/moov[3]")]
    [InlineData("/moov[1]/trak[3]")]
    [InlineData("/trak")]
    [InlineData("/moov/udta")]
    [InlineData("/moov/trak/udta/udta")]
    public async Task A_path_that_leads_nowhere_matches_nothing(string path) => Assert.Empty(await RangesAsync(path));

    [Fact]
    public async Task Length_is_that_of_the_box_with_its_header()
    {
        Assert.NotEmpty(await RangesAsync("/free", ("length", CborValue.Integer(16))));
        Assert.Empty(await RangesAsync("/free", ("length", CborValue.Integer(8))));
        Assert.Empty(await RangesAsync("/free", ("length", CborValue.Integer(ulong.MaxValue))));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(257, false)]
    [InlineData(-1, false)]
    public async Task Version_is_that_of_the_FullBox(int version, bool matches) =>
        Assert.Equal(matches, (await RangesAsync("/emsg", ("version", CborValue.Integer(version)))).Count > 0);

    [Fact]
    public async Task Version_and_flags_never_match_a_box_that_is_not_a_FullBox()
    {
        Assert.Empty(await RangesAsync("/free", ("version", CborValue.Integer(0))));
        Assert.Empty(await RangesAsync("/free", ("flags", CborValue.Bytes(new byte[3]))));
        Assert.Empty(await RangesAsync("/free", ("flags", CborValue.Bytes(new byte[3])), ("exact", CborValue.Boolean(false))));
    }

    [Theory]
    [InlineData(0x05, null, true)]
    [InlineData(0x01, null, false)]
    [InlineData(0x05, true, true)]
    [InlineData(0x01, false, true)]
    [InlineData(0x05, false, true)]
    [InlineData(0x02, false, false)]
    [InlineData(0x07, false, false)]
    [InlineData(0x00, false, true)]
    public async Task Flags_are_equal_or_when_not_exact_at_least_set(int flags, bool? exact, bool matches)
    {
        (string, CborValue?)[] conditions = [("flags", CborValue.Bytes(new byte[] { 0, 0, (byte)flags })), ("exact", exact is { } e ? CborValue.Boolean(e) : null)];
        Assert.Equal(matches, (await RangesAsync("/emsg", conditions)).Count > 0);
    }

    [Fact]
    public async Task Data_is_compared_from_the_start_of_the_box_and_never_beyond_its_end()
    {
        CborValue Data(int offset, byte[] value) => CborValue.Array(CborValue.Map(("offset", CborValue.Integer(offset)), ("value", CborValue.Bytes(value))));
        Assert.NotEmpty(await RangesAsync("/free", ("data", Data(4, "free"u8.ToArray()))));
        Assert.NotEmpty(await RangesAsync("/uuid", ("data", Data(8, Bytes.Pattern(24, 1)[..16]))));
        Assert.Empty(await RangesAsync("/uuid", ("data", Data(9, Bytes.Pattern(24, 1)[..16]))));
        byte[] beyond = File.AsSpan(Ftyp + 8, 10).ToArray();
        Assert.Empty(await RangesAsync("/free", ("data", Data(8, beyond))));
        Assert.NotEmpty(await RangesAsync("/free", ("data", Data(8, beyond[..8]))));
    }

    [Fact]
    public async Task All_conditions_must_hold()
    {
        Assert.Empty(await RangesAsync("/emsg", ("version", CborValue.Integer(1)), ("flags", CborValue.Bytes(new byte[] { 0, 0, 1 }))));
        Assert.NotEmpty(await RangesAsync("/emsg", ("version", CborValue.Integer(1)), ("flags", CborValue.Bytes(new byte[] { 0, 0, 5 })), ("length", CborValue.Integer(40))));
    }

    [Fact]
    [Clause("A.5.6-e")]
    public async Task A_subset_counts_from_the_start_of_the_box_and_is_cut_at_its_end()
    {
        Assert.Equal([new ByteRange(Ftyp + 2, Ftyp + 5), new(Ftyp + 12, Ftyp + 16)], await RangesAsync("/free", ("subset", Subset((2, 3), (12, 0)))));
        Assert.Equal([new ByteRange(Ftyp + 10, Ftyp + 16)], await RangesAsync("/free", ("subset", Subset((10, 1000), (2000, 0)))));
        Assert.Empty(await RangesAsync("/free", ("subset", Subset((16, 0)))));
    }

    [Fact]
    [Clause("18.6.2-k", "18.6.2-l", "18.6.2-m")]
    public async Task Paths_lead_through_plain_containers_only()
    {
        // sgpd holds what looks like a box, and is a FullBox: its inside can only be excluded as bytes of sgpd itself (§18.6.2).
        byte[] sgpd = Bytes.FullBox("sgpd", 0, 0, Bytes.Box("seig", Bytes.Pattern(12, 1)));
        byte[] file = Bytes.Box("moof", Bytes.Box("traf", sgpd));
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
        async Task<IReadOnlyList<ByteRange>> Excluded(CborValue map) => (await ExclusionMatcher.MatchAsync(index, [Parse(map)], ParserLimits.Default, default)).Ranges;
        Assert.Empty(await Excluded(Map("/moof/traf/sgpd/seig")));
        Assert.Equal([new ByteRange(16 + 12, 16 + 32)], await Excluded(Map("/moof/traf/sgpd", ("subset", Subset((12, 20))))));
    }

    [Fact]
    [Clause("15.12.2-o", "18.6.2-c")]
    public void Subsets_out_of_order_overlapping_or_too_large_are_malformed()
    {
        foreach (var bad in new[] { Subset((5, 3), (2, 1)), Subset((2, 5), (6, 1)), Subset((2, 0), (6, 1)), Subset(), Subset((-1, 2)), Subset((2, -2)), Subset((ulong.MaxValue, 2)), Subset((1, ulong.MaxValue)) })
        {
            Assert.False(Exclusion.TryParse(Map("/free", ("subset", bad)), ParserLimits.Default, out _, out var fault));
            Assert.Contains("/free", fault.Sentence);
        }

        Assert.True(Exclusion.TryParse(Map("/free", ("subset", Subset((2, 3), (5, 1)))), ParserLimits.Default, out _, out _));
    }

    [Fact]
    public void Fields_of_the_wrong_type_are_malformed()
    {
        (string, CborValue)[] bad =
        [
            ("length", CborValue.Integer(-1)), ("length", CborValue.Text("1")), ("version", CborValue.Text("1")), ("flags", CborValue.Bytes(new byte[4])), ("flags", CborValue.Integer(1)),
            ("exact", CborValue.Integer(1)), ("data", CborValue.Array()), ("data", CborValue.Map(("offset", CborValue.Integer(1)))), ("data", CborValue.Array(CborValue.Integer(1))), ("subset", CborValue.Integer(1)),
        ];
        foreach (var field in bad)
        {
            Assert.False(Exclusion.TryParse(Map("/free", field), ParserLimits.Default, out _, out _), field.Item1);
        }

        Assert.False(Exclusion.TryParse(CborValue.Map(("length", CborValue.Integer(1))), ParserLimits.Default, out _, out _));
        Assert.False(Exclusion.TryParse(CborValue.Text("/free"), ParserLimits.Default, out _, out _));
    }

    [Fact]
    public async Task Many_exclusions_and_many_boxes_do_not_multiply()
    {
        var exclusions = Enumerable.Range(0, 4000).Select(i => Parse(Map("/free", ("length", CborValue.Integer(i + 1000))))).ToList();
        byte[] one = Bytes.Box("free");
        byte[] file = Bytes.Concat([.. Enumerable.Repeat(one, 100_000)]);
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
        var matches = await ExclusionMatcher.MatchAsync(index, exclusions, new ParserLimits { MaxExclusionTests = 100_000 }, default);
        Assert.False(matches.IsComplete);
    }

    [Fact]
    public void An_exclusion_survives_writing_and_reading()
    {
        var exclusion = new Exclusion(BoxPath.TryParse("/moof/traf[2]/trun", out var path) ? path : null!)
        {
            Length = 5,
            Data = [new(8, new byte[] { 1, 2 })],
            Subset = [new(16, 4), new(20, 0)],
            Version = 1,
            Flags = 0x010203,
            Exact = false,
        };
        var read = Parse(exclusion.ToCbor());
        Assert.Equal(exclusion.ToCbor().Encoded.ToArray(), read.ToCbor().Encoded.ToArray());
        Assert.Equal((0x010203u, false), (read.Flags!.Value, read.Exact));
    }

    private static CborValue Subset(params (Int128 Offset, Int128 Length)[] ranges) =>
        CborValue.Array(ranges.Select(r => CborValue.Map(("offset", CborValue.Integer(r.Offset)), ("length", CborValue.Integer(r.Length)))));

    private static CborValue Map(string path, params (string, CborValue?)[] conditions) => CborValue.Map([("xpath", CborValue.Text(path)), .. conditions]);

    private static Exclusion Parse(CborValue value)
    {
        Assert.True(Exclusion.TryParse(value, ParserLimits.Default, out var exclusion, out var fault), fault?.Sentence);
        return exclusion;
    }

    private static async Task<IReadOnlyList<ByteRange>> RangesAsync(string path, params (string, CborValue?)[] conditions)
    {
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(File), ParserLimits.Default);
        return (await ExclusionMatcher.MatchAsync(index, [Parse(Map(path, conditions))], ParserLimits.Default, default)).Ranges;
    }
}
