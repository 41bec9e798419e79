using System.Text.Json;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>The crJSON report: its members by its text, its form by the published schema.</summary>
public sealed class CrJsonTests
{
    private static async Task<JsonElement> ReportAsync(params TestManifest[] manifests)
    {
        using var document = JsonDocument.Parse((await Verdict.OfAsync(manifests)).ToCrJson());
        return document.RootElement.Clone();
    }

    private static TestManifest With(params TestAssertion[] more) => new() { Assertions = [TestManifest.Created(), TestManifest.HardBinding(), .. more] };

    private static TestManifest[] Family()
    {
        var parent = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa", Credential = TestPki.Stranger.Signer() };
        return [parent, With(TestManifest.Ingredient(parent, "inputTo"))];
    }

    [Fact]
    public async Task The_active_manifest_comes_first()
    {
        var family = Family();
        var report = await ReportAsync(family);
        Assert.Equal([family[1].Label, family[0].Label], report.GetProperty("manifests").EnumerateArray().Select(m => m.GetProperty("label").GetString()));
    }

    [Fact]
    public async Task Deltas_stand_with_the_manifest_that_holds_the_ingredient()
    {
        var manifests = (await ReportAsync(Family())).GetProperty("manifests");
        Assert.False(manifests[1].TryGetProperty("ingredientDeltas", out _));
        var failure = manifests[0].GetProperty("ingredientDeltas")[0].GetProperty("validationDeltas").GetProperty("failure")[0];
        Assert.Equal("signingCredential.untrusted", failure.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Absent_lists_of_a_claim_are_empty()
    {
        var claim = (await ReportAsync(new TestManifest())).GetProperty("manifests")[0].GetProperty("claim.v2");
        Assert.Equal(0, claim.GetProperty("gathered_assertions").GetArrayLength());
        Assert.Equal(0, claim.GetProperty("redacted_assertions").GetArrayLength());
        Assert.StartsWith("b64'", claim.GetProperty("created_assertions")[0].GetProperty("hash").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_become_what_the_table_says()
    {
        var content = CborValue.Map((KeyValuePair<CborValue, CborValue>[])
        [
            new(CborValue.Text("big"), CborValue.Integer(ulong.MaxValue)),
            new(CborValue.Text("negative"), CborValue.Integer(-5)),
            new(CborValue.Text("time"), CborValue.DateTime(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))),
            new(CborValue.Text("bytes"), CborValue.Bytes(new byte[] { 1, 2, 3 })),
            new(CborValue.Text("nothing"), CborValue.Null),
            new(CborValue.Integer(7), CborValue.Boolean(true)),
            new(CborValue.Text("float"), CborValue.Float(0.5)),
        ]);
        var assertion = (await ReportAsync(With(TestAssertion.Cbor("com.example.values", content)))).GetProperty("manifests")[0].GetProperty("assertions").GetProperty("com.example.values");
        Assert.Equal(ulong.MaxValue, assertion.GetProperty("big").GetUInt64());
        Assert.Equal(-5, assertion.GetProperty("negative").GetInt32());
        Assert.Equal("2026-01-02T03:04:05Z", assertion.GetProperty("time").GetString());
        Assert.Equal("b64'AQID", assertion.GetProperty("bytes").GetString());
        Assert.Equal(JsonValueKind.Null, assertion.GetProperty("nothing").ValueKind);
        Assert.True(assertion.GetProperty("7").GetBoolean());
        Assert.Equal(0.5, assertion.GetProperty("float").GetDouble());
    }

    [Fact]
    public async Task Json_assertions_are_carried_as_they_are_and_the_rest_is_an_empty_object()
    {
        var assertions = (await ReportAsync(With(
            TestAssertion.Json("c2pa.metadata", """{"@context":{"dc":"http://purl.org/dc/elements/1.1/"},"dc:title":"\u003cb\u003e"}"""),
            TestAssertion.Json("com.example.list", "[1]"),
            TestAssertion.Cbor("com.example.number", CborValue.Integer(1)),
            TestAssertion.File("c2pa.thumbnail.claim", "image/png", "x"u8)))).GetProperty("manifests")[0].GetProperty("assertions");
        Assert.Equal("<b>", assertions.GetProperty("c2pa.metadata").GetProperty("dc:title").GetString());
        Assert.Empty(assertions.GetProperty("com.example.list").EnumerateObject());
        Assert.Empty(assertions.GetProperty("com.example.number").EnumerateObject());
        Assert.Equal("image/png", assertions.GetProperty("c2pa.thumbnail.claim").GetProperty("mimeType").GetString());
    }

    [Fact]
    public async Task Json_that_is_no_Unicode_is_an_empty_object_and_what_controls_a_terminal_is_escaped()
    {
        var result = await Verdict.OfAsync(With(
            TestAssertion.Json("com.example.half", """{"a":"\ud800"}"""),
            TestAssertion.Json("com.example.control", "{\"a\":\"\u009b31m\u202e\"}"),
            TestAssertion.Cbor("com.example.cbor", CborValue.Map(("a", CborValue.Text("\u001b[31m\u202e"))))));
        string report = result.ToCrJson();
        Assert.DoesNotContain(report, c => c is '\u001b' or '\u009b' or '\u202e');
        using var document = JsonDocument.Parse(report);
        Assert.Empty(document.RootElement.GetProperty("manifests")[0].GetProperty("assertions").GetProperty("com.example.half").EnumerateObject());
    }

    [Fact]
    public async Task What_was_redacted_is_not_shown()
    {
        var note = TestAssertion.Cbor("com.example.note", CborValue.Map(("a", CborValue.Text("secret"))));
        var parent = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000aa", Assertions = [TestManifest.Created(), TestManifest.HardBinding(), note] };
        var child = new TestManifest
        {
            Assertions = [TestManifest.Created(), TestManifest.HardBinding(), TestManifest.Ingredient(parent, "inputTo")],
            ClaimMembers = new Dictionary<string, CborValue?>(StringComparer.Ordinal) { ["redacted_assertions"] = CborValue.Array(CborValue.Text(parent.AssertionUrl(note.Label))) },
        };
        Assert.DoesNotContain("secret", (await ReportAsync(parent, child)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_signature_names_the_signer()
    {
        var signature = (await ReportAsync(new TestManifest())).GetProperty("manifests")[0].GetProperty("signature");
        Assert.Equal("ES256", signature.GetProperty("algorithm").GetString());
        Assert.Equal("Test signer", signature.GetProperty("certificateInfo").GetProperty("subject").GetProperty("CN").GetString());
        Assert.Equal("2020-01-01T00:00:00Z", signature.GetProperty("certificateInfo").GetProperty("validity").GetProperty("notBefore").GetString());
    }

    [Fact]
    public async Task Without_a_signature_its_object_says_nothing()
    {
        var manifest = (await ReportAsync(new TestManifest { HasNoSignature = true })).GetProperty("manifests")[0];
        Assert.Equal("Unknown", manifest.GetProperty("signature").GetProperty("algorithm").GetString());
        Assert.Empty(manifest.GetProperty("signature").GetProperty("certificateInfo").GetProperty("subject").EnumerateObject());
        Assert.Equal("2026-06-15T12:00:00Z", manifest.GetProperty("validationResults").GetProperty("validationTime").GetString());
    }

    [Fact]
    public async Task Reports_conform_to_the_published_schema()
    {
        var schema = JsonSchema.Load(Fixtures.Require("schema/crJSON.schema.json"));
        TestManifest[][] stores = [[new TestManifest()], Family(), [new TestManifest { ClaimVersion = 1, Assertions = [TestManifest.HardBinding("c2pa.hash.bmff.v2")] }]];
        foreach (var store in stores)
        {
            var result = await Verdict.OfAsync(store);
            string report = result.ToCrJson();
            Assert.Empty(schema.Validate(report));
            using var document = JsonDocument.Parse(report);
            foreach (var manifest in document.RootElement.GetProperty("manifests").EnumerateArray())
            {
                Assert.Empty(schema.Validate("assertions", manifest.GetProperty("assertions")));
            }
        }
    }
}
