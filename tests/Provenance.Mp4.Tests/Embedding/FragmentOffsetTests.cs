using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class FragmentOffsetTests
{
    private static readonly byte[] First = Bytes.Pattern(64, 1);
    private static readonly byte[] Second = Bytes.Pattern(96, 2);

    [Fact]
    public async Task A_base_of_zero_with_absolute_distances_still_leads_to_the_samples()
    {
        byte[] Build(int place) => new Mp4Builder().Ftyp().FragmentedMovie(Mp4Track.Of(1, 1))
            .Raw(Moof(1, Traf(Tfhd(0x000001, Bytes.UInt64(0)), Trun(0x201, place, 64))))
            .Mdat(First).Build();
        await StaysAsync(Build(Build(0).AsSpan().IndexOf(First)));
    }

    [Fact]
    public async Task Runs_that_follow_one_another_and_track_fragments_that_follow_the_one_before_stay_together()
    {
        // Two runs in the first traf, the second without an offset; a second traf whose base is where the first ended.
        byte[] Build(int place) => new Mp4Builder().Ftyp().FragmentedMovie(Mp4Track.Of(1, 1), Mp4Track.Of(2, 1))
            .Raw(Moof(1, Traf(Tfhd(0), Trun(0x201, place, 20), Trun(0x200, null, 44)), Traf(Tfhd(0, track: 2), Trun(0x200, null, 96))))
            .Mdat(Bytes.Concat(First, Second)).Build();
        byte[] probe = Build(0);
        int moof = (int)MediaProbe.Boxes(probe, 0, probe.Length).Single(b => b.Type == "moof").Start;
        byte[] file = Build(probe.AsSpan().IndexOf(First) - moof);
        var found = MediaProbe.Follow(file);
        Assert.Equal(Convert.ToHexString(Second), found["moof0 traf1 sample 0"]);
        await StaysAsync(file);
    }

    [Fact]
    public async Task Default_sizes_of_the_header_and_of_the_movie_count()
    {
        byte[] Build(int place) => new Mp4Builder().Ftyp().FragmentedMovie(Mp4Track.Of(1, 1))
            .Raw(Moof(1, Traf(Tfhd(0x020010, Bytes.UInt32(16)), Trun(0x001, place, 16, 16, 16, 16))))
            .Mdat(First).Build();
        byte[] probe = Build(0);
        int moof = (int)MediaProbe.Boxes(probe, 0, probe.Length).Single(b => b.Type == "moof").Start;
        int distance = probe.AsSpan().IndexOf(First) - moof;
        await StaysAsync(Build(distance));

        // The same size says where the last sample ends: one byte further and it is outside the file.
        var refused = await Laying.RefusedAsync(Build(distance + 1));
        Assert.Equal(SigningFault.UnsupportedInput, refused.Fault);
    }

    [Fact]
    public async Task Old_Merkle_boxes_between_moof_and_its_media_are_taken_out_of_the_distance()
    {
        byte[] Build(int place) => new Mp4Builder().Ftyp().FragmentedMovie(Mp4Track.Of(1, 1))
            .Raw(Moof(1, Traf(Tfhd(0x020000), Trun(0x201, place, 64), Saio(place + 8))))
            .Raw(Laying.C2pa("merkle", 50)).Mdat(First).Build();
        byte[] probe = Build(0);
        int moof = (int)MediaProbe.Boxes(probe, 0, probe.Length).Single(b => b.Type == "moof").Start;
        await StaysAsync(Build(probe.AsSpan().IndexOf(First) - moof));
    }

    [Fact]
    public async Task Auxiliary_information_is_found_again_in_fragments()
    {
        byte[] InFragment(long origin, int place) => new Mp4Builder().Ftyp().FragmentedMovie(Mp4Track.Of(1, 1))
            .Raw(Moof(1, Traf(Tfhd(0x000001, Bytes.UInt64((ulong)origin)), Trun(0x201, place, 64), Saio(place + 10, place + 20), Saio64(place + 30))))
            .Mdat(First).Build();
        byte[] probe = InFragment(0, 0);
        int at = probe.AsSpan().IndexOf(First);
        await StaysAsync(InFragment(at - 5, 5));
    }

    [Fact]
    public async Task Auxiliary_information_of_a_track_moves_by_where_it_is()
    {
        byte[] info = Bytes.Pattern(32, 9);
        byte[] Build(int place, bool large)
        {
            var track = new Mp4Track(1, [First, Second]) { SampleTableExtra = _ => large ? Saio64(place, place + 8) : Saio(place, place + 8) };
            return new Mp4Builder().Ftyp().Movie(track).Media(track).Mdat(info).Build();
        }

        foreach (bool large in (bool[])[false, true])
        {
            byte[] file = Build(Build(0, large).AsSpan().IndexOf(info), large);
            Assert.Equal(Convert.ToHexString(info, 8, 4), MediaProbe.Follow(file)["trak0 saio 1"]);
            await StaysAsync(file);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_segment_index_changes_only_where_bytes_come_or_go_inside_what_it_refers_to(bool large)
    {
        var track = Mp4Track.Of(1, 1);
        byte[] Sidx(params int[] sizes) => Bytes.FullBox("sidx", (byte)(large ? 1 : 0), 0,
            Bytes.UInt32(1), Bytes.UInt32(1000), Bytes.Offset(0, large), Bytes.Offset(0, large), Bytes.UInt32((uint)sizes.Length),
            Bytes.Concat([.. sizes.Select(s => Bytes.Concat(Bytes.UInt32((uint)s), Bytes.UInt32(1000), Bytes.UInt32(0x90000000)))]));
        byte[] Fragment(uint number, byte[] sample) => new Mp4Builder().Fragment(number, track, [sample]).Build();
        byte[] merkle = Laying.C2pa("merkle", 70);
        byte[] first = Fragment(1, First);
        byte[] second = Fragment(2, Second);
        byte[] plain = new Mp4Builder().Ftyp().FragmentedMovie(track).Raw(Sidx(first.Length, second.Length)).Raw(first).Raw(second).Build();
        byte[] output = await Laying.WithManifestAsync(plain);
        Assert.Equal(MediaProbe.Follow(plain), MediaProbe.Follow(output));
        Assert.Equal(Laying.Roots(plain, "sidx"), Laying.Roots(output, "sidx"));

        byte[] signed = new Mp4Builder().Ftyp().Raw(merkle).FragmentedMovie(track)
            .Raw(Sidx(merkle.Length + first.Length, merkle.Length + second.Length)).Raw(merkle).Raw(first).Raw(merkle).Raw(second).Build();
        Assert.Equal(MediaProbe.Follow(plain), MediaProbe.Follow(signed));
        Assert.Equal(plain, await Laying.WithoutManifestAsync(signed));
    }

    [Fact]
    public async Task A_segment_index_or_random_access_table_that_leads_out_of_the_file_is_refused()
    {
        var track = Mp4Track.Of(1, 1);
        byte[] sidx = Bytes.FullBox("sidx", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1000), new byte[8], Bytes.UInt32(1), Bytes.UInt32(100_000), new byte[8]);
        var lying = await Laying.RefusedAsync(new Mp4Builder().Ftyp().FragmentedMovie(track).Raw(sidx).Fragment(1, track, [First]).Build());
        Assert.Contains("sidx", lying.Message, StringComparison.Ordinal);
        byte[] tfra = Bytes.FullBox("tfra", 0, 0, Bytes.UInt32(1), Bytes.UInt32(0), Bytes.UInt32(1), Bytes.UInt32(0), Bytes.UInt32(99_999), [1, 1, 1]);
        lying = await Laying.RefusedAsync(new Mp4Builder().Ftyp().FragmentedMovie(track).Fragment(1, track, [First]).Add("mfra", tfra).Build());
        Assert.Contains("tfra", lying.Message, StringComparison.Ordinal);
    }

    private static async Task StaysAsync(byte[] file)
    {
        var before = MediaProbe.Follow(file);
        Assert.NotEmpty(before);
        Assert.Equal(before, MediaProbe.Follow(await Laying.WithManifestAsync(file)));
        Assert.Equal(before, MediaProbe.Follow(await Laying.WithoutManifestAsync(file)));
    }

    private static byte[] Moof(uint number, params byte[][] trafs) => Bytes.Box("moof", [Bytes.FullBox("mfhd", 0, 0, Bytes.UInt32(number)), .. trafs]);

    private static byte[] Traf(params byte[][] boxes) => Bytes.Box("traf", boxes);

    private static byte[] Tfhd(uint flags, byte[]? fields = null, uint track = 1) => Bytes.FullBox("tfhd", 0, flags, Bytes.UInt32(track), fields ?? []);

    private static byte[] Trun(uint flags, int? place, params uint[] sizes) => Bytes.FullBox(
        "trun", 0, flags, Bytes.UInt32((uint)sizes.Length), place is { } p ? Bytes.UInt32((uint)p) : [], (flags & 0x200) != 0 ? Bytes.Concat([.. sizes.Select(Bytes.UInt32)]) : []);

    private static byte[] Saio(params int[] places) => Bytes.FullBox("saio", 0, 0, Bytes.UInt32((uint)places.Length), Bytes.Concat([.. places.Select(p => Bytes.UInt32((uint)p))]));

    private static byte[] Saio64(params long[] places) =>
        Bytes.FullBox("saio", 1, 1, Bytes.Code("cenc"), Bytes.UInt32(0), Bytes.UInt32((uint)places.Length), Bytes.Concat([.. places.Select(p => Bytes.UInt64((ulong)p))]));
}
