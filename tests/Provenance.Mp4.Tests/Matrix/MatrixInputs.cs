using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Inputs that lie, for signing. Another one is another line here and another entry in <c>tests/Matrix/inputs.json</c>.</summary>
internal static class MatrixInputs
{
    private static readonly Mp4Track Media = Mp4Track.Of(1, 12, 300);

    private static readonly byte[] Flat = new Mp4Builder().Ftyp().Movie(Media).Media(Media).Build();

    private static readonly byte[] Head = new Mp4Builder().Ftyp("iso6", "dash").FragmentedMovie(Mp4Track.Of(1, 1)).Build();

    private static readonly byte[] OldStore = Laying.C2pa("manifest", 1000);

    public static IReadOnlyDictionary<string, Func<MatrixAsset>> All { get; } = new Dictionary<string, Func<MatrixAsset>>(StringComparer.Ordinal)
    {
        // Sample tables.
        ["chunk outside the file"] = () => Bent((c, right) => c == 2 ? right + 1_000_000 : right),
        ["chunk that ends outside the file"] = () => Bent((c, right) => c == 5 ? right + 1 : right),
        ["chunk in ftyp"] = () => Bent((c, right) => c == 1 ? 8 : right),
        ["chunk in an old manifest store"] = () => Bent((c, right) => c == 1 ? 60 : right, behindType: OldStore),
        ["chunk that begins in an old manifest store"] = () => Bent((c, right) => c == 1 ? 800 : right, behindType: OldStore),
        ["chunk in mfra"] = () => Bent((c, right) => c == 1 ? 5000 : right, behindMedia: Bytes.Box("mfra", Bytes.Box("free", new byte[9000]))),
        ["co64 near 2^64"] = () => Bent((c, right) => c == 0 ? -8 : right, large: true),
        ["co64 at 2^63"] = () => Bent((c, right) => c == 0 ? long.MinValue : right, large: true),
        ["co64 near 2^63"] = () => Bent((c, right) => c == 0 ? long.MaxValue - 4 : right, large: true),
        ["chunks that overlap"] = () => Bent((c, right) => c == 3 ? Math.Max(0, right - 100) : right),
        ["all chunks the same"] = () => Bent((_, _) => 1200),
        ["chunk in free"] = () => Bent((c, right) => c == 1 ? 5000 : right, behindMedia: Bytes.Box("free", Bytes.Pattern(9000, 2))),
        ["samples longer than their table"] = () => Changed(Flat, "stsz", 8, [0, 0, 0, 0, 0x7F, 0, 0, 0]),
        ["more chunks than the table holds"] = () => Changed(Flat, "stco", 8, [0x7F, 0, 0, 0]),

        // Items.
        ["item outside the file"] = () => Changed(MatrixContainers.All["heic"](0).Main, "iloc", 8, [0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 0x7F, 0, 0, 0]),
        ["item in ftyp"] = () => Changed(MatrixContainers.All["heic"](0).Main, "iloc", 8, [0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]),

        // Fragments.
        ["fragment whose samples lie outside the file"] = () => new(Bytes.Concat(Head, Overlong(1))),
        ["fragment with a base outside the file"] = () => Changed(MatrixContainers.All["fragmented, offsets from the start of the file"](0).Main, "tfhd", 12, [0x7F, 0, 0, 0]),
        ["tfra that leads nowhere"] = () => Changed(MatrixContainers.All["fragmented"](0).Main, "tfra", 28 - 4, [0, 0, 0, 9]),
        ["sidx that lies"] = () => new(Bytes.Concat(Head, Sidx(99_999), Fragment(1))),

        // Boxes.
        ["one byte cut off"] = () => new(Flat[..^1]),
        ["box beyond the end"] = () => new([.. Flat, 0, 0, 1, 0, .. "free"u8]),
        ["box near 2^64"] = () => new(Bytes.Concat(Flat, Bytes.UInt32(1), Bytes.Code("free"), Bytes.UInt64(ulong.MaxValue - 3))),
        ["two moovs"] = () => new(new Mp4Builder().Ftyp().Movie(Media).Movie(Media).Media(Media).Build()),
        ["two ftyps"] = () => new(new Mp4Builder().Ftyp().Movie(Media).Media(Media).Ftyp().Build()),

        // Segments.
        ["segment of another rendition"] = () => Segments(s => s[1] = MatrixSegment(7)),
        ["segment of the same place twice"] = () => Segments(s => s[3] = s[1]),
        ["two moofs in a segment"] = () => Segments(s => s[1] = Bytes.Concat(s[1], s[2])),
        ["segment without a moof"] = () => Segments(s => s[1] = Bytes.Box("styp", Bytes.Code("msdh"), new byte[4])),
        ["segment with a lying sidx"] = () => Segments(s => s[1] = Bytes.Concat(Sidx(99_999), Fragment(2))),
        ["segment whose samples lie outside it"] = () => Segments(s => s[1] = Overlong(2)),
        ["segment cut off"] = () => Segments(s => s[1] = s[1][..^5]),
        ["initialization segment in place of a segment"] = () => Segments(s => s[1] = Head),
        ["segment in place of the initialization segment"] = () => Segments(_ => { }) with { Main = Fragment(9) },
        ["whole file in place of the initialization segment"] = () => Segments(_ => { }) with { Main = Bytes.Concat(Head, Fragment(9)) },
    };

    private static byte[] Fragment(uint number, uint track = 1) => new Mp4Builder().Fragment(number, Mp4Track.Of(track, 1), [Bytes.Pattern(50, (int)number)]).Build();

    private static byte[] MatrixSegment(uint track) => Fragment(2, track);

    // Its trun speaks of fifty bytes; its mdat has ten.
    private static byte[] Overlong(uint number)
    {
        byte[] fragment = Fragment(number)[..^40];
        Bytes.UInt32(18).CopyTo(fragment, fragment.Length - 18);
        return fragment;
    }

    private static byte[] Sidx(uint size) =>
        Bytes.FullBox("sidx", 0, 0, Bytes.UInt32(1), Bytes.UInt32(1000), new byte[8], Bytes.UInt16(0), Bytes.UInt16(1), Bytes.UInt32(size), Bytes.UInt32(1), Bytes.UInt32(0));

    private static MatrixAsset Bent(Func<int, long, long> bend, bool large = false, byte[]? behindType = null, byte[]? behindMedia = null)
    {
        var track = new Mp4Track(1, [.. Media.Samples]) { BendOffset = bend, LargeOffsets = large };
        return new(new Mp4Builder().Ftyp().Raw(behindType ?? []).Movie(track).Media(track).Raw(behindMedia ?? []).Build());
    }

    // The offset counts from the type of the box.
    private static MatrixAsset Changed(byte[] file, string type, int at, byte[] bytes)
    {
        byte[] changed = [.. file];
        bytes.CopyTo(changed, changed.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type)) + at);
        return new(changed);
    }

    private static MatrixAsset Segments(Action<byte[][]> change)
    {
        byte[][] segments = [.. Enumerable.Range(1, 4).Select(i => Fragment((uint)i))];
        change(segments);
        return new(Head) { Segments = segments };
    }
}
