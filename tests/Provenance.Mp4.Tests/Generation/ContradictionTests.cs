using Provenance.Cbor;
using Provenance.Tests.Bmff;
using static Provenance.Tests.Generation.GenerationSample;

namespace Provenance.Tests.Generation;

/// <summary>Contradictions are refused at signing, with the rule that forbids them.</summary>
public sealed class ContradictionTests
{
    private static readonly ClaimGeneratorInfo Tool = new("Acme Cutter", "1.0");

    [Theory]
    [InlineData("created and opened", "18.15.2")]
    [InlineData("source type on opened", "18.15.2")]
    [InlineData("opened without parent", "18.15.2")]
    [InlineData("placed without component", "18.15.4.7")]
    [InlineData("translated without languages", "18.15.4.7")]
    [InlineData("unknown relationship", "18.16.3")]
    [InlineData("unknown relationship in raw content", "18.16.3")]
    [InlineData("deprecated action", "18.15.1")]
    [InlineData("deprecated label", "appendix C")]
    [InlineData("unknown source type", "18.15.4.5")]
    [InlineData("title of 100 MB", "10.2.2")]
    [InlineData("watermark without binding", "18.15.5")]
    [InlineData("two parents", "11.2.2")]
    [InlineData("created without source type", "18.15.2")]
    [InlineData("redacted without reason", "18.15.4.2")]
    [InlineData("deprecated training assertion", "cawg.training-mining takes its place")]
    [InlineData("not a number in raw content", "not finite")]
    [InlineData("infinity deep in an action", "not finite")]
    [InlineData("soft binding algorithm without owner", "18.10.4")]
    public async Task A_definition_that_contradicts_itself_is_refused(string what, string clause)
    {
        var created = ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia);
        var component = new IngredientAssertion(Relationship.ComponentOf) { Title = "clip.mp4" };
        var parent = new IngredientAssertion(Relationship.ParentOf) { Title = "film.mp4" };
        Assertion[] assertions = what switch
        {
            "created and opened" => [created.Then(new ClaimAction(ActionName.Opened) { Parameters = new() { Ingredients = [parent] } })],
            "source type on opened" => [new ActionsAssertion([new ClaimAction(ActionName.Opened) { DigitalSourceType = DigitalSourceType.DigitalCapture, Parameters = new() { Ingredients = [parent] } }])],
            "opened without parent" => [ActionsAssertion.Opened(component)],
            "placed without component" => [created.Then(new ClaimAction(ActionName.Placed))],
            "translated without languages" => [created.Then(new ClaimAction(ActionName.Translated) { Parameters = new() { SourceLanguage = "en" } })],
            "unknown relationship" => [created.Then(new ClaimAction(ActionName.Edited) { Parameters = new() { Ingredients = [new IngredientAssertion((Relationship)7)] } })],
            "unknown relationship in raw content" => [created, UnknownAssertion.FromCbor("c2pa.ingredient.v3", CborValue.Map(("relationship", CborValue.Text("siblingOf"))))],
            "deprecated action" => [created.Then(new ClaimAction("c2pa.color_adjustments"))],
            "deprecated label" => [created, UnknownAssertion.FromCbor("c2pa.ingredient.v2", CborValue.Map(("relationship", CborValue.Text("componentOf"))))],
            "unknown source type" => [ActionsAssertion.Created(new DigitalSourceType("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"))],
            "watermark without binding" => [created.Then(new ClaimAction(ActionName.WatermarkedBound))],
            "created without source type" => [new ActionsAssertion([new ClaimAction(ActionName.Created)])],
            "redacted without reason" => [created.Then(new ClaimAction(ActionName.Redacted))],
            "deprecated training assertion" => [created, UnknownAssertion.FromCbor("c2pa.training-mining", CborValue.Map(("entries", CborValue.Map(("c2pa.data_mining", CborValue.Null)))))],
            "not a number in raw content" => [created, new UnknownAssertion("com.example.render", AssertionContentKind.Cbor, new byte[] { 0xA1, 0x61, 0x6E, 0xF9, 0x7E, 0x00 })],
            "infinity deep in an action" => [created.Then(new ClaimAction(ActionName.Edited) { AdditionalMembers = new Dictionary<string, CborValue> { ["com.example.x"] = Infinity } })],
            "soft binding algorithm without owner" => [created, SoftBindingAssertion.OfWholeAsset("phash", new byte[] { 1 })],
            "two parents" => [ActionsAssertion.Opened(parent), parent with { Title = "another.mp4" }],
            _ => [created],
        };
        var definition = new ManifestDefinition { ClaimGenerator = Tool, Title = what.StartsWith("title", StringComparison.Ordinal) ? new string('x', 100 << 20) : "A fox", Assertions = assertions };

        var refused = await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(Signing.Movie(), definition: definition));
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
        Assert.Contains(clause, refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 1000);
    }

    private static CborValue Infinity
    {
        get
        {
            Assert.True(CborValue.TryParse(new byte[] { 0x81, 0xF9, 0x7C, 0x00 }, ParserLimits.Default, out var value, out _));
            return value;
        }
    }

    [Fact]
    public void Numbers_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionRange.Rectangle(double.NaN, 0, 10, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionRange.Rectangle(0, 0, double.PositiveInfinity, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionRange.Temporal(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void What_cannot_be_is_refused_before_signing()
    {
        var component = new IngredientAssertion(Relationship.ComponentOf);
        Refused("inputTo", () => GeneratedVideo.FromImage(Details, component));
        Refused("parentOf", () => GeneratedVideo.Edited(Details, component));
        Refused("componentOf", () => VideoEdit.Concatenated(Tool, new IngredientAssertion(Relationship.InputTo)));
        Refused("provider", () => GeneratedVideo.FromText(Details with { Provider = " " }));
        Refused("neither a URI", () => GeneratedVideo.FromText(Details with { Model = Model with { Identifier = "not a uri" } }));
        Refused("prompt", () => GeneratedVideo.FromText(Details with { Prompt = new string('x', 2_000_000), PromptPolicy = PromptPolicy.Embed }));
        Assert.Throws<ArgumentException>(() => GeneratedVideo.FromImage(Details));
    }

    private static void Refused(string message, Func<ManifestDefinition> define)
    {
        var refused = Assert.Throws<SigningException>(define);
        Assert.Equal(SigningFault.InvalidDefinition, refused.Fault);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
