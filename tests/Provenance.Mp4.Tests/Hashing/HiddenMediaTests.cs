using System.IO.Compression;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>
/// Files whose hash is right and whose media is not protected by it, because a second description, or one in an unusual place, leads elsewhere: whoever
/// had them signed can change what is played. Ours refuse to sign them; these were signed by somebody else.
/// </summary>
[Clause("15.12.2")]
public sealed class HiddenMediaTests
{
    private const string Match = "assertion.bmffHash.match";
    private const string Unhashed = "provenance.container.unhashedSamples";

    // Inside of ftyp, where nothing is hashed.
    private const int Open = 20;

    private static readonly Mp4Track Video = Mp4Track.Of(1, 6);

    private static byte[] OpenOffset => Bytes.UInt32(Open);

    private static byte[] ChunkTable => Bytes.FullBox("stco", 0, 0, Bytes.UInt32(1), OpenOffset);

    private static Mp4Builder Start => new Mp4Builder().Ftyp("isom", "isom", "mp42", "evil", "evil", "evil");

    private static byte[] Movie(Func<byte[], byte[]> change, params byte[][] more)
    {
        byte[] Build(Mp4Track track)
        {
            byte[] plain = Start.Movie(track).Media(track).Build();
            var moov = MatrixAsset.Boxes(plain).Single(b => b.Type == "moov");
            return Bytes.Concat(plain[..moov.Start], Bytes.Box("moov", change(plain[moov.Content..moov.End]), Bytes.Concat(more)), plain[moov.End..]);
        }

        int shift = Build(Video).Length - Start.Movie(Video).Media(Video).Build().Length;
        return Build(new Mp4Track(1, [.. Video.Samples]) { BendOffset = (_, right) => right + shift });
    }

    // A box put in front of, or behind, the first of a type, somewhere inside the movie; the boxes around it grow.
    private static Func<byte[], byte[]> Beside(string type, byte[] box, bool before = false) => boxes => Insert(boxes, type, box, before) ?? throw new InvalidOperationException(type);

    private static byte[]? Insert(byte[] boxes, string type, byte[] added, bool before)
    {
        foreach (var box in MatrixAsset.Boxes(boxes))
        {
            if (box.Type == type)
            {
                int at = before ? box.Start : box.End;
                return Bytes.Concat(boxes[..at], added, boxes[at..]);
            }

            if (box.Type is "trak" or "mdia" or "minf" or "stbl" && Insert(boxes[box.Content..box.End], type, added, before) is { } inner)
            {
                return Bytes.Concat(boxes[..box.Start], Bytes.Box(box.Type, inner), boxes[box.End..]);
            }
        }

        return null;
    }

    private static byte[] Items(params byte[][] inMeta) => Bytes.Box("meta", [new byte[4], Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13]), .. inMeta]);

    // One item of ten bytes at the open place.
    private static byte[] Location(ushort reference = 0) => Bytes.FullBox("iloc", 1, 0, [0x44, 0], Bytes.UInt16(1), Bytes.UInt16(1), Bytes.UInt16(0), Bytes.UInt16(reference), Bytes.UInt16(1), OpenOffset, Bytes.UInt32(10));

    private static byte[] Fragment(byte[] moof, byte[]? index = null) => Bytes.Concat(Start.FragmentedMovie(Mp4Track.Of(1, 0)).Build(), moof, Bytes.Box("mdat", new byte[100]), index ?? []);

    private static byte[] Moof(params byte[][] inTraf) => Bytes.Box("moof", Bytes.FullBox("mfhd", 0, 0, Bytes.UInt32(1)), Bytes.Box("traf", inTraf));

    private static byte[] Tfhd(int? place = null) => place is { } at ? Bytes.FullBox("tfhd", 0, 1, Bytes.UInt32(1), Bytes.UInt64((ulong)at)) : Bytes.FullBox("tfhd", 0, 0x20000, Bytes.UInt32(1));

    private static byte[] Trun(int place = 120) => Bytes.FullBox("trun", 0, 0x201, Bytes.UInt32(1), Bytes.UInt32((uint)place), Bytes.UInt32(10));

    private static byte[] Compress(byte[] moov)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(moov);
        }

        return Bytes.Box("moov", Bytes.Box("cmov", Bytes.Box("dcom", Bytes.Code("zlib")), Bytes.Box("cmvd", Bytes.UInt32((uint)moov.Length), packed.ToArray())));
    }

    public static IReadOnlyDictionary<string, Func<byte[]>> Files { get; } = new Dictionary<string, Func<byte[]>>(StringComparer.Ordinal)
    {
        ["chunk offsets twice, the second astray"] = () => Movie(Beside("stco", ChunkTable)),
        ["chunk offsets twice, the first astray"] = () => Movie(Beside("stco", ChunkTable, before: true)),
        ["chunk offsets in both widths"] = () => Movie(Beside("stco", Bytes.FullBox("co64", 0, 0, Bytes.UInt32(1), Bytes.UInt64(Open)))),
        ["chunk offsets nine times"] = () => Movie(Beside("stco", Bytes.Concat([.. Enumerable.Repeat(Bytes.FullBox("stco", 0, 0, Bytes.UInt32(0)), 7), ChunkTable]))),
        ["sample table twice"] = () => Movie(Beside("stbl", Bytes.Box("stbl", ChunkTable))),
        ["media information twice"] = () => Movie(Beside("minf", Bytes.Box("minf", Bytes.Box("stbl", ChunkTable)))),
        ["media twice"] = () => Movie(Beside("mdia", Bytes.Box("mdia", Bytes.Box("minf", Bytes.Box("stbl", ChunkTable))))),
        ["auxiliary information"] = () => Movie(Beside("stco", Bytes.FullBox("saio", 0, 0, Bytes.UInt32(1), OpenOffset))),
        ["compressed movie header"] = () => Bytes.Concat(Start.Build(), Compress(Bytes.Box("moov", ChunkTable)), Bytes.Box("mdat", new byte[20])),
        ["compressed movie"] = () => Bytes.Concat(Start.Build(), Bytes.Box("!mov", new byte[40]), Bytes.Box("mdat", new byte[20])),
        ["items of a track"] = () => Movie(Beside("mdia", Items(Location()))),
        ["items of the movie's user data"] = () => Movie(b => b, Bytes.Box("udta", Items(Location()))),
        ["item locations twice"] = () => Bytes.Concat(Start.Build(), Items(Bytes.FullBox("iloc", 1, 0, [0x44, 0], Bytes.UInt16(0)), Location()), Bytes.Box("mdat", new byte[20])),
        ["items by a data reference to this file"] = () => Bytes.Concat(Start.Build(), Items(Bytes.Box("dinf", Bytes.FullBox("dref", 0, 0, Bytes.UInt32(1), Bytes.FullBox("url ", 0, 1))), Location(reference: 1)), Bytes.Box("mdat", new byte[20])),
        ["fragment header twice, the second astray"] = () => Fragment(Moof(Tfhd(), Tfhd(place: Open - 120), Trun())),
        ["fragment header twice, the first astray"] = () => Fragment(Moof(Tfhd(place: Open - 120), Tfhd(), Trun())),
        ["fragment header nine times"] = () => Fragment(Moof([.. Enumerable.Repeat(Tfhd(), 8), Tfhd(place: Open - 120), Trun()])),
        ["auxiliary information of a fragment"] = () => Fragment(Moof(Tfhd(place: 0), Bytes.FullBox("saio", 0, 0, Bytes.UInt32(1), OpenOffset))),
        ["fragment that only the index leads to, hidden in it"] = () => Hidden(inIndex: true),
        ["fragment that only the index leads to, hidden in free"] = () => Hidden(inIndex: false),
    };

    private static byte[] Hidden(bool inIndex)
    {
        byte[] hidden = Moof(Tfhd(), Trun());
        byte[] Build(int place)
        {
            byte[] tfra = Bytes.FullBox("tfra", 0, 0, Bytes.UInt32(1), Bytes.UInt32(0), Bytes.UInt32(1), Bytes.UInt32(0), Bytes.UInt32((uint)place), [1, 1, 1]);
            byte[] index = Bytes.Box("mfra", tfra, inIndex ? Bytes.Box("free", hidden, Bytes.Box("mdat", new byte[10])) : [], Bytes.FullBox("mfro", 0, 0, Bytes.UInt32(16)));
            return Fragment(Moof(Tfhd(), Trun()), inIndex ? index : Bytes.Concat(Bytes.Box("free", hidden), index));
        }

        return Build(Build(0).AsSpan().LastIndexOf("moof"u8) - 4);
    }

    public static TheoryData<string> Names() => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Media_that_some_reader_takes_from_an_open_place_is_no_match(string name)
    {
        byte[] file = Files[name]();
        Assert.Contains(Unhashed, await SignedFile.CodesAsync(file, SignedFile.Binding(SignedFile.Sign(file))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Signing_refuses_it_before_or_when_it_reads_back_what_it_wrote(string name)
    {
        var refused = await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(Files[name]()));
        Assert.True(refused.Fault is SigningFault.UnsupportedInput or SigningFault.ReadBack, refused.Message);
    }

    [Fact]
    [Clause("18.6.6.1")]
    public async Task Media_of_an_initialization_segment_is_looked_at_as_well()
    {
        foreach (var (bend, expected) in new[] { ((long?)null, (string?)null), ((long?)Open, Unhashed) })
        {
            var track = new Mp4Track(1, [.. Video.Samples]) { BendOffset = (_, right) => bend ?? right };
            byte[] init = Start.Movie(track).Media(track).Build();
            var tree = new MerkleMap { UniqueId = 1, LocalId = 1, Count = 1, Algorithm = System.Security.Cryptography.HashAlgorithmName.SHA256, InitHash = SignedFile.Sign(init).Hash, Hashes = [new byte[32]] };
            var binding = SignedFile.Binding(BmffHashAssertion.Trees(tree.Algorithm, [tree]));
            var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(init), ParserLimits.Default);
            var (validation, fault) = await FragmentValidation.OpenAsync(index, binding, ParserLimits.Default);
            Assert.Null(fault);
            Assert.Equal(expected, validation!.InitFault?.Code.Value);
        }
    }

    [Fact]
    public async Task The_same_files_without_the_trick_match()
    {
        byte[][] files =
        [
            Movie(b => b),
            Movie(Beside("stco", Bytes.FullBox("saio", 0, 0, Bytes.UInt32(1), Bytes.UInt32(900)))),
            Fragment(Moof(Tfhd(), Trun())),
            Bytes.Concat(Start.Build(), Items(), Bytes.Box("mdat", new byte[20])),
        ];
        foreach (byte[] file in files)
        {
            Assert.Equal([Match], await SignedFile.CodesAsync(file, SignedFile.Binding(SignedFile.Sign(file))));
        }
    }
}
