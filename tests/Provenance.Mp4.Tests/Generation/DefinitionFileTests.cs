using System.Text;
using Provenance.Cbor;
using Provenance.Testing;
using Provenance.Tests.Bmff;

namespace Provenance.Tests.Generation;

/// <summary>The definitions that users of c2patool have: what they say is signed, and what cannot be is refused with line and path.</summary>
public sealed class DefinitionFileTests
{
    private const string Generator = "\"claim_generator_info\": [{ \"name\": \"Acme Video\", \"version\": \"2.1.0\" }]";
    private const string Created = """{ "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia" }""";

    private static readonly Validator Validator = new([Mp4.Format, .. ImageFormats.All]) { Options = GenerationSample.Validator.Options };

    [Theory]
    [InlineData("""["URI"]""", """, { "action": "c2pa.redacted", "reason": "c2pa.PII.present", "parameters": { "redacted": "URI" } }""")]
    [InlineData("""[{ "assertion": "URI", "reason": "c2pa.PII.present" }]""", "")]
    [Clause("10.3.2.1-c")]
    public async Task Redactions_of_an_ingredient_are_done_and_told_once(string redactions, string action)
    {
        using var folder = new TempFolder();
        var author = UnknownAssertion.FromJson("com.example.author", """{"name":"Kim Example, Main Street 7"}""");
        byte[] part = await Signing.SignAsync(Signing.Movie(), definition: Signing.Definition with { Assertions = [.. Signing.Definition.Assertions, author] });
        folder.Write("part.mp4", part);
        string uri = JumbfUri.Absolute((await Signing.ValidateAsync(part)).ActiveManifest!.Manifest.Label, "c2pa.assertions", "com.example.author").Text;
        var file = await ReadAsync(folder, $$"""
            { {{Generator}}, "redactions": {{redactions}}, "ingredients": [{ "path": "part.mp4", "relationship": "inputTo" }],
              "assertions": [{ "label": "c2pa.actions.v2", "data": { "actions": [{{Created}}{{action}}] } }] }
            """.Replace("URI", uri, StringComparison.Ordinal));
        var (signed, result) = await GenerationSample.SignAsync(file.Definition);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        Assert.Equal([uri], result.ActiveManifest!.Manifest.Claim!.RedactedAssertions);
        Assert.Equal((RedactionReason.PersonalData, uri), Assert.Single(result.ActiveManifest.Actions, a => a.Name == ActionName.Redacted) is var told ? (told.Reason, told.Parameters!.Redacted) : default);
        Assert.True(signed.AsSpan().IndexOf("Kim Example"u8) < 0);
    }

    [Fact]
    public async Task A_whole_definition_becomes_what_it_says()
    {
        using var folder = new TempFolder();
        folder.Write("signed.png", TestImage.Png.SignedByData());
        folder.Write("logo.svg", "<svg/>"u8.ToArray());
        folder.Write("small.jpg", TestImage.Jpeg.Plain);
        var file = await ReadAsync(folder, """
            {
              "ta_url": "http://timestamp.example/tsa", "alg": "ps256", "private_key": "keys/signer.key", "sign_cert": "keys/signer.pem",
              "claim_generator_info": [{ "name": "Acme Video", "version": "2.1.0", "com.example.build": 7, "icon": { "format": "image/svg+xml", "identifier": "logo.svg" } }],
              "title": "A red fox at dawn", "format": "video/mp4", "vendor": "acme",
              "thumbnail": { "format": "image/jpeg", "identifier": "small.jpg" },
              "assertions": [
                { "label": "c2pa.actions.v2", "data": { "allActionsIncluded": true, "actions": [
                  { "action": "c2pa.created", "when": "2026-11-22T10:00:00Z", "softwareAgent": { "name": "Model", "version": "3" },
                    "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
                    "changes": [{ "region": [{ "type": "temporal", "time": { "type": "npt", "start": "0", "end": "2.5" } }] }],
                    "parameters": { "ingredientIds": ["fox"], "com.example.steps": 25 } } ] } },
                { "label": "cawg.training-mining", "data": { "entries": { "cawg.ai_generative_training": { "use": "notAllowed" } } } },
                { "label": "cawg.metadata", "data": { "@context": { "dc": "http://purl.org/dc/elements/1.1/" }, "dc:publisher": ["Acme"] } },
                { "label": "c2pa.soft-binding", "data": { "alg": "com.example.mark.1", "blocks": [{ "scope": {}, "value": "AQID" }] } },
                { "label": "com.example.render", "data": { "n": 1.5, "big": 18446744073709551615, "less": -3, "no": null, "yes": true, "raw": "b64'AQI='", "deep": [[{}]] } },
                { "label": "com.example.json", "kind": "Json", "data": {"b":1,  "a":[1.50]} },
                { "label": "com.example.passed", "created": false, "data": {} }
              ],
              "ingredients": [ { "path": "signed.png", "relationship": "inputTo", "label": "fox", "description": "what moved" } ]
            }
            """);
        Assert.Equal((folder["keys/signer.key"], folder["keys/signer.pem"]), (file.PrivateKeyPath, file.CertificatePath));
        Assert.Equal((SigningAlgorithm.PS256, "http://timestamp.example/tsa"), (file.Algorithm, file.TimestampAuthority!.ToString()));
        Assert.Equal(2, file.Warnings.Count);
        Assert.Contains("definition.json:4: $.format: 'format' is passed over", file.Warnings[0], StringComparison.Ordinal);

        var (_, result) = await GenerationSample.SignAsync(file.Definition);
        var manifest = result.ActiveManifest!.Manifest;
        Assert.Equal(2, result.Manifests.Count);
        Assert.Equal(("Acme Video", "A red fox at dawn"), (manifest.Claim!.ClaimGenerator!.Name, manifest.Claim.Title));
        var action = Assert.Single(Read<ActionsAssertion>(result).Actions);
        Assert.Equal(("Model", new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), 1, 1), (action.SoftwareAgent!.Name, action.When!.Value, action.Parameters!.Ingredients.Count, action.Changes.Count));
        Assert.Equal(25, action.Parameters.AdditionalMembers["com.example.steps"].AsInt64);
        Assert.Equal([1, 2, 3], Read<SoftBindingAssertion>(result).Blocks[0].Value.ToArray());
        Assert.Equal(TrainingMiningUse.NotAllowed, Read<TrainingMiningAssertion>(result).Entries["cawg.ai_generative_training"].Use);
        Assert.Equal("what moved", Read<IngredientAssertion>(result).Description);

        var render = CborOf(Unknown(result, "com.example.render"));
        Assert.Equal((1.5, ulong.MaxValue, -3L, true), (render["n"]!.AsDouble!.Value, render["big"]!.AsUInt64!.Value, render["less"]!.AsInt64!.Value, render["yes"]!.AsBoolean!.Value));
        Assert.True(render.Contains("no"));
        Assert.Equal([1, 2], render["raw"]!.AsBytes!.Value.ToArray());
        Assert.Equal("""{"b":1,  "a":[1.50]}""", Encoding.UTF8.GetString(Unknown(result, "com.example.json").Content.Span));
        Assert.Equal("com.example.passed", Assert.Single(manifest.Claim.GatheredAssertions).Url.Split('/')[^1]);
    }

    [Fact]
    public async Task A_parent_is_opened_and_components_are_placed_as_the_standard_leaves_no_choice()
    {
        using var folder = new TempFolder();
        folder.Write("parent.mp4", (await GenerationSample.SignAsync(GeneratedVideo.FromText(GenerationSample.Details))).File);
        folder.Write("clip.mp4", Signing.Movie());
        var file = await ReadAsync(folder, $$"""
            { {{Generator}}, "parent": "parent.mp4", "ingredient_paths": ["clip.mp4"],
              "actions": [{ "action": "c2pa.opened" }, { "action": "c2pa.edited", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits" }] }
            """);
        Assert.Contains("c2pa.placed was added", Assert.Single(file.Warnings), StringComparison.Ordinal);
        var (_, result) = await GenerationSample.SignAsync(file.Definition);
        Assert.Equal(["c2pa.opened", "c2pa.edited", "c2pa.placed"], Read<ActionsAssertion>(result).Actions.Select(a => a.Name));
        Assert.Equal(AiInvolvement.Partly, result.Generation.Involvement);
    }

    [Fact]
    public async Task What_goes_into_a_model_needs_no_link_when_there_is_one_model()
    {
        using var folder = new TempFolder();
        var file = await ReadAsync(folder, $$"""
            { {{Generator}}, "actions": [{{Created}}], "ingredients": [
              { "title": "Prompt", "relationship": "inputTo", "data": "a red fox", "data_types": ["c2pa.types.generator.prompt"] } ] }
            """);
        var (_, result) = await GenerationSample.SignAsync(file.Definition);
        Assert.Equal(GenerationInputKind.Prompt, Assert.Single(result.Generation.Inputs).Kind);
        Assert.Single(Read<ActionsAssertion>(result).Actions[0].Parameters!.Ingredients);
    }

    /// <summary>A definition, and what the message says: place and reason.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "{", ":1: $:", "not JSON" },
        { "[]", ":1: $:", "is a JSON object" },
        { "{\n\"title\": }", ":2: $.title:", "not JSON" },
        { $$"""{ {{Generator}}, "claims": 1 }""", ":1: $.claims:", "'claims' is not a member" },
        { $$"""{ {{Generator}}, "title": "a", "title": "b" }""", "$.title:", "there twice" },
        { """{ "title": "a" }""", "$:", "claim_generator_info" },
        { """{ "claim_generator_info": [] }""", "$.claim_generator_info:", "exactly one" },
        { """{ "claim_generator_info": [{ "version": "1" }] }""", "$.claim_generator_info[0]:", "no name" },
        { """{ "claim_generator_info": [{ "name": "a", "version": 1 }] }""", "$.claim_generator_info[0].version:", "text" },
        { """{ "claim_generator_info": [{ "name": "a", "build": 1 }] }""", "$.claim_generator_info[0]:", "entity-specific" },
        { $$"""{ {{Generator}}, "claim_version": 1 }""", "$.claim_version:", "version 2 only" },
        { $$"""{ {{Generator}}, "title": 7 }""", "$.title:", "text" },
        { $$"""{ {{Generator}}, "title": "" }""", "$.title:", "empty" },
        { $$"""{ {{Generator}}, "alg": "rs256" }""", "$.alg:", "not a signature algorithm" },
        { $$"""{ {{Generator}}, "ta_url": "ftp://x" }""", "$.ta_url:", "http" },
        { $$"""{ {{Generator}}, "thumbnail": { "format": "image/png", "identifier": "missing.png" } }""", "$.thumbnail.identifier:", "missing.png" },
        { $$"""{ {{Generator}}, "thumbnail": "a.png" }""", "$.thumbnail:", "identifier" },
        { $$"""{ {{Generator}}, "redactions": ["x"] }""", "$.redactions[0]:", "No action c2pa.redacted says why" },
        { $$"""{ {{Generator}}, "assertions": {} }""", "$.assertions:", "array" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "com.example.a" }] }""", "$.assertions[0]:", "'label' and 'data'" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "c2pa.actions", "data": {} }] }""", "$.assertions[0].label:", "c2pa.actions.v2 takes its place" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "c2pa.training-mining", "data": {} }] }""", "$.assertions[0].label:", "cawg.training-mining takes its place" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "stds.schema-org.CreativeWork", "data": {} }] }""", "$.assertions[0].label:", "c2pa.metadata takes its place" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "c2pa.hash.data", "data": {} }] }""", "$.assertions[0].label:", "made by signing" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "c2pa.wrong", "data": {} }] }""", "$.assertions[0].label:", "not an assertion of the standard" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "com.example.a", "data": {}, "kind": "Binary" }] }""", "$.assertions[0].kind:", "cannot be written" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "com.example.a", "data": { "n": 1e999 } }] }""", "$.assertions[0].data.n:", "not finite" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "com.example.a", "data": { "n": 99999999999999999999999 } }] }""", "$.assertions[0].data.n:", "64 bits" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "com.example.a", "data": "b64'*'" }] }""", "$.assertions[0].data:", "base64" },
        { $$"""{ {{Generator}}, "assertions": [{ "label": "c2pa.soft-binding", "data": { "alg": "com.example.a" } }] }""", "$.assertions[0].data:", "no block" },
        { $$"""{ {{Generator}}, "actions": [{ "action": "c2pa.created" }] }""", "$.actions:", "needs a digitalSourceType" },
        { $$"""{ {{Generator}}, "actions": [{ "when": "x" }] }""", "$.actions:", "no name" },
        { $$"""{ {{Generator}}, "actions": [{ "action": "c2pa.edited", "when": "yesterday" }] }""", "$.actions[0].when:", "'when'" },
        { $$"""{ {{Generator}}, "actions": [{ "action": "c2pa.saved" }] }""", "$.actions:", "deprecated" },
        { $$"""{ {{Generator}}, "actions": [{ "action": "c2pa.opened", "parameters": { "ingredientIds": ["x"] } }] }""", "$.actions[0].parameters.ingredientIds[0]:", "No ingredient" },
        { $$"""{ {{Generator}}, "actions": [{ "action": "c2pa.opened", "parameters": { "ingredients": [{ "url": "x" }] } }] }""", "$.actions[0].parameters.ingredients:", "ingredientIds" },
        { $$"""{ {{Generator}}, "actions": [{{Created}}], "assertions": [{ "label": "c2pa.actions.v2", "data": {} }] }""", "$.assertions[0]:", "twice" },
        { $$"""{ {{Generator}}, "ingredients": [{ "path": "missing.png" }] }""", "$.ingredients[0].path:", "missing.png" },
        { $$"""{ {{Generator}}, "ingredients": [{ "path": "broken.mp4" }] }""", "$.ingredients[0].path:", "assertion.bmffHash.mismatch" },
        { $$"""{ {{Generator}}, "ingredients": [{ "relationship": "childOf" }] }""", "$.ingredients[0].relationship:", "not a relationship" },
        { $$"""{ {{Generator}}, "ingredients": [{ "manifest_data": { "identifier": "x" } }] }""", "$.ingredients[0].manifest_data:", "'path'" },
        { $$"""{ {{Generator}}, "ingredients": [{ "format": "nonsense" }] }""", "$.ingredients[0]:", "format of an ingredient" },
        { $$"""{ {{Generator}}, "ingredients": [{ "relationship": "parentOf" }, { "is_parent": true }] }""", "$.ingredients[1]:", "at most one parentOf" },
        { $$"""{ {{Generator}}, "parent": "plain.mp4", "actions": [{{Created}}] }""", "$.parent:", "first action is not c2pa.opened" },
        { $$"""{ {{Generator}}, "base_path": "elsewhere", "parent": "plain.mp4" }""", "$.parent:", "elsewhere" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_cannot_be_signed_is_refused_with_line_and_path(string json, string place, string reason)
    {
        using var folder = new TempFolder();
        folder.Write("plain.mp4", Signing.Movie());
        byte[] broken = await Signing.SignAsync(Signing.Movie());
        broken[^20] ^= 1;
        folder.Write("broken.mp4", broken);
        var refused = await Assert.ThrowsAsync<SigningException>(() => ReadAsync(folder, json));
        Assert.StartsWith("definition.json:", refused.Message, StringComparison.Ordinal);
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_of_100_MB_is_refused_before_anything_else_happens()
    {
        using var folder = new TempFolder();
        byte[] json = Encoding.UTF8.GetBytes($$"""{ {{Generator}}, "title": "{{new string('a', 100_000_000)}}" }""");
        var refused = await Assert.ThrowsAsync<SigningException>(() =>
            ManifestDefinitionFile.ParseAsync(json, "definition.json", folder.Path, Validator, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("$.title: The title is longer than 1000000 bytes", refused.Message, StringComparison.Ordinal);

        string path = folder.Write("large.json", json);
        refused = await Assert.ThrowsAsync<SigningException>(() => ManifestDefinitionFile.ReadAsync(path, Validator, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(SigningFault.Limit, refused.Fault);
    }

    [Fact]
    public async Task An_ingredient_that_does_not_verify_is_kept_on_request()
    {
        using var folder = new TempFolder();
        byte[] broken = await Signing.SignAsync(Signing.Movie());
        broken[^20] ^= 1;
        folder.Write("broken.mp4", broken);
        string path = folder.Write("definition.json", Encoding.UTF8.GetBytes($$"""{ {{Generator}}, "parent": "broken.mp4" }"""));
        var file = await ManifestDefinitionFile.ReadAsync(path, Validator, keepUnverified: true, TestContext.Current.CancellationToken);
        var (_, result) = await GenerationSample.SignAsync(file.Definition);
        Assert.Equal(2, result.Manifests.Count);
    }

    private static Task<ManifestDefinitionFile> ReadAsync(TempFolder folder, string json) => ManifestDefinitionFile.ParseAsync(
        Encoding.UTF8.GetBytes(json), "definition.json", folder.Path, Validator, cancellationToken: TestContext.Current.CancellationToken);

    private static T Read<T>(ValidationResult result)
        where T : Assertion => Assert.Single(Assertions(result).OfType<T>());

    private static UnknownAssertion Unknown(ValidationResult result, string label) => Assert.IsType<UnknownAssertion>(Assertions(result).Single(a => a.Label == label));

    private static CborValue CborOf(UnknownAssertion assertion)
    {
        Assert.True(CborValue.TryParse(assertion.Content, ParserLimits.Default, out var value, out _));
        return value;
    }

    private static IEnumerable<Assertion> Assertions(ValidationResult result) => result.ActiveManifest!.Manifest.AssertionBoxes.Select(b => AssertionReader.Read(b, ParserLimits.Default));
}
