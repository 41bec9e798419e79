using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Provenance.Cbor;

namespace Provenance.Testing;

/// <summary>
/// Small images with content credentials, composed box by box: the pieces of the container, one of which stands for the manifest store. What is
/// not asked for otherwise is right.
/// </summary>
public sealed class TestImage
{
    private const int MaxSegmentPayload = 700;

    private TestImage(IReadOnlyList<(string Name, byte[] Bytes)> pieces, Func<byte[], byte[]> wrap)
    {
        Pieces = pieces;
        Wrap = wrap;
    }

    /// <summary>The pieces in order; the one called <c>C2PA</c> is where the manifest store goes.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Pieces { get; init; }

    /// <summary>Makes the piece of a manifest store.</summary>
    public Func<byte[], byte[]> Wrap { get; init; }

    /// <summary>Bytes behind the last piece.</summary>
    public byte[] Trailer { get; init; } = [];

    /// <summary>Zeros behind the manifest store in its place.</summary>
    public byte[] Padding { get; init; } = [];

    /// <summary>A PNG of one grey pixel.</summary>
    public static TestImage Png { get; } = new(
        [
            ("PNGh", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]),
            ("IHDR", Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
            ("C2PA", []),
            ("IDAT", Chunk("IDAT", [0x78, 0x9C, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81])),
            ("IEND", Chunk("IEND", [])),
        ],
        store => Chunk("caBX", store));

    /// <summary>What looks like a JPEG to whoever reads its segments, coded data with stuffed bytes and restarts included.</summary>
    public static TestImage Jpeg { get; } = new(
        [
            ("SOI", [0xFF, 0xD8]),
            ("APP0", Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0])),
            ("C2PA", []),
            ("APP11", Segment(0xEB, [.. "JP"u8, 0, 9, 0, 0, 0, 1, 0, 0, 0, 12, .. "jumbotherdata"u8])),
            ("DQT", Segment(0xDB, new byte[65])),
            ("SOS", [.. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 1, 2, 0xFF, 0x00, 3, 4]),
            ("RST0", [0xFF, 0xD0, 5, 6, 0xFF, 0x00]),
            ("EOI", [0xFF, 0xD9]),
        ],
        store => Segments(store, 513));

    /// <summary>The image without credentials.</summary>
    public byte[] Plain => [.. Pieces.SelectMany(p => p.Bytes), .. Trailer];

    /// <summary>With a piece more before the named one.</summary>
    public TestImage With(string name, byte[] bytes, string before) => Copy([.. Pieces.SelectMany(p => p.Name == before ? new[] { (name, bytes), p } : [p])]);

    /// <summary>Signed with a data hash.</summary>
    /// <param name="exclusions">Changes the ranges that are left out: by default the place of the store.</param>
    public byte[] SignedByData(Func<(long Start, long Length), (long Start, long Length)[]>? exclusions = null) => Compose((file, place) =>
    {
        var ranges = exclusions?.Invoke(place) ?? [place];
        byte[] kept = [.. file.Where((_, i) => !Array.Exists(ranges, r => i >= r.Start && i < r.Start + r.Length))];
        return TestAssertion.Cbor("c2pa.hash.data", CborValue.Map(
            ("exclusions", CborValue.Array(ranges.Select(r => Range(r.Start, r.Length)))),
            ("alg", CborValue.Text("sha256")),
            ("hash", CborValue.Bytes(SHA256.HashData(kept))),
            ("pad", CborValue.Bytes(new byte[8]))));
    });

    /// <summary>Signed with a general box hash.</summary>
    /// <param name="edit">Changes the entries.</param>
    public byte[] SignedByBoxes(Func<List<CborValue>, List<CborValue>>? edit = null) => Compose((_, _) =>
    {
        List<CborValue> boxes = [.. Pieces.Select(p => Entry([p.Name], p.Name == "C2PA" ? [0] : SHA256.HashData(p.Bytes)))];
        return TestAssertion.Cbor("c2pa.hash.boxes", CborValue.Map(("alg", CborValue.Text("sha256")), ("boxes", CborValue.Array(edit?.Invoke(boxes) ?? boxes))));
    });

    /// <summary>An entry of a general box hash.</summary>
    public static CborValue Entry(string[] names, byte[]? hash, params (string Key, CborValue? Value)[] more) => CborValue.Map(
    [
        ("names", CborValue.Array(names.Select(CborValue.Text))),
        ("hash", hash is null ? null : CborValue.Bytes(hash)),
        ("pad", CborValue.Bytes(new byte[4])),
        .. more,
    ]);

    /// <summary>A range.</summary>
    public static CborValue Range(long start, long length) => CborValue.Map(("start", CborValue.Integer(start)), ("length", CborValue.Integer(length)));

    /// <summary>A PNG chunk. Nobody here checks the checksum.</summary>
    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(type), .. data, 1, 2, 3, 4];
    }

    /// <summary>A JPEG segment.</summary>
    public static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    /// <summary>The APP11 segments of a box.</summary>
    /// <param name="box">The box.</param>
    /// <param name="number">The number its segments share.</param>
    public static byte[] Segments(byte[] box, ushort number)
    {
        var segments = new List<byte>();
        int sequence = 1;
        for (int at = 8; at < box.Length; at += MaxSegmentPayload)
        {
            byte[] numbers = [.. "JP"u8, (byte)(number >> 8), (byte)number, 0, 0, 0, (byte)sequence++];
            segments.AddRange(Segment(0xEB, [.. numbers, .. box[..8], .. box[at..Math.Min(box.Length, at + MaxSegmentPayload)]]));
        }

        return [.. segments];
    }

    /// <summary>The same with other pieces or another way of wrapping.</summary>
    public TestImage Copy(IReadOnlyList<(string Name, byte[] Bytes)>? pieces = null, Func<byte[], byte[]>? wrap = null, byte[]? trailer = null, byte[]? padding = null) =>
        new(pieces ?? Pieces, wrap ?? Wrap) { Trailer = trailer ?? Trailer, Padding = padding ?? Padding };

    // The length of the store depends on the place it says it has: once more until they agree.
    private byte[] Compose(Func<byte[], (long Start, long Length), TestAssertion> bind)
    {
        byte[] store = [];
        for (int attempt = 0; attempt < 5; attempt++)
        {
            byte[] piece = store.Length == 0 ? [] : Wrap([.. store, .. Padding]);
            byte[] file = [.. Pieces.SelectMany(p => p.Name == "C2PA" ? piece : p.Bytes), .. Trailer];
            long start = Pieces.TakeWhile(p => p.Name != "C2PA").Sum(p => p.Bytes.Length);
            byte[] next = TestManifest.Store(new TestManifest { Assertions = [TestManifest.Created(), bind(file, (start, piece.Length))] });
            if (next.Length == store.Length)
            {
                byte[] last = Wrap([.. next, .. Padding]);
                return [.. Pieces.SelectMany(p => p.Name == "C2PA" ? last : p.Bytes), .. Trailer];
            }

            store = next;
        }

        throw new InvalidOperationException("The test could not make its own data.");
    }
}
