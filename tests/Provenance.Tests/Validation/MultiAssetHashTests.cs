using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>§15.12.4: what takes the place of a hard binding that does not match.</summary>
public sealed class MultiAssetHashTests
{
    private const int FirstLength = 19;

    // The test format's own asset, and something behind it that its hard binding knows nothing of.
    private static readonly byte[] File = [.. "TEST"u8, .. TestManifest.Media, .. "more"u8];

    private static readonly TestAssertion First = TestManifest.HardBinding("c2pa.hash.bmff.v3.part");
    private static readonly TestAssertion Second = Data("c2pa.hash.data.part", File.AsSpan(FirstLength));

    [Fact]
    [Clause("15.12.1.1-m", "15.12.2-b", "15.12.2-q", "15.12.2-r", "15.12.4-a", "15.12.4-c", "15.12.4-k", "15.12.4-o", "15.12.4-r")]
    public async Task Parts_in_order_take_the_place_of_the_hard_binding()
    {
        var result = await ValidateAsync(Parts(Part(0, FirstLength, First), Part(FirstLength, 4, Second)), First, Second);
        Assert.Empty(result.FailureCodes());
        Assert.True(result.Has(ValidationStatusCode.AssertionMultiAssetHashMatch));
        Assert.Equal(ValidationState.Trusted, result.State);

        // Without it the hard binding has the last word.
        Assert.Equal(["assertion.bmffHash.mismatch"], (await ValidateAsync(null)).FailureCodes());
    }

    [Fact]
    [Clause("15.12.3-v")]
    public async Task Parts_take_the_place_of_a_general_box_hash_too()
    {
        var boxes = TestAssertion.Cbor("c2pa.hash.boxes", CborValue.Map(("boxes", CborValue.Array(CborValue.Map(("names", CborValue.Array(CborValue.Text("x"))))))));
        var parts = Parts(Part(0, FirstLength, First), Part(FirstLength, 4, Second));
        Assert.Equal(["assertion.boxesHash.mismatch"], (await ValidateAsync(boxes, null)).FailureCodes());
        Assert.Empty((await ValidateAsync(boxes, parts, First, Second)).FailureCodes());
    }

    [Fact]
    [Clause("15.12.4-l", "15.12.4-m")]
    public async Task A_missing_part_may_be_optional()
    {
        var parts = new[] { Part(0, FirstLength, First), Part(FirstLength, 4, Second) };
        Assert.Empty((await ValidateAsync(Parts([.. parts, Part(100, 5, Second, optional: true)]), First, Second)).FailureCodes());
        Assert.Equal(["assertion.multiAssetHash.missingPart"], (await ValidateAsync(Parts([.. parts, Part(100, 5, Second, optional: false)]), First, Second)).FailureCodes());
        Assert.Equal(["assertion.multiAssetHash.missingPart"], (await ValidateAsync(Parts([.. parts, Part(100, 5, Second)]), First, Second)).FailureCodes());
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "no list of parts", "malformed" },
        { "an empty list of parts", "malformed" },
        { "a part without a location", "malformed" },
        { "a part without a hash", "malformed" },
        { "a negative offset", "malformed" },
        { "a location without a length", "malformed" },
        { "a box that is not there", "malformed" },
        { "two multi-asset hashes", "malformed" },
        { "parts that overlap", "malformed" },
        { "a gap between parts", "malformed" },
        { "bytes behind the parts", "malformed" },
        { "a part that is cut off", "mismatch" },
        { "a part that changed", "mismatch" },
        { "a hash that is none of a part", "mismatch" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    [Clause("15.12.4-b", "15.12.4-d", "15.12.4-e", "15.12.4-f", "15.12.4-g", "15.12.4-h", "15.12.4-i", "15.12.4-j", "15.12.4-n", "15.12.4-q")]
    public async Task Every_fault_has_its_code(string name, string code)
    {
        CborValue first = Part(0, FirstLength, First), second = Part(FirstLength, 4, Second);
        var location = CborValue.Map(("byteOffset", CborValue.Integer(0)), ("length", CborValue.Integer(FirstLength)));
        var parts = name switch
        {
            "no list of parts" => CborValue.Map(("x", CborValue.Integer(1))),
            "an empty list of parts" => Parts(),
            "a part without a location" => Parts(CborValue.Map(("hashAssertion", TestManifest.Reference(First))), second),
            "a part without a hash" => Parts(CborValue.Map(("location", location)), second),
            "a negative offset" => Parts(Part(-1, FirstLength, First), second),
            "a location without a length" => Parts(CborValue.Map(("location", CborValue.Map(("byteOffset", CborValue.Integer(0)))), ("hashAssertion", TestManifest.Reference(First))), second),
            "a box that is not there" => Parts(CborValue.Map(("location", CborValue.Map(("bmffBox", CborValue.Text("/free")))), ("hashAssertion", TestManifest.Reference(First))), second),
            "parts that overlap" => Parts(first, Part(FirstLength - 1, 5, Second)),
            "a gap between parts" => Parts(first, Part(FirstLength + 1, 3, Second)),
            "bytes behind the parts" => Parts(first),
            "a part that is cut off" => Parts(first, Part(FirstLength, 5, Second)),
            "a part that changed" => Parts(first, Part(FirstLength, 4, Data("c2pa.hash.data.part", "mora"u8))),
            "a hash that is none of a part" => Parts(first, Part(FirstLength, 4, TestAssertion.Cbor("com.example.hash", CborValue.Map(("hash", CborValue.Bytes(SHA256.HashData("more"u8))))))),
            _ => Parts(first, second),
        };
        var other = name switch
        {
            "a part that changed" => Data("c2pa.hash.data.part", "mora"u8),
            "a hash that is none of a part" => TestAssertion.Cbor("com.example.hash", CborValue.Map(("hash", CborValue.Bytes(SHA256.HashData("more"u8))))),
            _ => Second,
        };
        var more = name == "two multi-asset hashes" ? [TestAssertion.Cbor("c2pa.hash.multi-asset__1", parts)] : Array.Empty<TestAssertion>();
        Assert.Equal(["assertion.multiAssetHash." + code], (await ValidateAsync(parts, [First, other, .. more])).FailureCodes());
    }

    [Fact]
    [Clause("15.12.4-p")]
    public async Task Offsets_of_a_part_count_from_its_beginning()
    {
        // "more" with its first two bytes left out: as offsets of the part they are 0 and 2.
        var content = CborValue.Map(
            ("alg", CborValue.Text("sha256")),
            ("exclusions", CborValue.Array(CborValue.Map(("start", CborValue.Integer(0)), ("length", CborValue.Integer(2))))),
            ("hash", CborValue.Bytes(SHA256.HashData("re"u8))));
        var second = TestAssertion.Cbor("c2pa.hash.data.part", content);
        Assert.Empty((await ValidateAsync(Parts(Part(0, FirstLength, First), Part(FirstLength, 4, second)), First, second)).FailureCodes());
    }

    private static CborValue Parts(params CborValue[] parts) => CborValue.Map(("parts", CborValue.Array(parts)));

    private static CborValue Part(long offset, long length, TestAssertion hash, bool? optional = null) => CborValue.Map(
        ("location", CborValue.Map(("byteOffset", CborValue.Integer(offset)), ("length", CborValue.Integer(length)))),
        ("hashAssertion", TestManifest.Reference(hash)),
        ("optional", optional is { } o ? CborValue.Boolean(o) : null));

    private static TestAssertion Data(string label, ReadOnlySpan<byte> bytes) => TestAssertion.Cbor(label, CborValue.Map(("alg", CborValue.Text("sha256")), ("hash", CborValue.Bytes(SHA256.HashData(bytes)))));

    private static Task<ValidationResult> ValidateAsync(CborValue? parts, params TestAssertion[] hashes) => ValidateAsync(TestManifest.HardBinding(), parts, hashes);

    private static Task<ValidationResult> ValidateAsync(TestAssertion binding, CborValue? parts, params TestAssertion[] hashes)
    {
        var manifest = new TestManifest
        {
            Assertions = [TestManifest.Created(), binding, .. parts is null ? Array.Empty<TestAssertion>() : [TestAssertion.Cbor("c2pa.hash.multi-asset", parts)], .. hashes],
        };
        return new Validator(new TestFormat(TestManifest.Store(manifest))) { Options = Verdict.Options }.ValidateAsync(AssetSource.FromMemory(File), cancellationToken: TestContext.Current.CancellationToken);
    }
}
