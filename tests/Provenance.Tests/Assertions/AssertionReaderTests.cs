using System.Text;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Assertions;

/// <summary>Every assertion is read as its type and written back to the same bytes; what cannot be read survives untouched.</summary>
public sealed class AssertionReaderTests
{
    private static readonly CborValue Uri = CborValue.Map(("url", CborValue.Text("self#jumbf=c2pa.assertions/c2pa.ingredient.v3")), ("hash", CborValue.Bytes(new byte[32])));

    private static readonly CborValue Extra = CborValue.Map(("deep", CborValue.Array(CborValue.Integer(-7), CborValue.Float(0.5), CborValue.Tag(37, CborValue.Bytes(new byte[16])))));

    private static readonly (string Label, CborValue Content, Type Type)[] Samples =
    [
        ("c2pa.actions.v2", CborValue.Map(
            ("actions", CborValue.Array(
                CborValue.Map(
                    ("action", CborValue.Text("c2pa.created")),
                    ("when", CborValue.Tag(0, CborValue.Text("2026-01-02T03:04:05Z"))),
                    ("digitalSourceType", CborValue.Text("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")),
                    ("softwareAgent", CborValue.Map(("name", CborValue.Text("Model")), ("version", CborValue.Text("1")), ("com.example.build", CborValue.Integer(9)))),
                    ("description", CborValue.Text("made")),
                    ("reason", CborValue.Text("c2pa.PII.present")),
                    ("changes", CborValue.Array(CborValue.Map(
                        ("region", CborValue.Array(CborValue.Map(("type", CborValue.Text("temporal")), ("time", CborValue.Map(("start", CborValue.Text("1.5"))))))),
                        ("name", CborValue.Text("intro")), ("role", CborValue.Text("c2pa.edited"))))),
                    ("related", CborValue.Array(CborValue.Map(("action", CborValue.Text("com.example.also"))))),
                    ("parameters", CborValue.Map(
                        ("ingredients", CborValue.Array(Uri)), ("relatedAssertions", CborValue.Array(Uri)), ("redacted", CborValue.Text("self#jumbf=/c2pa/x/y")),
                        ("sourceLanguage", CborValue.Text("en")), ("targetLanguage", CborValue.Text("de")), ("multipleInstances", CborValue.Boolean(true)), ("com.example.p", Extra))),
                    ("com.example.extra", Extra)),
                CborValue.Map(("action", CborValue.Text("com.example.done")), ("softwareAgentIndex", CborValue.Integer(0))))),
            ("templates", CborValue.Array(CborValue.Map(("action", CborValue.Text("*")), ("icon", Uri), ("templateParameters", Extra), ("com.example.extra", Extra)))),
            ("softwareAgents", CborValue.Array(CborValue.Map(("name", CborValue.Text("Agent"))))),
            ("metadata", Extra),
            ("allActionsIncluded", CborValue.Boolean(false)),
            ("com.example.extra", Extra)), typeof(ActionsAssertion)),
        ("c2pa.ingredient.v3", CborValue.Map(
            ("relationship", CborValue.Text("componentOf")), ("dc:title", CborValue.Text("clip")), ("dc:format", CborValue.Text("video/mp4")), ("instanceID", CborValue.Text("xmp:iid:1")),
            ("data", Uri), ("dataTypes", CborValue.Array(CborValue.Map(("type", CborValue.Text("c2pa.types.dataset")), ("version", CborValue.Text("1.0.0"))))),
            ("activeManifest", Uri), ("claimSignature", Uri), ("validationResults", Extra), ("thumbnail", Uri), ("description", CborValue.Text("d")),
            ("informationalURI", CborValue.Text("https://example.com")), ("softBindingsMatched", CborValue.Boolean(true)),
            ("softBindingAlgorithmsMatched", CborValue.Array(CborValue.Text("a"))), ("digitalSourceType", CborValue.Text("anything")), ("metadata", Extra), ("com.example.extra", Extra)), typeof(IngredientAssertion)),
        ("c2pa.ingredient.v3", CborValue.Map(
            ("relationship", CborValue.Text("inputTo")),
            ("data", CborValue.Map(
                ("url", CborValue.Text("https://example.com/model")), ("alg", CborValue.Text("sha256")), ("hash", CborValue.Bytes(new byte[32])), ("size", CborValue.Integer(12)),
                ("dc:format", CborValue.Text("application/octet-stream")), ("data_types", CborValue.Array(CborValue.Map(("type", CborValue.Text("c2pa.types.model"))))), ("x", Extra)))), typeof(IngredientAssertion)),
        ("c2pa.ingredient.v2", CborValue.Map(
            ("relationship", CborValue.Text("parentOf")), ("dc:title", CborValue.Text("a")), ("dc:format", CborValue.Text("image/png")), ("c2pa_manifest", Uri),
            ("informational_URI", CborValue.Text("https://example.com")), ("data_types", CborValue.Array(CborValue.Map(("type", CborValue.Text("c2pa.types.model"))))), ("documentID", CborValue.Text("x"))), typeof(IngredientAssertion)),
        ("c2pa.ingredient", CborValue.Map(("relationship", CborValue.Text("parentOf")), ("dc:title", CborValue.Text("a")), ("dc:format", CborValue.Text("image/png")), ("c2pa_manifest", Uri)), typeof(IngredientAssertion)),
        ("com.example.render", Extra, typeof(UnknownAssertion)),
        ("c2pa.ai-disclosure", CborValue.Map(
            ("modelType", CborValue.Text("c2pa.types.model")), ("modelName", CborValue.Text("Fox")), ("modelIdentifier", CborValue.Text("pkg:x/y")),
            ("contentProfile", CborValue.Map(("humanOversightLevel", CborValue.Text("human_validated")))), ("scientificDomain", CborValue.Array(CborValue.Text("cs.AI"))), ("metadata", Extra), ("later", Extra)), typeof(AiDisclosureAssertion)),
        ("c2pa.ai-disclosure", CborValue.Map(
            ("modelType", CborValue.Text("x")), ("contentProfile", CborValue.Map(("humanOversightLevel", CborValue.Text("human_validated")), ("category", CborValue.Text("new"))))), typeof(AiDisclosureAssertion)),
        ("c2pa.ai-disclosure", CborValue.Map(("modelType", CborValue.Text("x")), ("scientificDomain", CborValue.Text("astro-ph.CO"))), typeof(AiDisclosureAssertion)),
        ("c2pa.soft-binding", CborValue.Map(
            ("alg", CborValue.Text("com.example.mark")), ("pad", CborValue.Bytes(new byte[3])), ("name", CborValue.Text("n")), ("alg-params", CborValue.Bytes(new byte[2])), ("bindingMetadata", Extra),
            ("blocks", CborValue.Array(
                CborValue.Map(("scope", CborValue.Map(("timespan", CborValue.Map(("start", CborValue.Integer(0)), ("end", CborValue.Integer(9)))), ("extent", CborValue.Bytes(new byte[1])))), ("value", CborValue.Bytes(new byte[4]))),
                CborValue.Map(("scope", CborValue.Map(("region", CborValue.Map(("region", CborValue.Array(CborValue.Map(("type", CborValue.Text("frame"))))))))), ("value", CborValue.Bytes(new byte[4])))))), typeof(SoftBindingAssertion)),
        ("c2pa.asset-type.v2", CborValue.Map(
            ("types", CborValue.Array(CborValue.Map(("type", CborValue.Text("c2pa.types.model"))))), ("dc:format", CborValue.Text("video/mp4")), ("metadata", Extra), ("x", Extra)), typeof(AssetTypeAssertion)),
        ("c2pa.external-reference", CborValue.Map(
            ("location", CborValue.Map(("url", CborValue.Text("https://example.com")), ("alg", CborValue.Text("sha256")), ("hash", CborValue.Bytes(new byte[32])), ("dc:format", CborValue.Text("text/plain")), ("size", CborValue.Integer(1)), ("x", Extra))),
            ("label", CborValue.Text("c2pa.metadata")), ("description", CborValue.Text("d")), ("metadata", Extra), ("x", Extra)), typeof(ExternalReferenceAssertion)),
        ("c2pa.time-stamp", CborValue.Map(("urn:c2pa:1", CborValue.Bytes(new byte[3])), ("urn:c2pa:2", CborValue.Bytes(new byte[4]))), typeof(TimestampAssertion)),
        ("c2pa.certificate-status", CborValue.Map(("ocspVals", CborValue.Array(CborValue.Bytes(new byte[3]), CborValue.Bytes(new byte[4]))), ("x", Extra)), typeof(CertificateStatusAssertion)),
        ("c2pa.environmental-sustainability", CborValue.Map(
            ("energy_kwh", CborValue.Map(("value", CborValue.Float(0.1)), ("measurementMethod", CborValue.Text("com.example.m")))), ("carbon_kgco2e", CborValue.Map(("value", CborValue.Float(2)))),
            ("water_litres", CborValue.Map(("value", CborValue.Integer(3)))), ("metadata", Extra), ("com.example.noise", Extra)), typeof(EnvironmentalSustainabilityAssertion)),
        ("cawg.training-mining", CborValue.Map(
            ("entries", CborValue.Map(
                ("cawg.ai_training", CborValue.Map(("use", CborValue.Text("constrained")), ("constraint_info", CborValue.Text("ask")))),
                ("cawg.data_mining", CborValue.Map(("use", CborValue.Text("notAllowed")))))), ("metadata", Extra), ("x", Extra)), typeof(TrainingMiningAssertion)),

        // Members of the wrong kind are kept as they are.
        ("c2pa.actions.v2", CborValue.Map(
            ("actions", CborValue.Array(CborValue.Map(("action", CborValue.Text("c2pa.edited")), ("when", CborValue.Text("tomorrow")), ("softwareAgentIndex", CborValue.Integer(-1)), ("changes", CborValue.Text("all"))))),
            ("allActionsIncluded", CborValue.Text("yes")), ("templates", CborValue.Integer(1))), typeof(ActionsAssertion)),
        ("c2pa.ingredient.v3", CborValue.Map(("relationship", CborValue.Text("inputTo")), ("data", CborValue.Integer(1)), ("activeManifest", CborValue.Text("x")), ("dataTypes", CborValue.Null)), typeof(IngredientAssertion)),
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Samples.Length)];

    [Theory]
    [MemberData(nameof(Indexes))]
    [Clause("11.1.4.3-c", "11.1.4.3-d", "18.16.9-a", "18.15.4.7-d", "18.16.13-a")]
    public void CBOR_assertions_come_back_byte_for_byte(int index)
    {
        var (label, content, type) = Samples[index];
        var box = Box(label + "__3", AssertionContent.Cbor(content));

        var assertion = AssertionReader.Read(box, ParserLimits.Default);

        Assert.IsType(type, assertion);
        Assert.Equal(label, assertion.Label);
        Assert.Equal(Hex(content.Encoded), Hex(Box(label, assertion.ToContent()).Content("cbor")!.Value));
    }

    [Fact]
    [Clause("18.15.3-b")]
    public void The_members_of_actions_are_read()
    {
        var assertion = (ActionsAssertion)AssertionReader.Read(Box("c2pa.actions.v2", AssertionContent.Cbor(Samples[0].Content)), ParserLimits.Default);

        Assert.False(assertion.AllActionsIncluded);
        Assert.Equal(["com.example.extra"], assertion.AdditionalMembers.Keys);
        var action = assertion.Actions[0];
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), action.When);
        Assert.Equal(DigitalSourceType.TrainedAlgorithmicMedia, action.DigitalSourceType);
        Assert.Equal("Model", action.SoftwareAgent!.Name);
        Assert.Equal("temporal", action.Changes[0].Ranges[0].Type);
        Assert.Equal("com.example.also", action.Related[0].Name);
        Assert.Equal("self#jumbf=c2pa.assertions/c2pa.ingredient.v3", action.Parameters!.Ingredients[0].Uri!.Url);
        Assert.True(action.Parameters.MultipleInstances);
        Assert.Equal(0, assertion.Actions[1].SoftwareAgentIndex);
        Assert.Equal("*", assertion.Templates[0].Name);
    }

    [Fact]
    public void Version_1_actions_of_old_writers_are_read()
    {
        var content = CborValue.Map(("actions", CborValue.Array(CborValue.Map(
            ("action", CborValue.Text("c2pa.opened")), ("softwareAgent", CborValue.Text("Old Editor 1.0")), ("parameters", CborValue.Map(("ingredient", Uri)))))));
        var assertion = Assert.IsType<ActionsAssertion>(AssertionReader.Read(Box("c2pa.actions", AssertionContent.Cbor(content)), ParserLimits.Default));

        Assert.Equal(1, assertion.Version);
        Assert.Equal("c2pa.actions", assertion.Label);
        Assert.Null(assertion.AllActionsIncluded);
        Assert.Equal("Old Editor 1.0", assertion.Actions[0].SoftwareAgent!.Name);
        Assert.Single(assertion.Actions[0].Parameters!.Ingredients);
    }

    [Theory]
    [InlineData("c2pa.embedded-data")]
    [InlineData("c2pa.thumbnail.claim")]
    [InlineData("c2pa.thumbnail.ingredient")]
    [InlineData("c2pa.icon")]
    [InlineData("c2pa.thumbnail.claim.jpeg")]
    [Clause("11.1.4.3-c", "11.1.4.3-d", "18.12.2")]
    public void Embedded_files_come_back_byte_for_byte(string label)
    {
        foreach (string? name in new[] { null, "grün.png" })
        {
            var original = new EmbeddedDataAssertion(label, "image/png", new byte[] { 1, 2, 3 }) { FileName = name };
            var box = Box(label, original.ToContent());
            var assertion = Assert.IsType<EmbeddedDataAssertion>(AssertionReader.Read(box, ParserLimits.Default));

            Assert.Equal(("image/png", name), (assertion.MediaType, assertion.FileName));
            Assert.Equal([1, 2, 3], assertion.Data.ToArray());
            Assert.Equal(Hex(box.Encoded), Hex(Box(label, assertion.ToContent()).Encoded));
        }
    }

    [Theory]
    [InlineData("c2pa.metadata")]
    [InlineData("cawg.metadata")]
    [Clause("11.1.4.3-d")]
    public void Metadata_keeps_its_text(string label)
    {
        string json = "{ \"@context\" : {},\n \"dc:title\":\"a\" }";
        var assertion = Assert.IsType<MetadataAssertion>(AssertionReader.Read(Box(label, AssertionContent.Json(Encoding.UTF8.GetBytes(json))), ParserLimits.Default));
        Assert.Equal((label, json), (assertion.Label, Encoding.UTF8.GetString(assertion.Json.Span)));
        Assert.Equal(json, Encoding.UTF8.GetString(Box(label, assertion.ToContent()).Content("json")!.Value.Span));
    }

    [Theory]
    [InlineData("c2pa.actions.v2", "a0", "action")]
    [InlineData("c2pa.actions.v2", "a167616374696f6e7380", "action")]
    [InlineData("c2pa.actions.v2", "80", "map")]
    [InlineData("c2pa.actions.v2", "a101", "CBOR")]
    [InlineData("c2pa.actions.v2", "a10102", "text")]
    [InlineData("c2pa.ingredient.v3", "a0", "relationship")]
    [InlineData("c2pa.ai-disclosure", "a0", "modelType")]
    [InlineData("c2pa.soft-binding", "a0", "algorithm")]
    [InlineData("c2pa.soft-binding", "a163616c676178", "block")]
    [InlineData("c2pa.external-reference", "a0", "location")]
    [InlineData("c2pa.time-stamp", "a0", "non-empty")]
    [InlineData("c2pa.time-stamp", "f6", "non-empty")]
    [InlineData("c2pa.certificate-status", "a0", "OCSP")]
    [InlineData("cawg.training-mining", "a0", "entries")]
    [InlineData("cawg.training-mining", "a167656e7472696573a1617801", "allowed")]
    [InlineData("c2pa.ingredient.v3", "a16c72656c6174696f6e7368697068636f7573696e4f66", "cousinOf")]
    public void Content_that_breaks_its_schema_is_unknown_and_untouched_and_says_why(string label, string hex, string reason)
    {
        byte[] content = Convert.FromHexString(hex);
        var unknown = Assert.IsType<UnknownAssertion>(AssertionReader.Read(Box(label, AssertionContent.Cbor(content)), ParserLimits.Default));

        Assert.Equal(label, unknown.Label);
        Assert.Equal(hex, Convert.ToHexStringLower(unknown.Content.Span));
        Assert.Contains(reason, unknown.Problem!, StringComparison.Ordinal);
    }

    [Fact]
    [Clause("11.1.4.3-d")]
    public void Content_of_any_other_kind_survives()
    {
        var uuid = new AssertionContent(JumbfTypes.Uuid, [JumbfWriter.Box("uuid", new byte[16]), JumbfWriter.Box("free", new byte[3])]);
        var box = Box("com.example.thing", uuid);
        var unknown = Assert.IsType<UnknownAssertion>(AssertionReader.Read(box, ParserLimits.Default));

        Assert.Equal(AssertionContentKind.Other, unknown.Kind);
        Assert.Equal(Hex(box.Encoded), Hex(Box("com.example.thing", unknown.ToContent()).Encoded));
    }

    [Fact]
    public void Nothing_that_a_box_can_hold_throws()
    {
        var random = new Random(7);
        string[] labels = [.. Samples.Select(x => x.Label), "c2pa.actions", "c2pa.ingredient.v3", "c2pa.ingredient", "c2pa.metadata", "c2pa.embedded-data", "c2pa.icon", "__1", "__", ""];
        var contents = Samples.Select(s => s.Content.Encoded.ToArray()).ToArray();
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. contents[random.Next(contents.Length)]];
            for (int flip = random.Next(4); flip >= 0; flip--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            byte[] cut = bytes[..random.Next(bytes.Length + 1)];
            Guid type = new[] { JumbfTypes.Cbor, JumbfTypes.Json, JumbfTypes.EmbeddedFile, JumbfTypes.Uuid }[random.Next(4)];
            string boxType = new[] { "cbor", "json", "bfdb", "bidb" }[random.Next(4)];
            var content = new AssertionContent(type, random.Next(2) == 0 ? [JumbfWriter.Box(boxType, cut)] : [JumbfWriter.Box("bfdb", cut), JumbfWriter.Box("bidb", bytes)]);
            string label = labels[random.Next(labels.Length)];

            var assertion = AssertionReader.Read(Box(label, content), ParserLimits.Default);

            _ = assertion.Violations().ToArray();
            _ = assertion.ToContent();
            Assert.Equal(AssertionReader.BaseLabel(label), assertion.Label);
        }
    }

    [Theory]
    [InlineData("c2pa.actions.v2", "c2pa.actions.v2")]
    [InlineData("c2pa.actions.v2__1", "c2pa.actions.v2")]
    [InlineData("c2pa.actions.v2__12", "c2pa.actions.v2")]
    [InlineData("c2pa.actions.v2__", "c2pa.actions.v2__")]
    [InlineData("c2pa.actions.v2__x", "c2pa.actions.v2__x")]
    [InlineData("__1", "__1")]
    [Clause("6.4")]
    public void The_instance_suffix_is_not_part_of_the_label(string label, string expected) => Assert.Equal(expected, AssertionReader.BaseLabel(label));

    private static JumbfSuperbox Box(string label, AssertionContent content)
    {
        Assert.True(JumbfReader.TryRead(ManifestStoreWriter.Assertion(label, content, default), ParserLimits.Default, out var box, out string? error), error);
        return box;
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
