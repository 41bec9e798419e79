using Provenance.Testing;
using Provenance.Tests.Bmff;
using static Provenance.Tests.Generation.GenerationSample;

namespace Provenance.Tests.Generation;

/// <summary>What a generator signs is what a receiver reads: each way of making a video, there and back.</summary>
public sealed class GeneratedVideoTests
{
    [Fact]
    public async Task Text_to_video_says_model_provider_time_and_permissions()
    {
        var (_, result) = await SignAsync(GeneratedVideo.FromText(Details with { Seed = "42" }));
        var generation = result.Generation;

        Assert.Equal(AiInvolvement.Wholly, generation.Involvement);
        Assert.True(generation.IsTrusted);
        Assert.Equal("Acme Corporation", generation.Provider);
        Assert.Equal(new ClaimGeneratorInfo("Acme Video", "2.1"), generation.System! with { AdditionalMembers = new ClaimGeneratorInfo("x").AdditionalMembers });
        Assert.Equal([new DisclosedModel("Acme Video", "2.1", "pkg:huggingface/acme/video@2.1", "c2pa.types.model.pytorch")], generation.Models);
        Assert.Equal(TestPki.Now.AddMinutes(-5), generation.When);
        Assert.Equal(HumanOversight.PromptGuided, generation.HumanOversight);
        Assert.Equal(TrainingMiningUse.NotAllowed, generation.TrainingAndDataMining!.Entries[TrainingMiningAssertion.AiGenerativeTraining].Use);
        Assert.Equal([GenerationInputKind.Seed], generation.Inputs.Select(i => i.Kind));
        Assert.Equal([DigitalSourceType.TrainedAlgorithmicMedia], generation.DigitalSourceTypes);
        Assert.Empty(generation.Edits);
    }

    [Fact]
    public async Task A_prompt_stays_private_unless_it_is_asked_for()
    {
        var (omitted, without) = await SignAsync(GeneratedVideo.FromText(Details));
        Assert.False(Contains(omitted, "Alice"));
        Assert.DoesNotContain(without.Generation.Inputs, i => i.Kind == GenerationInputKind.Prompt);

        var (hashed, withHash) = await SignAsync(GeneratedVideo.FromText(Details with { PromptPolicy = PromptPolicy.Hash }));
        Assert.False(Contains(hashed, "Alice"));
        Assert.True(Contains(hashed, GeneratedVideo.NameOf(Details.Prompt!)));
        Assert.False(Assert.Single(withHash.Generation.Inputs).IsEmbedded);

        var (embedded, withText) = await SignAsync(GeneratedVideo.FromText(Details with { PromptPolicy = PromptPolicy.Embed }));
        Assert.True(Contains(embedded, "for Alice"));
        Assert.True(Assert.Single(withText.Generation.Inputs).IsEmbedded);
    }

    [Fact]
    public void The_hash_of_a_prompt_is_a_name_of_rfc_6920() =>
        Assert.Equal("ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk", GeneratedVideo.NameOf("Hello World!"));

    [Fact]
    public async Task Image_to_video_names_a_picture_without_credentials()
    {
        var image = await IngredientAsync(Png, Relationship.InputTo, new() { Title = "fox.png" });
        var (_, result) = await SignAsync(GeneratedVideo.FromImage(Details, image));

        Assert.Equal(AiInvolvement.Wholly, result.Generation.Involvement);
        Assert.Equal(new GenerationInput(GenerationInputKind.Image, "fox.png", "image/png", null, false), Assert.Single(result.Generation.Inputs));
    }

    [Fact]
    public async Task Video_to_video_carries_the_manifest_of_the_source_and_what_validating_it_found()
    {
        var (source, original) = await SignAsync(new ManifestDefinition
        {
            ClaimGenerator = new("Camera", "1"),
            Title = "Fox, filmed",
            Assertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)],
        });
        var (_, result) = await SignAsync(GeneratedVideo.FromVideo(Details, await IngredientAsync(source, Relationship.InputTo)));

        Assert.Equal(2, result.Manifests.Count);
        Assert.Equal(original.ActiveManifest!.Manifest.StoredBox.Encoded.ToArray(), result.Manifests[1].Manifest.StoredBox.Encoded.ToArray());
        var input = Assert.Single(result.Generation.Inputs);
        Assert.Equal((GenerationInputKind.Video, original.ActiveManifest.Manifest.Label), (input.Kind, input.ManifestLabel));
        var recorded = ValidationResultsMap.FromCbor(result.ActiveManifest!.Ingredients.Single(i => i.ActiveManifest is not null).ValidationResults);
        Assert.Contains(recorded!.ActiveManifest!, s => s.Code == ValidationStatusCode.AssertionBmffHashMatch);

        // The camera's footage is not in the picture any more.
        Assert.Equal(AiInvolvement.Wholly, result.Generation.Involvement);
        Assert.DoesNotContain(result.IngredientDeltas.SelectMany(d => d.Statuses), s => s.Kind == ValidationStatusKind.Failure);
    }

    [Fact]
    public async Task An_edit_that_keeps_footage_is_partly_generated_and_says_where()
    {
        var (source, _) = await SignAsync(new ManifestDefinition { ClaimGenerator = new("Camera", "1"), Assertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)] });
        var region = new RegionOfInterest(RegionRange.Temporal(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        var (_, result) = await SignAsync(GeneratedVideo.Edited(Details, await IngredientAsync(source, Relationship.ParentOf), [region]));

        Assert.Equal(AiInvolvement.Partly, result.Generation.Involvement);
        var edit = Assert.Single(result.Generation.Edits);
        Assert.Equal(ActionName.Edited, edit.Name);
        Assert.Equal(DigitalSourceType.CompositeWithTrainedAlgorithmicMedia, edit.DigitalSourceType);
        Assert.Equal("temporal", Assert.Single(Assert.Single(edit.Changes).Ranges).Type);
        Assert.Equal(Relationship.ParentOf, result.Generation.History!.Ingredients.First(i => i.Manifest is not null).Relationship);
    }

    [Fact]
    public async Task An_edit_in_place_takes_its_parent_from_the_input()
    {
        var (source, _) = await SignAsync(GeneratedVideo.FromText(Details));
        var (_, result) = await SignAsync(
            GeneratedVideo.Edited(Details with { Model = new("Retoucher", "3") }, null), source, Signing.Options with { IfSigned = IfSigned.Ingredient });

        Assert.Equal(AiInvolvement.Partly, result.Generation.Involvement);
        Assert.Equal(["Retoucher", "Acme Video"], result.Generation.Models.Select(m => m.Name));
        Assert.Equal(["c2pa.created", "c2pa.edited"], result.Generation.History!.Timeline().SelectMany(e => e.Actions).Where(a => a.Name != "c2pa.opened").Select(a => a.Name));
    }

    [Fact]
    public async Task Another_product_may_make_the_claim_about_the_model_of_a_provider()
    {
        var (_, result) = await SignAsync(GeneratedVideo.FromText(Details with { ClaimGenerator = new("Chat Assistant", "7"), SoftwareAgent = new("Hosted Video", "2026-11") }));
        Assert.Equal("Chat Assistant", result.ActiveManifest!.Manifest.Claim!.ClaimGenerator!.Name);
        Assert.Equal("Hosted Video", result.Generation.System!.Name);
        Assert.Equal("Acme Video", Assert.Single(result.Generation.Models).Name);
    }

    [Fact]
    public async Task A_watermark_is_an_action_that_names_its_soft_binding()
    {
        var (_, result) = await SignAsync(GeneratedVideo.FromText(Details with { SoftBinding = SoftBindingAssertion.OfWholeAsset("com.aiwatermark.videoseal.1", new byte[] { 1, 2, 3 }) }));
        Assert.Equal("com.aiwatermark.videoseal.1", Assert.Single(result.Generation.SoftBindings).Algorithm);
        Assert.Equal(ActionName.WatermarkedBound, Assert.Single(result.Generation.Edits).Name);
    }

    [Fact]
    public async Task Without_credentials_everything_is_unknown_and_a_changed_file_proves_nothing()
    {
        var unsigned = (await Signing.ValidateAsync(Signing.Movie())).Generation;
        Assert.Equal(AiInvolvement.Unknown, unsigned.Involvement);
        Assert.Null(unsigned.History);
        Assert.False(unsigned.HoldsTogether);

        var (file, _) = await SignAsync(GeneratedVideo.FromText(Details));
        file[^20] ^= 1;
        var changed = await Signing.ValidateAsync(file);
        Assert.Equal(ValidationState.Invalid, changed.State);
        Assert.Equal(AiInvolvement.Unknown, changed.Generation.Involvement);
        Assert.Equal(AiInvolvement.Wholly, changed.Generation.ClaimedInvolvement);
    }
}
