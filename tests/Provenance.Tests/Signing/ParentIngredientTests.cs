using System.Security.Cryptography;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>A signed input becomes the parentOf ingredient, its history kept byte for byte.</summary>
public sealed class ParentIngredientTests
{
    [Fact]
    [Clause("10.3.2.2-a", "11.1.2-c", "18.16.11.1-a")]
    public async Task The_manifests_of_the_parent_are_carried_over_in_front_unchanged()
    {
        var first = await Sample.SignAsync();
        var second = await Sample.SignAsync(options: Options(2), parent: Parent(first));
        var third = await Sample.SignAsync(options: Options(3), parent: Parent(second));

        var manifests = Sample.Read(third.Store).Children;
        Assert.Equal(3, manifests.Count);
        Assert.Equal(3, manifests.Select(m => m.Label).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Hex(Sample.Read(first.Store).Children[0].Encoded), Hex(manifests[0].Encoded));
        Assert.Equal(Hex(Sample.Read(second.Store).Children[1].Encoded), Hex(manifests[1].Encoded));
    }

    [Fact]
    [Clause("15.2.1-c", "15.2.1-d", "18.16.1-a", "18.16.2-a", "18.16.3-a", "18.16.4-b", "18.16.5-a", "18.16.5-b", "18.16.12.3-a", "18.16.12.3-b", "18.16.12.3-d", "18.16.12.4.1-a", "18.16.12.4.1-b", "18.16.12.4.3-b", "18.16.12.4.3-e")]
    public async Task The_ingredient_refers_to_the_parents_manifest_and_signature_and_records_its_validation()
    {
        var first = await Sample.SignAsync();
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(options: Options(2), parent: Parent(first)));
        var parent = Sample.ActiveManifest(first);

        var ingredient = Assert.IsType<IngredientAssertion>(Sample.Assertion(manifest, "c2pa.ingredient.v3"));
        Assert.Equal(Relationship.ParentOf, ingredient.Relationship);
        Assert.Equal("video/mp4", ingredient.MediaType);
        Assert.Null(ingredient.Title);
        Assert.Equal($"self#jumbf=/c2pa/{parent.Label}", ingredient.ActiveManifest!.Url);
        Assert.Equal(Hash(parent), Hex(ingredient.ActiveManifest.Hash));
        Assert.Equal($"self#jumbf=/c2pa/{parent.Label}/c2pa.signature", ingredient.ClaimSignature!.Url);
        Assert.Equal(Hash(parent.Child("c2pa.signature")!), Hex(ingredient.ClaimSignature.Hash));
        var recorded = ValidationResultsMap.FromCbor(ingredient.ValidationResults)!;
        Assert.Equal([ValidationStatusCode.AssertionBmffHashMatch, ValidationStatusCode.SigningCredentialUntrusted], recorded.ActiveManifest!.Select(s => s.Code));
    }

    [Fact]
    [Clause("18.15.2-e", "18.15.2-f", "18.15.4.7-b")]
    public async Task Opened_comes_first_and_refers_to_the_ingredient()
    {
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(options: Options(2), parent: Parent(await Sample.SignAsync())));

        var opened = Sample.Actions(manifest).Actions[0];
        Assert.Equal(ActionName.Opened, opened.Name);
        Assert.Null(opened.DigitalSourceType);
        Assert.Equal(TestPki.Now, opened.When);
        var reference = Assert.Single(opened.Parameters!.Ingredients).Uri!;
        Assert.Equal("self#jumbf=c2pa.assertions/c2pa.ingredient.v3", reference.Url);
        Assert.Equal(Hash(manifest.Child("c2pa.assertions")!.Child("c2pa.ingredient.v3")!), Hex(reference.Hash));
    }

    [Fact]
    public async Task What_an_intact_parent_already_says_is_not_said_again()
    {
        var parent = Parent(await Sample.SignAsync());
        Assert.Equal([ActionName.Opened], await ActionsOf(Sample.Definition, parent));
    }

    [Fact]
    [Clause("18.15.3-c")]
    public async Task Opening_and_saving_unchanged_says_that_this_was_all()
    {
        var parent = Parent(await Sample.SignAsync());
        var actions = Sample.Actions(Sample.ActiveManifest(await Sample.SignAsync(Sample.Definition with { Assertions = [] }, options: Options(2), parent: parent)));
        Assert.Equal([ActionName.Opened], actions.Actions.Select(a => a.Name));
        Assert.True(actions.AllActionsIncluded);
    }

    [Fact]
    [Clause("18.16.11.1-b")]
    public async Task What_nobody_refers_to_is_carried_over_too()
    {
        var first = await Sample.SignAsync();
        byte[] unreferenced = new TestManifest { Label = "urn:c2pa:00000000-0000-4000-8000-0000000000ee" }.ToBox();
        byte[] unknown = JumbfWriter.Superbox(JumbfTypes.Json, "com.example.box", [], [JumbfWriter.Box("json", "{}"u8)]);
        byte[] store = JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", [], [unreferenced, unknown, Sample.ActiveManifest(first).Encoded]);
        var signed = await Sample.SignAsync(options: Options(2), parent: Parent(first) with { ManifestStores = [store] });
        Assert.Equal([Hex(unreferenced), Hex(unknown), Hex(Sample.ActiveManifest(first).Encoded)], Sample.Read(signed.Store).Children.Take(3).Select(c => Hex(c.Encoded)));
    }

    [Fact]
    public async Task A_digital_source_type_the_parent_does_not_state_becomes_an_edit()
    {
        var camera = Sample.Definition with { Assertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)] };
        var parent = Parent(await Sample.SignAsync(camera));
        var when = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var definition = Sample.Definition with
        {
            Assertions = [ActionsAssertion.Created(DigitalSourceType.CompositeWithTrainedAlgorithmicMedia, new("Inpainter", "3"), when).Then(new ClaimAction("com.example.graded"))],
        };

        var actions = Sample.Actions(Sample.ActiveManifest(await Sample.SignAsync(definition, options: Options(2), parent: parent))).Actions;

        Assert.Equal([ActionName.Opened, ActionName.Edited, "com.example.graded"], actions.Select(a => a.Name));
        Assert.Equal(DigitalSourceType.CompositeWithTrainedAlgorithmicMedia, actions[1].DigitalSourceType);
        Assert.Equal("Inpainter", actions[1].SoftwareAgent!.Name);
        Assert.Equal(when, actions[1].When);
    }

    [Fact]
    public async Task An_edit_is_kept_when_the_parents_media_was_changed_since()
    {
        var first = await Sample.SignAsync();
        Assert.Equal([ActionName.Opened, ActionName.Edited], await ActionsOf(Sample.Definition, Parent(first, ValidationStatusCode.AssertionBmffHashMismatch)));
    }

    [Fact]
    [Clause("15.2.1-d", "18.16.12.4.1-b")]
    public async Task A_parent_that_does_not_verify_is_recorded_as_it_is_and_the_caller_told()
    {
        var parent = Parent(await Sample.SignAsync(), ValidationStatusCode.AssertionBmffHashMismatch);
        var signed = await Sample.SignAsync(options: Options(2), parent: parent with { Validation = parent.Validation! with { State = ValidationState.Invalid } });

        Assert.Contains("assertion.bmffHash.mismatch", Assert.Single(signed.Warnings), StringComparison.Ordinal);
        var ingredient = Assert.IsType<IngredientAssertion>(Sample.Assertion(Sample.ActiveManifest(signed), "c2pa.ingredient.v3"));
        Assert.Contains(ValidationStatusCode.AssertionBmffHashMismatch, ValidationResultsMap.FromCbor(ingredient.ValidationResults)!.ActiveManifest!.Select(s => s.Code));
    }

    [Fact]
    [Clause("18.16.3-d")]
    public async Task Opened_without_an_ingredient_gets_the_parent()
    {
        var parent = Parent(await Sample.SignAsync());
        Assert.Equal(
            [ActionName.Opened, ActionName.Transcoded],
            await ActionsOf(Sample.Definition with { Assertions = [ActionsAssertion.Opened(null, new ClaimAction(ActionName.Transcoded))] }, parent));
        Assert.Equal([ActionName.Opened, ActionName.Trimmed], await ActionsOf(Sample.Definition with { Assertions = [new ActionsAssertion([new ClaimAction(ActionName.Trimmed)])] }, parent));
        Assert.Equal([ActionName.Opened], await ActionsOf(Sample.Definition with { Assertions = [] }, parent));
    }

    [Fact]
    [Clause("11.2.2")]
    public async Task A_second_parent_is_refused()
    {
        var parent = Parent(await Sample.SignAsync());
        var definition = Sample.Definition with { Assertions = [ActionsAssertion.Opened(new IngredientAssertion(Relationship.ParentOf))] };
        await Sample.RefusedAsync(SigningFault.InvalidDefinition, definition, options: Options(2), parent: parent);
    }

    [Fact]
    [Clause("18.16.4-a", "18.16.12.3-c", "18.16.12.4.3-a")]
    public async Task A_parent_without_credentials_is_an_ingredient_that_carries_the_source_type()
    {
        var parent = new ParentAsset([], null, "video/mp4", "clip.mp4");
        var manifest = Sample.ActiveManifest(await Sample.SignAsync(parent: parent));

        var ingredient = Assert.IsType<IngredientAssertion>(Sample.Assertion(manifest, "c2pa.ingredient.v3"));
        Assert.Equal("clip.mp4", ingredient.Title);
        Assert.Equal(DigitalSourceType.TrainedAlgorithmicMedia, ingredient.DigitalSourceType);
        Assert.Null(ingredient.ActiveManifest);
        Assert.Equal(ActionName.Opened, Assert.Single(Sample.Actions(manifest).Actions).Name);
    }

    [Fact]
    public async Task Credentials_that_cannot_be_read_are_not_lost_in_silence()
    {
        var first = await Sample.SignAsync();
        var parent = Parent(first);
        await Sample.RefusedAsync(SigningFault.UnsupportedInput, options: Options(2), parent: parent with { ManifestStores = [first.Store[..^1]] });
        await Sample.RefusedAsync(SigningFault.UnsupportedInput, options: Options(2), parent: parent with { ManifestStores = [Sample.ActiveManifest(first).Encoded] });
        await Sample.RefusedAsync(SigningFault.UnsupportedInput, options: Options(2), parent: parent with { Validation = parent.Validation! with { ActiveManifest = null } });
    }

    private static async Task<string[]> ActionsOf(ManifestDefinition definition, ParentAsset parent) =>
        [.. Sample.Actions(Sample.ActiveManifest(await Sample.SignAsync(definition, options: Options(2), parent: parent))).Actions.Select(a => a.Name)];

    private static ParentAsset Parent(SignedManifest signed, ValidationStatusCode? media = null)
    {
        var active = ManifestStoreReader.Read([signed.Store], ParserLimits.Default).Store!.Active!;
        IReadOnlyList<ValidationStatus> statuses =
            [new(media ?? ValidationStatusCode.AssertionBmffHashMatch, active.Url + "/c2pa.assertions/c2pa.hash.bmff.v3"), new(ValidationStatusCode.SigningCredentialUntrusted, active.Url + "/c2pa.signature")];
        var validation = new ValidationResult
        {
            State = ValidationState.Valid,
            Statuses = statuses,
            ActiveManifest = new ManifestReport { Manifest = active, Statuses = statuses },
            ValidationTime = TestPki.Now,
        };
        return new ParentAsset([signed.Store], validation, "video/mp4", "fox.mp4");
    }

    private static SigningOptions Options(int seed) => Sample.Options() with { Randomness = Sample.Stream(seed) };

    private static string Hash(JumbfSuperbox box) => Convert.ToHexString(ContentHash.Compute(HashAlgorithmName.SHA256, box.HashedContent.Span));

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
