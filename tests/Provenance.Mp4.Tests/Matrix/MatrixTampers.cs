using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>
/// What is done to signed assets in the matrix; null where it makes no sense. Another one is another line here and another entry in
/// <c>tests/Matrix/tampers.json</c>.
/// </summary>
internal static class MatrixTampers
{
    private static readonly byte[] C2pa = Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true);

    /// <summary>By name: the signed asset and another one of the same form, with other media, become the tampered one.</summary>
    public static IReadOnlyDictionary<string, Func<MatrixAsset, MatrixAsset, MatrixAsset?>> All => LazyAll.Value;

    private static readonly Lazy<Dictionary<string, Func<MatrixAsset, MatrixAsset, MatrixAsset?>>> LazyAll = new(() => OnBoxes!
        .Concat(MatrixStoreTampers.All.Select(t => KeyValuePair.Create(t.Name, InStore(t.Change))))
        .ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal));

    private static readonly Dictionary<string, Func<MatrixAsset, MatrixAsset, MatrixAsset?>> OnBoxes = new(StringComparer.Ordinal)
    {
        ["nothing"] = (a, _) => a,

        // The media.
        ["media, first bit"] = File(f => Flip(f, Media(f)[0].Content)),
        ["media, a bit in the middle"] = File(f => Flip(f, (Media(f)[^1].Content + Media(f)[^1].End) / 2)),
        ["media, last bit"] = File(f => Flip(f, Media(f)[^1].End - 1)),
        ["media, two pieces changed places"] = File(f => Largest(f).Start + 16 is var at && Math.Min(1024, (Largest(f).End - at) / 2) is var half ? Exchange(f, at, at + half, half) : null),
        ["media, a piece twice"] = File(f => Largest(f).Start + 16 is var at && Math.Min(1024, (Largest(f).End - at) / 2) is var half ? Put(f, at + half, f[at..(at + half)]) : null),
        ["media box retyped"] = File(f => Put(f, Media(f)[0].Start + 4, "free"u8)),
        ["media box with size 0"] = File(f => MatrixAsset.Boxes(f)[^1] is { Type: "mdat" } last && !IsToEnd(f, last) ? Put(f, last.Start, new byte[4]) : null),
        ["media box, another form of its size"] = File(f => Put(f, Media(f)[0].Start, [0, 0, 0, (byte)(f[Media(f)[0].Start + 3] == 1 ? 9 : 1)])),

        // What describes it.
        ["description, last bit"] = File(f => Flip(f, Description(f).End - 1)),
        ["movie header bent"] = File(f => Find(f, "mvhd") is { } at ? Flip(f, at + 4 + 4 + 12) : null),
        ["track header bent"] = File(f => Find(f, "tkhd") is { } at ? Flip(f, at + 4 + 83) : null),
        ["sample description bent"] = File(f => Find(f, "stsd") is { } at ? Flip(f, at + 4 + 4 + 4 + 4) : null),
        ["edit list bent"] = File(f => Find(f, "elst") is { } at ? Flip(f, at + 4 + 4 + 4 + 7) : null),
        ["user data bent"] = File(f => Find(f, "udta") is { } at ? Flip(f, at + 4 + 8) : null),
        ["metadata bent"] = File(f => Metadata(f) is { } xmp ? Flip(f, xmp.End - 1) : null),
        ["metadata and what stands before it changed places"] = File(f => Metadata(f) is { } xmp && MatrixAsset.Boxes(f).Last(b => b.End == xmp.Start) is var before ? Bytes.Concat(f[..before.Start], xmp.All, before.All, f[xmp.End..]) : null),
        ["track hidden"] = File(f => Find(f, "trak") is { } at ? Put(f, at, "free"u8) : null),
        ["chunk offset bent"] = File(f => IsFragmented(f) ? null : Find(f, "stco") is { } at ? Flip(f, at + 4 + 4 + 4 + 3) : Find(f, "co64") is { } large ? Flip(f, large + 4 + 4 + 4 + 7) : null),
        ["item offset bent"] = File(f => Find(f, "iloc") is { } at ? Flip(f, at - 4 + (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(f.AsSpan(at - 4)) - 5) : null),
        ["run offset bent"] = File(f => IsFragmented(f) && f.AsSpan().IndexOf("trun"u8) is var at and > 0 ? Flip(f, at + 4 + 4 + 4 + 3) : null),
        ["sizes of samples bent"] = File(f => !IsFragmented(f) && Find(f, "stsz") is { } at ? Flip(f, at + 4 + 4 + 4 + 4 + 3) : null),
        ["free changed"] = File(f => Free(f) is { } free ? Flip(f, free.Content) : null),
        ["free retyped to skip"] = File(f => Free(f) is { } free ? Put(f, free.Start + 4, "skip"u8) : null),
        ["free retyped to wide"] = File(f => Free(f) is { } free ? Put(f, free.Start + 4, "wide"u8) : null),
        ["free retyped to mdat"] = File(f => Free(f) is { } free ? Put(f, free.Start + 4, "mdat"u8) : null),
        ["free split into free and ftyp"] = File(f => Free(f) is { } free && free.End - free.Start >= 24 ? Put(Put(f, free.Start, Bytes.UInt32((uint)(free.End - free.Start - 16))), free.End - 16, Bytes.Box("ftyp", Bytes.Code("qt  "), Bytes.UInt32(0))) : null),
        ["compatible brand changed"] = File(f => Flip(f, Box(f, "ftyp").End - 1)),
        ["major brand of another kind"] = File(f => Put(f, Box(f, "ftyp").Content, Description(f).Type == "moov" ? "heic"u8 : "isom"u8)),
        ["minor version changed"] = File(f => Flip(f, Box(f, "ftyp").Content + 7)),
        ["ftyp retyped to styp"] = File(f => Put(f, Box(f, "ftyp").Start + 4, "styp"u8)),
        ["ftyp grown at the expense of the padding behind the store"] = File(f => Shorter(f, 16) is var store and not null ? Bytes.Concat(Bytes.UInt32((uint)(Box(f, "ftyp").All.Length + 16)), f[4..Box(f, "ftyp").End], Bytes.Code("evil"), Bytes.Code("evil"), Bytes.Code("evil"), Bytes.Code("evil"), f[Box(f, "ftyp").End..Store(f).Start], store, f[Store(f).End..]) : null),
        ["random access table bent"] = File(f => IsFragmented(f) ? Flip(f, Box(f, "mfra").Content + 8 + 16 + 7) : null),
        ["random access table freed"] = File(f => IsFragmented(f) ? Put(f, Box(f, "mfra").Start + 4, "free"u8) : null),

        // The length of the file.
        ["one byte cut off"] = File(f => f[..^1]),
        ["cut off behind the manifest store"] = File(f => f[..Store(f).End]),
        ["one byte appended"] = File(f => [.. f, 0]),
        ["seven bytes appended"] = File(f => [.. f, .. new byte[7]]),
        ["eight zeros appended"] = File(f => [.. f, .. new byte[8]]),
        ["hundred bytes appended"] = File(f => Bytes.Concat(f, Enumerable.Repeat((byte)'A', 100).ToArray())),
        ["free appended"] = File(f => Bytes.Concat(f, Bytes.Box("free", new byte[4]))),
        ["skip appended"] = File(f => Bytes.Concat(f, Bytes.Box("skip", new byte[4]))),
        ["mdat appended"] = File(f => Bytes.Concat(f, Bytes.Box("mdat", new byte[4]))),
        ["description appended"] = File(f => Bytes.Concat(f, Description(f).All)),
        ["items appended"] = File(f => Bytes.Concat(f, Bytes.Box("meta", new byte[4], Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13])))),
        ["moof appended"] = File(f => Bytes.Concat(f, new Mp4Builder().Fragment(99, Mp4Track.Of(1, 1), [[1, 2, 3]]).Build())),
        ["ftyp appended"] = File(f => Bytes.Concat(f, Box(f, "ftyp").All)),
        ["mfra appended"] = File(f => Bytes.Concat(f, Bytes.Box("mfra", Bytes.FullBox("mfro", 0, 0, Bytes.UInt32(24))))),
        ["foreign uuid appended"] = File(f => Bytes.Concat(f, Bytes.Box("uuid", new byte[20]))),
        ["free inserted before the media"] = File(f => Bytes.Concat(f[..Media(f)[0].Start], Bytes.Box("free"), f[Media(f)[0].Start..])),
        ["free inserted before the description"] = File(f => Bytes.Concat(f[..Description(f).Start], Bytes.Box("free"), f[Description(f).Start..])),

        // The manifest store and its box.
        ["store removed"] = File(f => Bytes.Concat(f[..Store(f).Start], f[Store(f).End..])),
        ["store freed"] = File(f => Put(f, Store(f).Start + 4, "free"u8)),
        ["store of another type"] = File(f => Flip(f, Store(f).Content)),
        ["store version"] = File(f => Flip(f, Store(f).Content + 16)),
        ["store flags"] = File(f => Flip(f, Store(f).Content + 19)),
        ["store called original"] = File(f => Store(f).Purpose == "manifest" ? Put(f, Store(f).Content + 20, "original"u8) : null),
        ["store called manifest"] = File(f => Store(f).Purpose == "original" ? Put(f, Store(f).Content + 20, "manifest"u8) : null),
        ["store called merkle"] = File(f => Put(f, Store(f).Content + 20, "merkle\0\0"u8)),
        ["store of an unknown purpose"] = File(f => Put(f, Store(f).Content + 20, "evilfest"u8)),
        ["store, its box to the end of the file"] = File(f => Put(f, Store(f).Start, new byte[4])),
        ["store, its box of size 4"] = File(f => Put(f, Store(f).Start, Bytes.UInt32(4))),
        ["store, its box beyond the end"] = File(f => Put(f, Store(f).Start, Bytes.UInt32(0xFFFFFFF0))),
        ["store, its box with a 64-bit header"] = File(f => Shorter(f, 8) is var store and not null ? Bytes.Concat(f[..Store(f).Start], Bytes.UInt32(1), Bytes.Code("uuid"), Bytes.UInt64((ulong)Store(f).All.Length), store[8..], f[Store(f).End..]) : null),
        ["store, the room of its padding used for a free box"] = File(f => Shorter(f, 24) is var store and not null ? Bytes.Concat(f[..Store(f).Start], store, Bytes.Box("free", "carried along..."u8.ToArray()), f[Store(f).End..]) : null),
        ["store, the room of its padding used for a second ftyp"] = File(f => Shorter(f, 16) is var store and not null ? Bytes.Concat(f[..Store(f).Start], store, Bytes.Box("ftyp", Bytes.Code("qt  "), Bytes.UInt32(0)), f[Store(f).End..]) : null),
        ["store, the room of its padding used for a C2PA box"] = File(f => Shorter(f, 45) is var store and not null ? Bytes.Concat(f[..Store(f).Start], store, Provenance("evil!!!!", new byte[8]), f[Store(f).End..]) : null),
        ["store moved to the end"] = File(f => Bytes.Concat(f[..Store(f).Start], Bytes.Box("free", new byte[Store(f).End - Store(f).Start - 8]), f[Store(f).End..], Store(f).All)),
        ["second store appended"] = File(f => Bytes.Concat(f, Store(f).All)),
        ["store of another asset"] = (a, other) => a.Segments is null && Store(a.Main) is var own && Store(other.Main) is var foreign && own.All.Length == foreign.All.Length ? a with { Main = Put([.. a.Main], own.Start, foreign.All) } : null,
        ["Merkle offset bent"] = File(f => Flip(f, Store(f).Content + 20 + 9 + 7)),
        ["C2PA box of an unknown purpose appended"] = File(f => Bytes.Concat(f, Provenance("evil!!!!", new byte[8]))),
        ["update of garbage appended"] = File(f => Bytes.Concat(f, Provenance("update", new byte[40]))),
        ["update removed"] = File(f => Update(f) is { } update ? f[..update.Start] : null),
        ["update removed and its trace too"] = File(f => Update(f) is { } update ? Put(f, Store(f).Content + 20, "manifest"u8)[..update.Start] : null),
        ["update called manifest"] = File(f => Update(f) is { } update ? Put(f, update.Content + 20, "manifest"u8) : null),
        ["update twice"] = File(f => Update(f) is { } update ? Bytes.Concat(f, update.All) : null),
        ["update before the media"] = File(f => Update(f) is { } update ? Bytes.Concat(f[..Store(f).End], update.All, f[Store(f).End..update.Start]) : null),
        ["stray Merkle box appended"] = File(f => Bytes.Concat(f, Provenance("merkle", MerkleFile.ProofData(9, 9, 0, [])))),
        ["Merkle box of garbage appended"] = File(f => Bytes.Concat(f, Provenance("merkle", [0xFF, 0xFF, 0xFF]))),

        // Merkle boxes and blocks.
        ["proof, a bit"] = File(f => Merkle(f) is [var first, ..] && Proof(first) is { } at ? Flip(f, at) : null),
        ["Merkle box, the leaf it names"] = File(f => Merkle(f) is [var first, ..] ? Put(f, first.Start + first.All.AsSpan().IndexOf("location"u8) + 8, [1]) : null),
        ["Merkle box, the tree it names"] = File(f => Merkle(f) is [var first, ..] ? Flip(f, first.Start + first.All.AsSpan().IndexOf("uniqueId"u8) + 8) : null),
        ["Merkle boxes freed"] = File(f => Merkle(f) is { Length: > 0 } boxes ? boxes.Aggregate(f, (g, b) => Put(g, b.Start + 4, "free"u8)) : null),
        ["Merkle boxes removed"] = File(f => Merkle(f) is { Length: > 0 } boxes ? Bytes.Concat([.. MatrixAsset.Boxes(f).Where(b => b.Purpose != "merkle").Select(b => b.All)]) : null),
        ["Merkle box, something behind what it holds"] = File(f => Merkle(f).FirstOrDefault(b => f[b.End - 1] == 0) is { } padded ? Flip(f, padded.End - 1) : null),
        ["last Merkle box removed"] = File(f => Merkle(f) is [.., var last] ? Bytes.Concat(f[..last.Start], f[last.End..]) : null),
        ["last Merkle box doubled"] = File(f => Merkle(f) is [.., var last] ? Bytes.Concat(f[..last.End], last.All, f[last.End..]) : null),
        ["two Merkle boxes changed places"] = File(f => Pair(f) is (var one, var two) ? Put(Put(f, one.Start, two.All), two.Start, one.All) : null),
        ["two blocks and their Merkle boxes changed places"] = File(f => !IsFragmented(f) && Pair(f) is (var one, var two) ? Exchange(Put(Put(f, one.Start, two.All), two.Start, one.All), Largest(f).Start + 16, Largest(f).Start + 16 + 1024, 1024) : null),

        // Fragments of one file.
        ["first fragment removed"] = Fragments((head, parts, tail) => Bytes.Concat([head, .. parts[1..], tail])),
        ["last fragment removed"] = Fragments((head, parts, tail) => Bytes.Concat([head, .. parts[..^1], tail])),
        ["last fragment doubled"] = Fragments((head, parts, tail) => Bytes.Concat([head, .. parts, parts[^1], tail])),
        ["fragment doubled in its place"] = Fragments((head, parts, tail) => Bytes.Concat([head, parts[0], parts[0], .. parts[1..], tail])),
        ["fragments of a track changed places"] = Fragments((head, parts, tail) => Bytes.Concat([head, parts[2], parts[1], parts[0], .. parts[3..], tail])),

        // Segments.
        ["segment of another rendition"] = Segments((a, s, _) => a.WithSegments([s[0], a.Other!.Segments![1], .. s[2..]])),
        ["segment of another asset"] = Segments((a, s, other) => a.WithSegments([s[0], other.Segments![1], .. s[2..]])),
        ["initialization segment of another rendition"] = Segments((a, _, _) => a with { Main = a.Other!.Main }),
        ["initialization segment of another asset"] = Segments((a, _, other) => a with { Main = other.Main }),
        ["segment twice"] = Segments((a, s, _) => a.WithSegments([s[0], s[1], s[1], .. s[2..]])),
        ["first segment missing"] = Segments((a, s, _) => a.WithSegments(s[1..])),
        ["last segment missing"] = Segments((a, s, _) => a.WithSegments(s[..^1])),
        ["no segment"] = Segments((a, _, _) => a.WithSegments()),
        ["two segments changed places"] = Segments((a, s, _) => a.WithSegments([s[0], s[2], s[1], .. s[3..]])),
        ["two moofs in a segment"] = Segments((a, s, _) => a.WithSegments([s[0], Bytes.Concat(s[1], s[2]), .. s[3..]])),
        ["segment without a moof"] = Segment(s => MatrixAsset.Boxes(s) is [var styp, ..] ? styp.All : null),
        ["segment, a media bit"] = Segment(s => Flip(s, s.Length - 1)),
        ["segment, a moof bit"] = Segment(s => Flip(s, Box(s, "moof").End - 1)),
        ["segment, a styp bit"] = Segment(s => Flip(s, Box(s, "styp").End - 1)),
        ["segment whose sidx lies"] = Segment(s => Flip(s, Box(s, "sidx").End - 9)),
        ["segment cut off"] = Segment(s => s[..^3]),
        ["segment, a proof bit"] = Segment(s => Proof(Merkle(s)[0]) is { } at ? Flip(s, at) : null),
        ["segment, the leaf it names"] = Segment(s => Put(s, s.AsSpan().IndexOf("location"u8) + 8, [3])),
        ["segment, the tree it names"] = Segment(s => Flip(s, s.AsSpan().IndexOf("uniqueId"u8) + 8)),
        ["segment, Merkle box freed"] = Segment(s => Put(s, Merkle(s)[0].Start + 4, "free"u8)),
        ["segment, Merkle box behind the moof"] = Segment(s => Merkle(s)[0] is var m && Box(s, "moof") is var moof ? Bytes.Concat(s[..m.Start], moof.All, m.All, s[moof.End..]) : null),
        ["segment, free appended"] = Segment(s => Bytes.Concat(s, Bytes.Box("free"))),
        ["segment, mdat appended"] = Segment(s => Bytes.Concat(s, Bytes.Box("mdat", [1]))),
        ["segment, a C2PA box of an unknown purpose"] = Segment(s => Bytes.Concat(s, Provenance("evil!!!!", new byte[8]))),
        ["segment, a manifest store"] = Segments((a, s, _) => HasStore(a.Main) ? a.WithSegments([.. s[..2], Bytes.Concat(s[2], Store(a.Main).All), .. s[3..]]) : null),
        ["segment, ftyp appended"] = Segment(s => Bytes.Concat(s, Bytes.Box("ftyp", Bytes.Code("qt  "), Bytes.UInt32(0)))),
        ["segment, mfra appended"] = Segment(s => Bytes.Concat(s, Bytes.Box("mfra", Bytes.FullBox("mfro", 0, 0, Bytes.UInt32(24))))),
        ["segment, Merkle box version"] = Segment(s => Flip(s, Merkle(s)[0].Content + 16)),
        ["initialization segment, a moov bit"] = Init(f => Flip(f, Box(f, "moov").End - 1)),
        ["initialization segment, a free bit"] = Init(f => Flip(f, Box(f, "free").End - 1)),
        ["initialization segment, a brand"] = Init(f => Flip(f, Box(f, "ftyp").End - 1)),
        ["initialization segment, store removed"] = Init(f => HasStore(f) ? Bytes.Concat(f[..Store(f).Start], f[Store(f).End..]) : null),
        ["initialization segment, second store"] = Init(f => HasStore(f) ? Bytes.Concat(f, Store(f).All) : null),
        ["initialization segment, mfra appended"] = Init(f => Bytes.Concat(f, Bytes.Box("mfra", Bytes.FullBox("mfro", 0, 0, Bytes.UInt32(24))))),
        ["initialization segment, update removed"] = Init(f => MatrixAsset.Boxes(f)[^1] is { Purpose: "update" } update ? f[..update.Start] : null),
        ["initialization segment, something behind the update"] = Init(f => MatrixAsset.Boxes(f)[^1].Purpose == "update" ? Bytes.Concat(f, Bytes.Box("free")) : null),
        ["sidecar of another asset"] = (a, other) => a.Store is null ? null : a with { Store = other.Store },
        ["sidecar, a bit"] = (a, _) => a.Store is { } store ? a with { Store = Flip(store.ToArray(), store.Length - 9) } : null,
        ["sidecar lost"] = (a, _) => a.Store is null ? null : a with { Store = null },
    };

    private static Func<MatrixAsset, MatrixAsset, MatrixAsset?> File(Func<byte[], byte[]?> change) =>
        (a, _) => a.Segments is null && change([.. a.Main]) is { } changed ? a with { Main = changed } : null;

    private static Func<MatrixAsset, MatrixAsset, MatrixAsset?> InStore(Func<byte[], byte[]?> change) =>
        (a, _) => HasStore(a.Main) && change([.. a.Main]) is { } changed ? a with { Main = changed } : null;

    private static Func<MatrixAsset, MatrixAsset, MatrixAsset?> Init(Func<byte[], byte[]?> change) =>
        (a, _) => a.Segments is not null && change([.. a.Main]) is { } changed ? a with { Main = changed } : null;

    private static Func<MatrixAsset, MatrixAsset, MatrixAsset?> Segments(Func<MatrixAsset, byte[][], MatrixAsset, MatrixAsset?> change) =>
        (a, other) => a.Segments is { } segments ? change(a, segments, other) : null;

    // The third of five.
    private static Func<MatrixAsset, MatrixAsset, MatrixAsset?> Segment(Func<byte[], byte[]?> change) =>
        Segments((a, s, _) => change([.. s[2]]) is { } changed ? a.WithSegments([.. s[..2], changed, .. s[3..]]) : null);

    // Before the first fragment, each fragment with its Merkle box, behind the last.
    private static Func<MatrixAsset, MatrixAsset, MatrixAsset?> Fragments(Func<byte[], byte[][], byte[], byte[]> change) => File(f =>
    {
        var boxes = MatrixAsset.Boxes(f);
        int[] starts = [.. Enumerable.Range(0, boxes.Length).Where(i => boxes[i].Type == "moof").Select(i => boxes[i - 1].Purpose == "merkle" ? boxes[i - 1].Start : boxes[i].Start)];
        if (starts.Length == 0)
        {
            return null;
        }

        int end = boxes.Last(b => b.Type == "mdat").End;
        return change(f[..starts[0]], [.. starts.Select((s, i) => f[s..(i + 1 < starts.Length ? starts[i + 1] : end)])], f[end..]);
    });

    private static MatrixBox Box(byte[] file, string type) => MatrixAsset.Boxes(file).First(b => b.Type == type);

    private static MatrixBox[] Media(byte[] file) => [.. MatrixAsset.Boxes(file).Where(b => b.Type == "mdat" && b.End > b.Content)];

    private static MatrixBox Description(byte[] file) => MatrixAsset.Boxes(file).First(b => b.Type is "moov" or "meta");

    private static MatrixBox? Free(byte[] file) => MatrixAsset.Boxes(file).FirstOrDefault(b => b.Type == "free" && b.End > b.Content);

    private static MatrixBox Store(byte[] file) => MatrixAsset.Boxes(file).First(b => b.Purpose is "manifest" or "original");

    private static MatrixBox? Update(byte[] file) => MatrixAsset.Boxes(file).FirstOrDefault(b => b.Purpose == "update");

    private static MatrixBox? Metadata(byte[] file) =>
        MatrixAsset.Boxes(file).FirstOrDefault(b => b.Type == "uuid" && b.All.AsSpan(8, 16).SequenceEqual(Mp4Builder.XmpType.ToByteArray(bigEndian: true)));

    private static bool IsToEnd(byte[] file, MatrixBox box) => !file.AsSpan(box.Start, 4).ContainsAnyExcept((byte)0);

    // The box of the store without so many bytes of the padding behind it; null when there are not so many.
    private static byte[]? Shorter(byte[] file, int by)
    {
        byte[] store = Store(file).All;
        return store.AsSpan(store.Length - by).ContainsAnyExcept((byte)0) ? null : Put(store[..^by], 0, Bytes.UInt32((uint)(store.Length - by)));
    }

    private static bool HasStore(byte[] file) => MatrixAsset.Boxes(file).Any(b => b.Purpose is "manifest" or "original");

    private static MatrixBox[] Merkle(byte[] file) => [.. MatrixAsset.Boxes(file).Where(b => b.Purpose == "merkle")];

    private static bool IsFragmented(byte[] file) => MatrixAsset.Boxes(file).Any(b => b.Type == "moof");

    private static byte[] Provenance(string purpose, byte[] data) => Bytes.Box("uuid", C2pa, new byte[4], System.Text.Encoding.Latin1.GetBytes(purpose + "\0"), data);

    // A byte of the first hash of a proof: behind the name, the head of the array and the head of the hash.
    private static int? Proof(MatrixBox box) => box.All.AsSpan().IndexOf("hashes"u8) is var at and > 0 ? box.Start + at + 6 + 1 + 2 + 5 : null;

    // Two Merkle boxes of one tree.
    private static (MatrixBox One, MatrixBox Two)? Pair(byte[] file)
    {
        var boxes = Merkle(file);
        return boxes.Skip(1).FirstOrDefault(b => b.All.AsSpan().IndexOf("localId"u8) is var at && b.File[b.Start + at + 7] == boxes[0].All[boxes[0].All.AsSpan().IndexOf("localId"u8) + 7]) is { } second
            ? (boxes[0], second)
            : null;
    }

    private static MatrixBox Largest(byte[] file) => Media(file).MaxBy(b => b.End - b.Start)!;

    // Of a box inside of what describes the media.
    private static int? Find(byte[] file, string type) =>
        file.AsSpan(Description(file).Start).IndexOf(System.Text.Encoding.ASCII.GetBytes(type)) is var at and > 0 ? Description(file).Start + at : null;

    private static byte[] Flip(byte[] file, int at)
    {
        file[at] ^= 1;
        return file;
    }

    private static byte[] Put(byte[] file, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(file.AsSpan(at));
        return file;
    }

    private static byte[] Exchange(byte[] file, int one, int two, int length)
    {
        byte[] first = file[one..(one + length)];
        file.AsSpan(two, length).CopyTo(file.AsSpan(one));
        return Put(file, two, first);
    }
}
