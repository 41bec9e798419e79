using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>The containers of the matrix. Another one is another line.</summary>
internal static class MatrixContainers
{
    private static Mp4Track Video(int seed, bool large = false, params byte[][] extra) => new(1, [.. Enumerable.Range(0, 12).Select(i => Bytes.Pattern(500 + i, seed + i))], 3)
    {
        LargeOffsets = large,
        TrackExtra = Bytes.Concat(extra),
        SampleTableExtra = _ => Bytes.FullBox("stss", 0, 0, Bytes.UInt32(3), Bytes.UInt32(1), Bytes.UInt32(5), Bytes.UInt32(9)),
    };

    private static Mp4Track Sound(int seed, uint id = 2) => new(id, [.. Enumerable.Range(0, 9).Select(i => Bytes.Pattern(450, seed + 100 + i))]) { Handler = "soun" };

    /// <summary>By name: what makes one, from a seed for its media.</summary>
    public static IReadOnlyDictionary<string, Func<int, MatrixAsset>> All { get; } = new Dictionary<string, Func<int, MatrixAsset>>(StringComparer.Ordinal)
    {
        ["mp4, moov first"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp().Movie(v, s).Free(32, 3).Media(v, s)),
        ["mp4, mdat first, moov last"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp().Media(v, s).Movie(v, s)),
        ["mp4, 64-bit mdat"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp().Movie(v, s).Media(BoxForm.Large, v, s)),
        ["mp4, mdat to the end"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp().Movie(v, s).Free(8).Media(BoxForm.ToEnd, v, s)),
        ["mp4, several mdats"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp().Media(v).Movie(v, s).Mdat([]).Media(BoxForm.Large, s).Free(40, 9)),
        ["mp4, co64"] = seed => File(Video(seed, large: true), Sound(seed), (f, v, s) => f.Ftyp().Movie(v, s).Media(v, s)),
        ["mp4, many tracks, free, skip, wide, unknown"] = seed => Many(seed),
        ["mp4, items in moov/meta"] = MovieItems,
        ["mov"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp("qt  ", "qt  ").Add("wide", []).Media(v, s).Movie(v, s)),
        ["m4a"] = seed => File(Video(seed), Sound(seed, 1), (f, _, s) => f.Ftyp("M4A ", "M4A ", "mp42", "isom").Movie(s).Media(s).Free(24)),
        ["m4v"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp("M4V ", "M4V ", "M4A ", "mp42").Movie(v, s).Media(v, s)),
        ["3gp"] = seed => File(Video(seed), Sound(seed), (f, v, s) => f.Ftyp("3gp6", "3gp6", "isom").Media(v, s).Movie(v, s)),
        ["heic"] = seed => Items(seed, ["heic", "mif1", "heic"], metaFirst: true, version: 1),
        ["heif"] = seed => Items(seed, ["mif1", "mif1", "miaf"], metaFirst: false, version: 2),
        ["avif"] = seed => Items(seed, ["avif", "avif", "mif1"], metaFirst: true, version: 0),
        ["fragmented"] = seed => Fragments(seed, absolute: false),
        ["fragmented, offsets from the start of the file"] = seed => Fragments(seed, absolute: true),
        ["init and segments"] = seed => Rendition(seed, 1) with { Other = Rendition(seed + 500, 1) },
    };

    private static MatrixAsset File(Mp4Track video, Mp4Track sound, Func<Mp4Builder, Mp4Track, Mp4Track, Mp4Builder> build) => new(build(new Mp4Builder(), video, sound).Build());

    private static MatrixAsset Many(int seed)
    {
        byte[] edits = Bytes.Box("edts", Bytes.FullBox("elst", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1000), Bytes.UInt32(40), Bytes.UInt32(0x10000)));
        byte[] metadata = Bytes.Box("udta", Bytes.Box("name", "A red fox"u8.ToArray()));
        Mp4Track[] tracks = [Video(seed, extra: [edits, metadata]), .. Enumerable.Range(2, 20).Select(i => Mp4Track.Of((uint)i, 2, 30 + i))];
        return new(new Mp4Builder().Ftyp().Free(16).Add("zzzz", Bytes.Pattern(20, 1)).Movie(tracks).Free(8, type: "skip").Add("wide", []).Media(tracks).Free(64, 7).Uuid(Mp4Builder.XmpType, "<x/>"u8.ToArray()).Build());
    }

    private static MatrixAsset MovieItems(int seed)
    {
        var video = Video(seed);
        byte[] item = Bytes.Pattern(90, seed + 7);
        byte[] Build(long place)
        {
            byte[] plain = new Mp4Builder().Ftyp().Mdat(item).Media(video).Movie(video).Build();
            var moov = MatrixAsset.Boxes(plain).Single(b => b.Type == "moov");
            byte[] meta = Bytes.Box("meta", new byte[4], Hdlr, Iloc(1, place, item.Length, 0));
            return new Mp4Builder().Ftyp().Mdat(item).Media(video).Raw(Bytes.Box("moov", plain[moov.Content..moov.End], meta)).Build();
        }

        return new(Build(Build(0).AsSpan().IndexOf(item)));
    }

    private static MatrixAsset Items(int seed, string[] brands, bool metaFirst, int version)
    {
        byte[] picture = Bytes.Pattern(5000, seed);
        byte[] Build(long place)
        {
            byte[] meta = Bytes.Concat(new byte[4], Hdlr, Bytes.FullBox("pitm", 0, 0, Bytes.UInt16(1)), Iloc(version, place, 2500, 2500));
            var builder = new Mp4Builder().Ftyp(brands[0], brands[1..]);
            return (metaFirst ? builder.Add("meta", meta).Free(20, 2).Mdat(picture) : builder.Mdat(picture).Add("meta", meta)).Build();
        }

        return new(Build(Build(0).AsSpan().IndexOf(picture)));
    }

    private static byte[] Hdlr { get; } = Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13]);

    // One or two items of one extent each, with a base offset in version 0.
    private static byte[] Iloc(int version, long place, int first, int second)
    {
        bool hasBase = version == 0;
        (long Place, int Length)[] items = second == 0 ? [(place, first)] : [(place, first), (place + first, second)];
        return Bytes.FullBox("iloc", (byte)version, 0, [[0x44, (byte)(hasBase ? 0x40 : 0)], version < 2 ? Bytes.UInt16(items.Length) : Bytes.UInt32((uint)items.Length), .. items.SelectMany((item, i) => new[]
        {
            version < 2 ? Bytes.UInt16(i + 1) : Bytes.UInt32((uint)i + 1),
            version == 0 ? [] : Bytes.UInt16(0),
            Bytes.UInt16(0),
            hasBase ? Bytes.UInt32((uint)Math.Max(0, item.Place - 7)) : [],
            Bytes.UInt16(1),
            Bytes.UInt32((uint)(hasBase ? item.Place == 0 ? 0 : 7 : item.Place)),
            Bytes.UInt32((uint)item.Length),
        })]);
    }

    private static MatrixAsset Fragments(int seed, bool absolute)
    {
        var video = Mp4Track.Of(1, 1);
        var sound = new Mp4Track(2, [Bytes.Pattern(9, 1)]) { Handler = "soun" };
        var builder = new Mp4Builder().Ftyp("iso6", "isom", "iso6").FragmentedMovie(video, sound).Free(24, 4);
        for (uint i = 1; i <= 9; i++)
        {
            builder.Fragment(i, i % 2 == 1 ? video : sound, [Bytes.Pattern(50, seed + (int)i), Bytes.Pattern(60, seed + 2)], absolute);
        }

        return new(builder.FragmentIndex().Build());
    }

    private static MatrixAsset Rendition(int seed, uint track)
    {
        var media = Mp4Track.Of(track, 1);
        return new(new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(media).Free(32 + (seed % 7), 1).Build())
        {
            Segments = [.. Enumerable.Range(0, 5).Select(i => Indexed(new Mp4Builder().Fragment((uint)i + 1, media, [Bytes.Pattern(60, seed + i), Bytes.Pattern(40, seed + (2 * i))]).Build()))],
        };
    }

    private static byte[] Indexed(byte[] fragment) => Bytes.Concat(
        Bytes.Box("styp", Bytes.Code("msdh"), new byte[4], Bytes.Code("msdh")),
        Bytes.FullBox("sidx", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1000), new byte[8], Bytes.UInt16(0), Bytes.UInt16(1), Bytes.UInt32((uint)fragment.Length), Bytes.UInt32(1), Bytes.UInt32(0)),
        fragment);
}
