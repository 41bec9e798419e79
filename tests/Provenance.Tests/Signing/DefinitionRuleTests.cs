using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>Every contradiction in a definition is refused, with the rule that forbids it, before the signer is asked.</summary>
public sealed class DefinitionRuleTests
{
    private static readonly ClaimAction Created = new(ActionName.Created) { DigitalSourceType = DigitalSourceType.TrainedAlgorithmicMedia };

    private static readonly EmbeddedDataAssertion Icon = EmbeddedDataAssertion.Icon("image/svg+xml", "<svg/>"u8.ToArray());

    private static readonly IngredientAssertion Component = new(Relationship.ComponentOf) { Title = "clip" };

    private static readonly (string Name, ManifestDefinition Definition, string Clause)[] Cases =
    [
        ("no actions", With(), "18.15.2"),
        ("actions only gathered", With() with { GatheredAssertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)] }, "18.15.2"),
        ("empty actions", With(new ActionsAssertion([])), "18.15"),
        ("first action edits", With(new ActionsAssertion([new ClaimAction(ActionName.Edited)])), "18.15.2"),
        ("created twice", With(new ActionsAssertion([Created, Created])), "18.15.2"),
        ("created and opened", With(ActionsAssertion.Opened(new IngredientAssertion(Relationship.ParentOf), Created)), "18.15.2"),
        ("created in a second assertion", With(new ActionsAssertion([Created]), new ActionsAssertion([Created])), "18.15.2"),
        ("created without source", With(new ActionsAssertion([new ClaimAction(ActionName.Created)])), "18.15.2"),
        ("source is https", With(ActionsAssertion.Created(new DigitalSourceType("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"))), "18.15.4.5"),
        ("opened with source", With(new ActionsAssertion([Opened() with { DigitalSourceType = DigitalSourceType.DigitalCapture }])), "18.15.2"),
        ("opened without ingredient", With(ActionsAssertion.Opened()), "18.15.2"),
        ("opened with a component", With(ActionsAssertion.Opened(Component)), "18.15.2"),
        ("parent without opened", With(new ActionsAssertion([Created]), new IngredientAssertion(Relationship.ParentOf)), "18.16.3"),
        ("two parents", With(ActionsAssertion.Opened(new IngredientAssertion(Relationship.ParentOf)), new IngredientAssertion(Relationship.ParentOf)), "11.2.2"),
        ("component without placed", With(new ActionsAssertion([Created]), Component), "18.16.3"),
        ("placed without component", With(new ActionsAssertion([Created, new ClaimAction(ActionName.Placed)])), "18.15.4.7"),
        ("removed of this manifest", With(new ActionsAssertion([Created, Acting(ActionName.Removed, Component), Acting(ActionName.Placed, Component)])), "18.15.4.7"),
        ("transcoded a component", With(new ActionsAssertion([Created, Acting(ActionName.Transcoded, Component), Acting(ActionName.Placed, Component)])), "18.15.4.7"),
        ("redacted without reason", With(new ActionsAssertion([Created, new ClaimAction(ActionName.Redacted)])), "18.15.4.2"),
        ("translated without languages", With(new ActionsAssertion([Created, new ClaimAction(ActionName.Translated)])), "18.15.4.7"),
        ("bound watermark without binding", With(new ActionsAssertion([Created, new ClaimAction(ActionName.WatermarkedBound)])), "18.15.5"),
        ("deprecated action", With(new ActionsAssertion([Created, new ClaimAction("c2pa.color_adjustments")])), "18.15.1"),
        ("deprecated watermark action", With(new ActionsAssertion([Created, new ClaimAction("c2pa.watermarked")])), "18.15.1"),
        ("invented action of the standard", With(new ActionsAssertion([Created, new ClaimAction("c2pa.upscaled")])), "18.15.1"),
        ("action without namespace", With(new ActionsAssertion([Created, new ClaimAction("upscaled")])), "18.15.1"),
        ("unknown reason", With(new ActionsAssertion([Created with { Reason = "because" }])), "18.15.4.2"),
        ("parameter without namespace", With(new ActionsAssertion([Created with { Parameters = new() { AdditionalMembers = Member("strength") } }])), "18.15.4.7"),
        ("actors", With(new ActionsAssertion([Created with { AdditionalMembers = Member("actors") }])), "appendix C"),
        ("agent and index", With(new ActionsAssertion([Created with { SoftwareAgent = new("a"), SoftwareAgentIndex = 0 }]) with { SoftwareAgents = [new("b")] }), "18.15.4.4"),
        ("index past the end", With(new ActionsAssertion([Created with { SoftwareAgentIndex = 1 }]) with { SoftwareAgents = [new("b")] }), "18.15.6.2"),
        ("icon of the standard's action", With(new ActionsAssertion([Created]) with { Templates = [new("c2pa.edited") { Icon = Icon }] }), "18.15.6.3"),
        ("icon of all actions", With(new ActionsAssertion([Created]) with { Templates = [new("*") { Icon = Icon }] }), "18.15.6.3"),
        ("icon of another label", With(new ActionsAssertion([Created]) with { Templates = [new("com.example.upscaled") { Icon = EmbeddedDataAssertion.Text("x") }] }), "18.15.6.3"),
        ("related ingredient", With(new ActionsAssertion([Created with { Parameters = new() { RelatedAssertions = [Component] } }, Acting(ActionName.Placed, Component)])), "18.15.4.8"),
        ("ingredient that is none", With(new ActionsAssertion([Created with { Parameters = new() { Ingredients = [EmbeddedDataAssertion.Text("x")] } }])), "18.15.4.7"),
        ("reference to a box that does not exist yet", With(new ActionsAssertion([Created with { Parameters = new() { Ingredients = [new HashedUri("self#jumbf=c2pa.assertions/c2pa.ingredient.v3", new byte[32])] } }])), "by object"),
        ("deprecated actions label", With(UnknownAssertion.FromCbor("c2pa.actions", CborValue.Map(("actions", CborValue.Array(CborValue.Map(("action", CborValue.Text("c2pa.created")))))))), "appendix C"),
        ("deprecated ingredient label", Plus(UnknownAssertion.FromCbor("c2pa.ingredient", CborValue.Map(("relationship", CborValue.Text("inputTo"))))), "appendix C"),
        ("deprecated thumbnail label", Plus(new EmbeddedDataAssertion("c2pa.thumbnail.claim.jpeg", "image/jpeg", new byte[3])), "18.13.1"),
        ("training and mining of the standard", Plus(UnknownAssertion.FromCbor("c2pa.training-mining", CborValue.Map(("entries", CborValue.Null)))), "appendix C"),
        ("hard binding by hand", Plus(UnknownAssertion.FromCbor("c2pa.hash.data", CborValue.Map(("hash", CborValue.Bytes(new byte[32]))))), "9.2"),
        ("repository receipt", Plus(UnknownAssertion.FromJson("c2pa.repository-receipt", "{}")), "11.2.3"),
        ("external reference vouched for", Plus(UnknownAssertion.FromCbor("c2pa.external-reference", CborValue.Map(("location", CborValue.Map(("url", CborValue.Text("https://example.com/log"))))))), "18.24.1"),
        ("invented label of the standard", Plus(UnknownAssertion.FromJson("c2pa.invented", "{}")), "6.2.1"),
        ("label without namespace", Plus(UnknownAssertion.FromJson("note", "{}")), "6.2.2"),
        ("label with an instance suffix", Plus(UnknownAssertion.FromJson("com.example.note__1", "{}")), "6.2.2"),
        ("label with a slash", Plus(UnknownAssertion.FromJson("com.example/note", "{}")), "6.2.2"),
        ("two thumbnails", Plus(EmbeddedDataAssertion.ClaimThumbnail("image/png", new byte[1]), EmbeddedDataAssertion.ClaimThumbnail("image/png", new byte[2])), "18.13.1.1"),
        ("broken JSON", Plus(UnknownAssertion.FromJson("com.example.note", "{\"a\":")), "JSON"),
        ("broken CBOR", Plus(new UnknownAssertion("com.example.note", AssertionContentKind.Cbor, new byte[] { 0x61 })), "CBOR"),
        ("metadata without context", Plus(MetadataAssertion.FromJson("{\"dc:title\":\"x\"}")), "18.17"),
        ("wrong media type", Plus(EmbeddedDataAssertion.File("video", new byte[1])), "18.12.2"),
        ("unknown relationship", Plus(UnknownAssertion.FromCbor("c2pa.ingredient.v3", CborValue.Map(("relationship", CborValue.Text("cousinOf"))))), "18.16.3"),
        ("ingredient of two minds", Plus(new IngredientAssertion(Relationship.InputTo)
        {
            ActiveManifest = new("self#jumbf=/c2pa/urn:c2pa:x", new byte[32]), ClaimSignature = new("self#jumbf=/c2pa/urn:c2pa:x/c2pa.signature", new byte[32]),
            ValidationResults = CborValue.Map(("specVersion", CborValue.Text("2.4.0"))), DigitalSourceType = DigitalSourceType.Print,
        }), "18.16.6"),
        ("soft binding without blocks", Plus(new SoftBindingAssertion("com.example.mark", [])), "18.10.2"),
        ("AI disclosure of no model", Plus(new AiDisclosureAssertion(string.Empty)), "18.28.2"),
        ("AI disclosure of no domain", Plus(new AiDisclosureAssertion("c2pa.types.model") { ScientificDomains = ["physics"] }), "18.28.2"),
        ("measurement below zero", Plus(new EnvironmentalSustainabilityAssertion { Energy = new(-1) }), "18.26"),
        ("measurement that is not a number", Plus(new EnvironmentalSustainabilityAssertion { Water = new(double.NaN) }), "18.26"),
        ("two certificate status assertions", Plus(new CertificateStatusAssertion([new byte[1]]), new CertificateStatusAssertion([new byte[2]])), "18.19.3"),
        ("time-stamp of no manifest", Plus(new TimestampAssertion(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["me"] = new byte[1] })), "18.18"),
        ("external hash of another length", Plus() with { GatheredAssertions = [new ExternalReferenceAssertion("https://example.com/log") { Algorithm = "sha256", Hash = new byte[20] }] }, "13.1"),
        ("external actions", Plus() with { GatheredAssertions = [new ExternalReferenceAssertion("https://example.com/log") { ReferencedLabel = "c2pa.actions.v2" }] }, "18.24.1"),
        ("asset type without namespace", Plus(new AssetTypeAssertion([new AssetType("model")])), "18.21"),
        ("permission of the old label", Plus(new TrainingMiningAssertion(new Dictionary<string, TrainingMiningPermission>(StringComparer.Ordinal) { ["c2pa.ai_training"] = new(TrainingMiningUse.NotAllowed) })), "cawg.ai_training"),
        ("empty generator name", With(new ActionsAssertion([Created])) with { ClaimGenerator = new(string.Empty) }, "10.2.3.2"),
        ("generator member without namespace", With(new ActionsAssertion([Created])) with { ClaimGenerator = new("a") { AdditionalMembers = Member("build") } }, "10.2.3.2"),
        ("empty title", With(new ActionsAssertion([Created])) with { Title = string.Empty }, "10.2.2"),
        ("title of 100 MB", With(new ActionsAssertion([Created])) with { Title = new string('x', 100_000_000) }, "10.2.2"),
        ("title that is no Unicode", With(new ActionsAssertion([Created])) with { Title = "fox \ud800" }, "10.2.2"),
        ("listed twice", Plus(Component, Component), "10.2.2"),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    [Clause("18.15.1-b", "18.15.2-a", "18.15.2-c", "18.15.2-g", "18.15.4.2-a", "18.15.4.2-b", "18.15.4.4-a", "18.15.4.4-b", "18.15.4.5-a", "18.15.4.7-a", "18.15.4.7-b", "18.15.4.7-c", "18.15.4.7-e", "18.15.4.8-c", "18.15.5-a", "18.15.6.3-a", "18.15.11-a", "18.16.3-b", "18.16.3-c", "18.16.3-d", "18.16.3-e")]
    public async Task A_definition_that_breaks_a_rule_is_refused_with_the_rule(string name)
    {
        var (_, definition, clause) = Cases.Single(c => c.Name == name);
        var signer = new CountingSigner();

        var exception = await Sample.RefusedAsync(SigningFault.InvalidDefinition, definition, signer);

        Assert.Contains(clause, exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Length < 500, "The message repeats what was given at length.");
        Assert.Equal(0, signer.Calls);
    }

    [Fact]
    public async Task What_the_rules_allow_is_signed()
    {
        var parent = new IngredientAssertion(Relationship.ParentOf) { Title = "original.mov", MediaType = "video/quicktime" };
        var softBinding = SoftBindingAssertion.OfWholeAsset("com.example.mark.1", new byte[] { 1, 2 });
        var definition = With(
            ActionsAssertion.Opened(
                parent,
                Acting(ActionName.Transcoded, parent),
                Acting(ActionName.Placed, Component),
                new ClaimAction(ActionName.Edited) { DigitalSourceType = DigitalSourceType.CompositeWithTrainedAlgorithmicMedia, Changes = [new(RegionRange.Temporal(TimeSpan.Zero, TimeSpan.FromSeconds(2.5)))] },
                new ClaimAction(ActionName.Translated) { Parameters = new() { SourceLanguage = "en", TargetLanguage = "de" } },
                new ClaimAction("com.example.upscaled") { Parameters = new() { AdditionalMembers = Member("com.example.factor") } },
                new ClaimAction(ActionName.WatermarkedBound) { Parameters = new() { RelatedAssertions = [softBinding] } }),
            MetadataAssertion.FromJson("{\"@context\":{\"dc\":\"http://purl.org/dc/elements/1.1/\"},\"dc:title\":\"x\"}"),
            EmbeddedDataAssertion.ClaimThumbnail("image/png", new byte[10]),
            new AiDisclosureAssertion("c2pa.types.model.pytorch") { ModelName = "Fox", ModelIdentifier = "pkg:huggingface/example/fox@1", HumanOversight = HumanOversight.PromptGuided, ScientificDomains = ["cs.AI"] },
            new EnvironmentalSustainabilityAssertion { Energy = new(0.25, "com.example.metered") },
            TrainingMiningAssertion.All(new(TrainingMiningUse.NotAllowed))) with
        { GatheredAssertions = [new ExternalReferenceAssertion("https://example.com/log")] };

        var manifest = Sample.ActiveManifest(await Sample.SignAsync(definition));

        Assert.Equal(7, Sample.Actions(manifest).Actions.Count);
        Assert.Contains("c2pa.soft-binding", manifest.Child("c2pa.assertions")!.Children.Select(c => c.Label));
    }

    [Fact]
    public async Task Assertions_larger_than_validators_read_are_refused()
    {
        var options = Sample.Options() with { IngredientValidation = new ValidationOptions { Limits = new ParserLimits { MaxManifestStoreSize = 50_000 } } };
        await Sample.RefusedAsync(SigningFault.Limit, Plus(EmbeddedDataAssertion.File("application/octet-stream", new byte[60_000])), options: options);
        await Sample.RefusedAsync(SigningFault.Limit, Plus(EmbeddedDataAssertion.File("application/octet-stream", new byte[49_500])), options: options);
    }

    [Fact]
    [Clause("18.15.6.3-c", "18.15.6.3-d")]
    public async Task The_icon_of_an_action_of_ones_own_is_embedded_and_referred_to()
    {
        var upscaled = new ClaimAction("com.example.upscaled");
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(With(new ActionsAssertion([Created, upscaled]) with { Templates = [new("com.example.upscaled") { Icon = Icon }] })));

        var icon = HashedUri.FromCbor(CborOf(manifest, "c2pa.actions.v2")["templates"]!.Items[0]["icon"])!;
        Assert.Equal("self#jumbf=c2pa.assertions/c2pa.icon", icon.Url);
        Assert.Equal(SHA256.HashData(manifest.Child("c2pa.assertions")!.Child("c2pa.icon")!.HashedContent.Span), icon.Hash.ToArray());
    }

    private static CborValue CborOf(JumbfSuperbox manifest, string label) =>
        CborValue.TryParse(manifest.Child("c2pa.assertions")!.Child(label)!.Content("cbor")!.Value, ParserLimits.Default, out var value, out string? error)
            ? value : throw new InvalidDataException(error);

    private static ManifestDefinition With(params IReadOnlyList<Assertion> assertions) => new() { ClaimGenerator = new("Acme Video", "2.1.0"), Assertions = assertions };

    private static ManifestDefinition Plus(params IReadOnlyList<Assertion> assertions) => With([new ActionsAssertion([Created]), .. assertions]);

    private static ClaimAction Acting(string name, IngredientAssertion ingredient) => new(name) { Parameters = new ActionParameters { Ingredients = [ingredient] } };

    private static ClaimAction Opened() => Acting(ActionName.Opened, new IngredientAssertion(Relationship.ParentOf));

    private static Dictionary<string, CborValue> Member(string key) => new(StringComparer.Ordinal) { [key] = CborValue.Integer(1) };

    private sealed class CountingSigner : ClaimSigner
    {
        private readonly TestCredential _credential = TestPki.Default.Signer();

        public int Calls { get; private set; }

        public override SigningAlgorithm Algorithm => _credential.Algorithm;

        public override IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> CertificateChain => _credential.Chain;

        protected internal override ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Calls++;
            return new(ReadOnlyMemory<byte>.Empty);
        }
    }
}
