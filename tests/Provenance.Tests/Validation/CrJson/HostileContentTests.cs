using System.Text.Json;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>Whatever an asset holds, its crJSON report is JSON, no name stands in it twice, and it satisfies the published schema.</summary>
public sealed class HostileContentTests
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 512 };

    private static TestManifest With(params TestAssertion[] more) => new() { Assertions = [TestManifest.Created(), TestManifest.HardBinding(), .. more] };

    private static TestManifest Claiming(string member, CborValue? value, int version = 2) => new()
    {
        ClaimVersion = version,
        ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { [member] = value },
    };

    private static CborValue Map(params (CborValue Key, CborValue Value)[] entries) => CborValue.Map(entries.Select(e => new KeyValuePair<CborValue, CborValue>(e.Key, e.Value)));

    private static readonly Dictionary<string, Func<byte[]>> Stores = new(StringComparer.Ordinal)
    {
        ["no claim"] = () => TestManifest.Store(new TestManifest { HasNoClaim = true }),
        ["no signature"] = () => TestManifest.Store(new TestManifest { HasNoSignature = true }),
        ["a claim that is no map"] = () => TestManifest.Store(new TestManifest { EditClaimBytes = _ => [0x01] }),
        ["a claim that is no CBOR"] = () => TestManifest.Store(new TestManifest { EditClaimBytes = _ => [0xFF] }),
        ["an empty claim"] = () => TestManifest.Store(new TestManifest { EditClaimBytes = _ => [0xA0] }),
        ["an empty claim of version 1"] = () => TestManifest.Store(new TestManifest { ClaimVersion = 1, EditClaimBytes = _ => [0xA0] }),
        ["members of wrong types"] = () => TestManifest.Store(new TestManifest
        {
            ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal)
            {
                ["instanceID"] = CborValue.Integer(1),
                ["claim_generator_info"] = CborValue.Array(CborValue.Text("x")),
                ["signature"] = CborValue.Null,
                ["created_assertions"] = CborValue.Array(CborValue.Integer(1), CborValue.Map(("url", CborValue.Bytes(new byte[1])))),
                ["gathered_assertions"] = CborValue.Text("none"),
                ["redacted_assertions"] = CborValue.Array(CborValue.Integer(1), CborValue.Text("self#jumbf=x")),
                ["dc:title"] = CborValue.Array(),
                ["alg"] = CborValue.Bytes(new byte[3]),
                ["specVersion"] = CborValue.Float(2.4),
            },
        }),
        ["members nobody knows"] = () => TestManifest.Store(Claiming("com.example.more", CborValue.Text("x"))),
        ["metadata in the claim"] = () => TestManifest.Store(Claiming("metadata", CborValue.Map(("reviewRatings", CborValue.Text("x"))))),
        ["a generator of wrong types"] = () => TestManifest.Store(Claiming("claim_generator_info", CborValue.Map(
            ("name", CborValue.Integer(1)), ("version", CborValue.Null), ("icon", CborValue.Text("x")), ("operating_system", CborValue.Boolean(true)), ("com.example.x", CborValue.Bytes(new byte[2]))))),
        ["an icon with more members than a hashed URI has"] = () => TestManifest.Store(Claiming("claim_generator_info", CborValue.Map(
            ("name", CborValue.Text("x")), ("icon", CborValue.Map(("url", CborValue.Text("https://example.com/i.png")), ("hash", CborValue.Bytes(new byte[32])), ("size", CborValue.Integer(1))))))),
        ["generators of version 1 that are none"] = () => TestManifest.Store(Claiming("claim_generator_info", CborValue.Array(), version: 1)),
        ["two assertions of one label"] = () => TestManifest.Store(With(TestAssertion.Cbor("com.example.x", CborValue.Map(("a", CborValue.Integer(1)))), TestAssertion.Cbor("com.example.x", CborValue.Map(("b", CborValue.Integer(2)))))),
        ["keys that become the same text"] = () => TestManifest.Store(With(TestAssertion.Cbor("com.example.x", Map(
            (CborValue.Integer(1), CborValue.Text("integer")), (CborValue.Text("1"), CborValue.Text("text")), (CborValue.Float(1), CborValue.Text("float")), (CborValue.Text("1#2"), CborValue.Null))))),
        ["keys of every kind"] = () => TestManifest.Store(With(TestAssertion.Cbor("com.example.x", Map(
            (CborValue.Bytes(new byte[] { 1 }), CborValue.Null), (CborValue.Boolean(true), CborValue.Null), (CborValue.Null, CborValue.Null), (CborValue.Array(CborValue.Integer(1)), CborValue.Null),
            (CborValue.Map(("a", CborValue.Null)), CborValue.Null), (CborValue.Tag(5, CborValue.Integer(1)), CborValue.Null), (CborValue.Float(1.5), CborValue.Null), (CborValue.Integer(-7), CborValue.Null))))),
        ["numbers JSON does not have"] = () => TestManifest.Store(With(TestAssertion.Cbor("com.example.x", Convert.FromHexString("A66161F97E006162F97C006163FB7FF00000000000006164F761653BFFFFFFFFFFFFFFFF6166E0")))),
        ["names that end a string"] = () => TestManifest.Store(With(TestAssertion.Cbor("com.example.\"}],\\", CborValue.Map(("\"\u0000\u2028\\", CborValue.Text("\u202E\"}]</script>\u0001")))))),
        ["JSON with half a surrogate pair"] = () => TestManifest.Store(With(TestAssertion.Json("com.example.x", """{"a":"\ud800"}"""))),
        ["JSON with half a surrogate pair as a name"] = () => TestManifest.Store(With(TestAssertion.Json("com.example.x", """{"\udc00":{"a":1}}"""))),
        ["JSON that is no UTF-8"] = () => TestManifest.Store(With(new TestAssertion("com.example.x", [JumbfWriter.Box("json", [.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8])], JumbfTypes.Json))),
        ["JSON with a name twice"] = () => TestManifest.Store(With(TestAssertion.Json("com.example.x", """{"a":1,"a":2}"""))),
        ["JSON with an endless number"] = () => TestManifest.Store(With(TestAssertion.Json("com.example.x", "{\"a\":1" + new string('0', 5000) + "e99999}"))),
        ["JSON nested too deeply"] = () => TestManifest.Store(With(TestAssertion.Json("com.example.x", string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200)))),
        ["JSON that is a list"] = () => TestManifest.Store(With(TestAssertion.Json("com.example.x", "[1]"))),
        ["CBOR nested as deeply as allowed"] = () => TestManifest.Store(With(TestAssertion.Cbor("com.example.x", (byte[])[0xA1, 0x61, 0x61, .. Enumerable.Repeat((byte)0x81, 60), 0x01]))),
        ["a box that says it is CBOR"] = () => TestManifest.Store(With(new TestAssertion("com.example.x", [JumbfWriter.Box("uuid", new byte[16])], JumbfTypes.Cbor))),
        ["a file without a description"] = () => TestManifest.Store(With(new TestAssertion("c2pa.thumbnail.claim", [JumbfWriter.Box("bidb", [1])], JumbfTypes.EmbeddedFile))),
        ["an algorithm nobody knows"] = () => TestManifest.Store(new TestManifest { ProtectedHeader = Map((CborValue.Integer(1), CborValue.Integer(-999))) }),
        ["no manifest"] = () => TestManifest.Store(),
        ["no store"] = () => "not a box"u8.ToArray(),
    };

    public static TheoryData<string> Names => [.. Stores.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_store_gives_a_document_of_the_schema(string name)
    {
        var result = await Verdict.OfStoreAsync(Stores[name]());
        string report = result.ToCrJson();
        using var document = JsonDocument.Parse(report, Strict);
        Assert.Equal(result.Manifests.Count, document.RootElement.GetProperty("manifests").GetArrayLength());
        Assert.All(result.Failures, f => Assert.Contains("\"" + f.Code.Value + "\"", report, StringComparison.Ordinal));
        Assert.Empty(JsonSchema.Load(Fixtures.Require("schema/crJSON.schema.json")).Validate(report));
    }

    [Fact]
    public async Task Keys_that_become_the_same_text_are_told_apart()
    {
        var assertion = await AssertionAsync("keys that become the same text");
        Assert.Equal("text", assertion.GetProperty("1").GetString());
        Assert.Equal(["1", "1#2", "1#3", "1#4"], assertion.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Numbers_that_JSON_does_not_have_are_null_and_big_ones_are_exact()
    {
        var assertion = await AssertionAsync("numbers JSON does not have");
        Assert.All(new[] { "a", "b", "c", "d", "f" }, n => Assert.Equal(JsonValueKind.Null, assertion.GetProperty(n).ValueKind));
        Assert.Equal("-18446744073709551616", assertion.GetProperty("e").GetRawText());
    }

    [Fact]
    public async Task Readers_cannot_be_made_to_disagree()
    {
        foreach (string name in new[] { "two assertions of one label", "JSON with a name twice", "JSON with half a surrogate pair", "JSON with half a surrogate pair as a name", "JSON that is no UTF-8" })
        {
            Assert.Empty((await AssertionAsync(name)).EnumerateObject());
        }
    }

    [Fact]
    public async Task Nothing_is_invented_for_a_claim_that_is_missing()
    {
        var manifest = (await DocumentAsync("no claim")).GetProperty("manifests")[0];
        var claim = manifest.GetProperty("claim.v2");
        Assert.Equal(string.Empty, claim.GetProperty("instanceID").GetString());
        Assert.Equal("b64'", claim.GetProperty("created_assertions")[0].GetProperty("hash").GetString());
        Assert.Equal("claim.missing", manifest.GetProperty("validationResults").GetProperty("failure")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Credentials_that_cannot_be_used_are_reported_without_a_manifest()
    {
        var result = await Verdict.OfAsync(new TestFormat { HasUnusableStore = true });
        using var document = JsonDocument.Parse(result.ToCrJson(), Strict);
        Assert.Equal(0, document.RootElement.GetProperty("manifests").GetArrayLength());
        var failures = document.RootElement.GetProperty("provenance:validationResults").GetProperty("failure");
        Assert.Equal("provenance.manifestStore.unusable", failures[0].GetProperty("code").GetString());
        Assert.True(document.RootElement.GetProperty("@context").TryGetProperty("provenance", out _));
    }

    [Fact]
    public async Task A_signed_asset_has_no_terms_of_our_own()
    {
        using var document = JsonDocument.Parse((await Verdict.OfAsync(new TestManifest())).ToCrJson(), Strict);
        Assert.Equal(["@context", "jsonGenerator", "manifests"], document.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Matches(@"^\d+\.\d+\.\d+", document.RootElement.GetProperty("jsonGenerator").GetProperty("version").GetString()!);
    }

    [Fact]
    public async Task The_stream_stays_open()
    {
        using var stream = new MemoryStream();
        (await Verdict.OfAsync(new TestManifest())).WriteCrJson(stream);
        Assert.True(stream.CanWrite && stream.Length > 0);
    }

    private static async Task<JsonElement> AssertionAsync(string store)
    {
        var assertions = (await DocumentAsync(store)).GetProperty("manifests")[0].GetProperty("assertions");
        return assertions.GetProperty("com.example.x");
    }

    private static async Task<JsonElement> DocumentAsync(string store)
    {
        using var document = JsonDocument.Parse((await Verdict.OfStoreAsync(Stores[store]())).ToCrJson(), Strict);
        return document.RootElement.Clone();
    }
}
