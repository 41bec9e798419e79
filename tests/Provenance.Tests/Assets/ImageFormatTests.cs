using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Assets;

/// <summary>The credentials of still images: found (§A.3), bound by ranges (§15.12.1) or by boxes (§15.12.3).</summary>
public sealed class ImageFormatTests
{
    private const string DataMismatch = "assertion.dataHash.mismatch";
    private const string BoxesMismatch = "assertion.boxesHash.mismatch";

    public static TheoryData<string> Kinds => ["png", "jpeg"];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Clause("A.3.1", "A.3.2", "15.12.1.2-a")]
    public async Task Credentials_in_the_image_are_trusted_and_every_changed_byte_is_seen(string kind)
    {
        byte[] file = Of(kind).SignedByData();
        var result = await ValidateAsync(file);
        Assert.Equal((ValidationState.Trusted, "image/" + kind), (result.State, result.MediaType));
        Assert.Contains(result.Successes, s => s.Code == ValidationStatusCode.AssertionDataHashMatch);
        Assert.DoesNotContain(result.Informational, s => s.Code == ValidationStatusCode.AssertionDataHashAdditionalExclusionsPresent);

        int store = file.AsSpan().IndexOf("jumb"u8);
        foreach (int at in (int[])[20, file.Length - 9])
        {
            Assert.False(at > store && at < store + 1000, "The byte is one of the store.");
            byte[] tampered = [.. file];
            tampered[at] ^= 1;
            Assert.NotEqual(ValidationState.Trusted, (await ValidateAsync(tampered)).State);
        }

        Assert.Equal([DataMismatch], (await ValidateAsync([.. file, 7])).FailureCodes());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Clause("15.12.3-a", "15.12.3-b", "15.12.3-w")]
    public async Task A_general_box_hash_is_trusted_and_every_changed_box_is_seen(string kind)
    {
        byte[] file = Of(kind).SignedByBoxes();
        var result = await ValidateAsync(file);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Contains(result.Successes, s => s.Code == ValidationStatusCode.AssertionBoxesHashMatch);

        byte[] tampered = [.. file];
        tampered[kind == "png" ? ^24 : ^6] ^= 1;
        Assert.Equal([BoxesMismatch], (await ValidateAsync(tampered)).FailureCodes());
        Assert.Equal(["assertion.boxesHash.unknownBox"], (await ValidateAsync([.. file, 7])).FailureCodes());
    }

    public static TheoryData<string, string, string[]> BoxCases => new()
    {
        { "png", "a box that is not listed", ["assertion.boxesHash.unknownBox"] },
        { "jpeg", "a box that is not listed", ["assertion.boxesHash.unknownBox"] },
        { "png", "boxes in another order", [BoxesMismatch] },
        { "png", "a listed box that is not there", [BoxesMismatch] },
        { "png", "several boxes under one hash", [] },
        { "png", "the manifest store among others", [BoxesMismatch] },
        { "png", "a hash left out", [BoxesMismatch] },
        { "png", "a box without names", ["assertion.boxesHash.malformed"] },
        { "png", "a forbidden algorithm", ["algorithm.unsupported"] },
        { "png", "a box excluded", ["assertion.boxesHash.additionalExclusionsPresent"] },
        { "png", "a range excluded", ["assertion.boxesHash.additionalExclusionsPresent"] },
        { "png", "a range beyond its box", [BoxesMismatch] },
        { "png", "a range of a box that is not there", ["assertion.boxesHash.malformed"] },
        { "png", "ranges that overlap", ["assertion.boxesHash.malformed"] },
        { "png", "nothing hashed", [BoxesMismatch] },
    };

    [Theory]
    [MemberData(nameof(BoxCases))]
    [Clause("15.12.3-c", "15.12.3-d", "15.12.3-e", "15.12.3-f", "15.12.3-g", "15.12.3-h", "15.12.3-i", "15.12.3-j", "15.12.3-k", "15.12.3-l", "15.12.3-m", "15.12.3-n", "15.12.3-o", "15.12.3-p", "15.12.3-q", "15.12.3-r", "15.12.3-s", "15.12.3-t", "15.12.3-u", "15.12.3.1-a", "15.12.3.1-b")]
    public async Task Every_rule_of_general_box_hashes_holds(string kind, string name, string[] codes)
    {
        var image = Of(kind);
        byte[] header = image.Pieces[1].Bytes;
        string[] all = [.. image.Pieces.Select(p => p.Name)];
        byte[] file = image.SignedByBoxes(boxes => name switch
        {
            "a box that is not listed" => [.. boxes.Where((_, i) => i != 3)],
            "boxes in another order" => [boxes[0], boxes[1], boxes[2], boxes[4], boxes[3]],
            "a listed box that is not there" => [.. boxes, TestImage.Entry(["tEXt"], new byte[32])],
            "several boxes under one hash" => [TestImage.Entry(["PNGh", "IHDR"], SHA256.HashData([.. image.Pieces[0].Bytes, .. header])), .. boxes[2..]],
            "the manifest store among others" => [boxes[0], TestImage.Entry(["IHDR", "C2PA"], [0]), .. boxes[3..]],
            "a hash left out" => [boxes[0], TestImage.Entry(["IHDR"], null), .. boxes[2..]],
            "a box without names" => [.. boxes[..4], CborValue.Map(("hash", CborValue.Bytes(new byte[32])))],
            "a forbidden algorithm" => [boxes[0], TestImage.Entry(["IHDR"], new byte[32], ("alg", CborValue.Text("sha1"))), .. boxes[2..]],
            "a box excluded" => [boxes[0], TestImage.Entry(["IHDR"], [0], ("excluded", CborValue.Boolean(true))), .. boxes[2..]],
            "a range excluded" => [boxes[0], Excluding(SHA256.HashData([.. header[..9], .. header[11..]]), (9, 2, 0)), .. boxes[2..]],
            "a range beyond its box" => [boxes[0], Excluding(new byte[32], (9, 1000, 0)), .. boxes[2..]],
            "a range of a box that is not there" => [boxes[0], Excluding(new byte[32], (9, 1, 1)), .. boxes[2..]],
            "ranges that overlap" => [boxes[0], Excluding(new byte[32], (9, 2, 0), (10, 1, 0)), .. boxes[2..]],
            "nothing hashed" => [.. all.Select(n => TestImage.Entry([n], [0], ("excluded", CborValue.Boolean(true))))],
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        });
        var result = await ValidateAsync(file);
        bool isGood = codes is [] or ["assertion.boxesHash.additionalExclusionsPresent"];
        Assert.Equal(isGood ? [] : codes, result.FailureCodes());
        Assert.All(codes, c => Assert.Contains(result.Statuses, s => s.Code.Value == c));
    }

    [Fact]
    [Clause("15.12.1.2-a")]
    public async Task A_range_that_is_not_exactly_the_segments_of_the_store_is_a_mismatch_in_a_jpeg()
    {
        Assert.Equal([DataMismatch], (await ValidateAsync(TestImage.Jpeg.SignedByData(p => [(p.Start, p.Length - 1)]))).FailureCodes());
        Assert.Equal([DataMismatch], (await ValidateAsync(TestImage.Jpeg.SignedByData(p => [(p.Start - 1, p.Length + 1)]))).FailureCodes());
        Assert.Equal([DataMismatch], (await ValidateAsync(TestImage.Png.SignedByData(p => [(p.Start, p.Length + 1)]))).FailureCodes());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Clause("15.12.1.1-h")]
    public async Task Only_zeros_may_stand_behind_the_store_in_its_place(string kind)
    {
        Assert.Equal(ValidationState.Trusted, (await ValidateAsync(Of(kind).Copy(padding: new byte[9]).SignedByData())).State);
        Assert.Equal([DataMismatch], (await ValidateAsync(Of(kind).Copy(padding: [0, 1, 0]).SignedByData())).FailureCodes());
        Assert.Equal([BoxesMismatch], (await ValidateAsync(Of(kind).Copy(padding: [0, 1, 0]).SignedByBoxes())).FailureCodes());
    }

    [Fact]
    [Clause("A.3.1")]
    public async Task Segments_of_a_store_that_are_apart_or_out_of_order_are_no_store()
    {
        byte[] signed = TestImage.Jpeg.SignedByData();
        int start = TestImage.Jpeg.Pieces.TakeWhile(p => p.Name != "C2PA").Sum(p => p.Bytes.Length);
        int first = 2 + ((signed[start + 2] << 8) | signed[start + 3]);
        Assert.Equal(0xEB, signed[start + first + 1]);
        byte[] apart = [.. signed[..(start + first)], .. TestImage.Segment(0xFE, [1, 2]), .. signed[(start + first)..]];
        byte[] again = [.. signed];
        again[start + first + 11] = 1;
        foreach (byte[] file in (byte[][])[apart, again])
        {
            var result = await ValidateAsync(file);
            Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.ManifestStoreUnusable);
            Assert.Equal(ValidationState.Invalid, result.State);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_stores_are_none(string kind)
    {
        var image = Of(kind);
        byte[] store = TestManifest.Store(new TestManifest());
        var two = image.Copy([.. image.Pieces, ("more", kind == "png" ? [] : [])], wrap: s => kind == "png"
            ? [.. TestImage.Chunk("caBX", s), .. TestImage.Chunk("caBX", store)]
            : [.. TestImage.Segments(s, 1), .. TestImage.Segments(store, 2)]);
        var result = await ValidateAsync(two.SignedByData());
        Assert.Equal([ValidationStatusCode.ManifestStoreUnusable.Value], result.FailureCodes());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_credentials_nothing_is_known(string kind)
    {
        var result = await ValidateAsync(Of(kind).Plain);
        Assert.Equal((ValidationState.NoCredentials, true), (result.State, result.IsReadable));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_cut_image_is_damaged_and_never_trusted(string kind)
    {
        byte[] file = Of(kind).SignedByData();
        for (int length = 3; length < file.Length; length += 37)
        {
            var result = await ValidateAsync(file[..length]);
            Assert.True(result.State is ValidationState.Invalid or ValidationState.NoCredentials, $"{length}: {result.State}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_bytes_there_are_there_is_a_report_and_never_a_wrong_one(string kind)
    {
        byte[] signed = Of(kind).SignedByData();
        var random = new Random(5);
        for (int i = 0; i < 600; i++)
        {
            byte[] bytes = [.. signed];
            for (int flip = random.Next(1, 4); flip > 0; flip--)
            {
                bytes[random.Next(2, bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            var result = await ValidateAsync(bytes);

            // The checksum of a PNG chunk lies in the excluded range, as do the numbers of the segments of a JPEG.
            bool isSame = result.State == ValidationState.Trusted;
            Assert.True(!isSame || result.Successes.Any(s => s.Code == ValidationStatusCode.AssertionDataHashMatch), $"round {i}");
        }
    }

    [Fact]
    public async Task Boxes_without_end_are_a_limit()
    {
        byte[] file = new byte[4 + (2 * 1_000_001)];
        file[0] = 0xFF;
        file[1] = 0xD8;
        for (int at = 2; at < file.Length; at += 2)
        {
            (file[at], file[at + 1]) = (0xFF, 0xD0);
        }

        var result = await ValidateAsync(file);
        Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.LimitExceeded);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    public async Task The_remote_manifest_that_XMP_names_is_found(string kind)
    {
        byte[] xmp = [.. """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="https://example.com/a.c2pa"/></rdf:RDF></x:xmpmeta>"""u8];
        byte[] file = kind == "png"
            ? TestImage.Png.With("iTXt", TestImage.Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. xmp]), "IDAT").Plain
            : TestImage.Jpeg.With("APP1", TestImage.Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. xmp]), "DQT").Plain;
        Assert.Equal([ValidationStatusCode.ManifestInaccessible.Value], (await ValidateAsync(file)).FailureCodes());
    }

    [Fact]
    public async Task A_store_over_the_limit_is_not_read()
    {
        foreach (string kind in Kinds.Select(k => k.Data))
        {
            var options = Verdict.Options with { Limits = new ParserLimits { MaxManifestStoreSize = 1000 } };
            var result = await new Validator(ImageFormats.All) { Options = options }.ValidateAsync(AssetSource.FromMemory(Of(kind).SignedByData()), cancellationToken: TestContext.Current.CancellationToken);
            Assert.Contains(result.Failures, s => s.Code == ValidationStatusCode.LimitExceeded);
            Assert.Equal(ValidationState.Invalid, result.State);
        }
    }

    private static TestImage Of(string kind) => kind == "png" ? TestImage.Png : TestImage.Jpeg;

    private static CborValue Excluding(byte[] hash, params (long Start, long Length, long Box)[] ranges) => TestImage.Entry(["IHDR"], hash, ("exclusions", CborValue.Array(ranges.Select(r => CborValue.Map(
        ("start", CborValue.Integer(r.Start)), ("length", CborValue.Integer(r.Length)), ("boxIndex", r.Box == 0 ? null : CborValue.Integer(r.Box)))))));

    private static Task<ValidationResult> ValidateAsync(byte[] file) =>
        new Validator(ImageFormats.All) { Options = Verdict.Options }.ValidateAsync(AssetSource.FromMemory(file), cancellationToken: TestContext.Current.CancellationToken);
}
