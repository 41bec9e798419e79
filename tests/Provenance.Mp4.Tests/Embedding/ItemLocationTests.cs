using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class ItemLocationTests
{
    private static readonly byte[] Picture = Bytes.Pattern(300, 1);

    public static TheoryData<int, int, int, int, bool> Forms()
    {
        var data = new TheoryData<int, int, int, int, bool>();
        foreach (int version in (int[])[0, 1, 2])
        {
            foreach (var (offset, origin) in ((int, int)[])[(4, 0), (4, 4), (8, 0), (8, 8), (4, 8), (8, 4), (0, 4), (0, 8)])
            {
                foreach (bool baseIsZero in (bool[])[true, false])
                {
                    data.Add(version, offset, origin, version == 0 ? 0 : 4, baseIsZero);
                }
            }
        }

        return data;
    }

    // B5 of the reference: with a base field that is zero, base and extent were both moved.
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Items_are_found_again_in_every_form_of_iloc(int version, int offsetSize, int baseSize, int indexSize, bool baseIsZero)
    {
        byte[] file = Heif(version, offsetSize, baseSize, indexSize, baseIsZero, metaFirst: true);
        var before = MediaProbe.Follow(file);
        Assert.Contains(Convert.ToHexString(Picture, 0, 100), before.Values);
        Assert.Equal(before, MediaProbe.Follow(await Laying.WithManifestAsync(file)));

        file = Heif(version, offsetSize, baseSize, indexSize, baseIsZero, metaFirst: false);
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(await Laying.WithManifestAsync(file)));
    }

    [Fact]
    public async Task Items_that_move_apart_get_extents_of_their_own()
    {
        // Two extents of one item on both sides of an old manifest box: one moves, the other moves differently.
        byte[] Build(long first, long second) => new Mp4Builder().Ftyp("heic", "mif1", "heic")
            .Add("meta", Bytes.Concat(new byte[4], Hdlr, Iloc(1, 4, 4, 4, 0, [new(1, 0, 0, 0, [(first, 100), (second, 50)])])))
            .Mdat(Picture).Raw(Laying.C2pa("manifest", 333)).Mdat(Picture).Build();
        int at = Build(0, 0).AsSpan().IndexOf(Picture);
        byte[] file = Build(at, Build(0, 0).AsSpan().LastIndexOf(Picture));
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(await Laying.WithManifestAsync(file)));
        Assert.Equal(MediaProbe.Follow(file), MediaProbe.Follow(await Laying.WithoutManifestAsync(file)));
    }

    [Fact]
    public async Task Items_in_idat_in_other_items_and_in_other_files_do_not_move()
    {
        byte[] iloc = Iloc(1, 4, 4, 0, 0, [new(1, 1, 0, 0, [(10, 20)]), new(2, 2, 0, 0, [(0, 5)]), new(3, 0, 2, 0, [(123_456_789, 5)])]);
        byte[] dinf = Bytes.Box("dinf", Bytes.FullBox("dref", 0, 0, Bytes.UInt32(2), Bytes.FullBox("url ", 0, 1), Bytes.FullBox("url ", 0, 0, "http://a/b\0"u8.ToArray())));
        byte[] file = new Mp4Builder().Ftyp("heic").Add("meta", Bytes.Concat(new byte[4], Hdlr, dinf, iloc, Bytes.Box("idat", Picture))).Build();
        byte[] output = await Laying.WithManifestAsync(file);
        Assert.Equal(Laying.Roots(file, "meta"), Laying.Roots(output, "meta"));
    }

    [Fact]
    public async Task Items_of_a_movie_and_of_a_track_and_of_QuickTime_are_followed_too()
    {
        var video = Mp4Track.Of(1, 4);
        byte[] Meta(long place, bool quickTime) => Bytes.Box("meta", quickTime ? [] : new byte[4], Hdlr, Iloc(0, 4, 4, 4, 0, [new(1, 0, 0, 0, [(place, 100)])]));
        byte[] Build(long place, bool quickTime)
        {
            byte[] plain = new Mp4Builder().Ftyp().Mdat(Picture).Media(video).Movie(video).Build();
            byte[] moov = Laying.Roots(plain, "moov")[0];
            byte[] meta = Meta(place, quickTime);
            return new Mp4Builder().Ftyp().Mdat(Picture).Media(video).Raw(Bytes.Box("moov", moov[8..], meta)).Build();
        }

        foreach (bool quickTime in (bool[])[true, false])
        {
            byte[] file = Build(Build(0, quickTime).AsSpan().IndexOf(Picture), quickTime);
            var before = MediaProbe.Follow(file);
            Assert.Contains("moov/meta item 1.0", before.Keys);
            Assert.Equal(before, MediaProbe.Follow(await Laying.WithManifestAsync(file)));
        }
    }

    [Fact]
    public async Task Items_outside_the_file_or_without_any_offset_are_refused()
    {
        byte[] Build(byte[] iloc) => new Mp4Builder().Ftyp("heic").Add("meta", Bytes.Concat(new byte[4], Hdlr, iloc)).Mdat(Picture).Build();
        var outside = await Laying.RefusedAsync(Build(Iloc(0, 4, 4, 0, 0, [new(1, 0, 0, 0, [(100_000, 5)])])));
        Assert.Equal(SigningFault.UnsupportedInput, outside.Fault);
        Assert.Contains("bytes 100000 to 100004", outside.Message, StringComparison.Ordinal);
        var beyond = await Laying.RefusedAsync(Build(Iloc(0, 8, 4, 8, 0, [new(1, 0, 0, long.MaxValue, [(long.MaxValue, 5)])])));
        Assert.Equal(SigningFault.UnsupportedInput, beyond.Fault);
        var whole = await Laying.RefusedAsync(Build(Iloc(0, 0, 0, 0, 0, [new(1, 0, 0, 0, [(0, 0)])])));
        Assert.Contains("whole file", whole.Message, StringComparison.Ordinal);
        var inFtyp = await Laying.RefusedAsync(Build(Iloc(0, 4, 4, 0, 0, [new(1, 0, 0, 0, [(4, 5)])])));
        Assert.Contains("ftyp", inFtyp.Message, StringComparison.Ordinal);
    }

    private static readonly byte[] Hdlr = Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13]);

    private sealed record Item(int Id, int Method, int Reference, long Origin, (long Offset, long Length)[] Extents);

    private static byte[] Iloc(int version, int offsetSize, int lengthSize, int baseSize, int indexSize, Item[] items)
    {
        var parts = new List<byte[]>
        {
            new byte[] { (byte)((offsetSize << 4) | lengthSize), (byte)((baseSize << 4) | indexSize) },
            version < 2 ? Bytes.UInt16(items.Length) : Bytes.UInt32((uint)items.Length),
        };
        foreach (var item in items)
        {
            parts.Add(version < 2 ? Bytes.UInt16(item.Id) : Bytes.UInt32((uint)item.Id));
            parts.Add(version == 0 ? [] : Bytes.UInt16(item.Method));
            parts.Add(Bytes.UInt16(item.Reference));
            parts.Add(Number(item.Origin, baseSize));
            parts.Add(Bytes.UInt16(item.Extents.Length));
            foreach (var (offset, length) in item.Extents)
            {
                parts.Add(Number(0, indexSize));
                parts.Add(Number(offset, offsetSize));
                parts.Add(Number(length, lengthSize));
            }
        }

        return Bytes.FullBox("iloc", (byte)version, 0, [.. parts]);
    }

    private static byte[] Number(long value, int size) => size switch { 0 => [], 4 => Bytes.UInt32((uint)value), _ => Bytes.UInt64((ulong)value) };

    private static byte[] Heif(int version, int offsetSize, int baseSize, int indexSize, bool baseIsZero, bool metaFirst)
    {
        byte[] Build(long place)
        {
            // A base that is zero where an offset can carry it all; else all in the base.
            long origin = baseSize == 0 || (baseIsZero && offsetSize > 0) ? 0 : offsetSize > 0 ? place - 7 : place;
            long rest = place - origin;
            var items = new List<Item> { new(1, 0, 0, Math.Max(origin, 0), [(Math.Max(rest, 0), 100)]) };
            if (offsetSize > 0)
            {
                items.Add(new(2, 0, 0, Math.Max(origin, 0), [(Math.Max(rest, 0) + 100, 30), (Math.Max(rest, 0) + 200, 40)]));
            }

            byte[] meta = Bytes.Concat(new byte[4], Hdlr, Iloc(version, offsetSize, 4, baseSize, indexSize, [.. items]));
            var builder = new Mp4Builder().Ftyp("heic", "mif1", "heic");
            return (metaFirst ? builder.Add("meta", meta).Mdat(Picture) : builder.Mdat(Picture).Add("meta", meta)).Build();
        }

        return Build(Build(0).AsSpan().IndexOf(Picture));
    }
}
