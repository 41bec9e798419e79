using static Provenance.Tests.Generation.GenerationSample;

namespace Provenance.Tests.Generation;

/// <summary>What happens to a video later keeps its history and says no more than what was done.</summary>
public sealed class VideoEditTests
{
    private static readonly ClaimGeneratorInfo Tool = new("Acme Cutter", "1.0");

    public static TheoryData<string> Kinds => ["transcoded", "repackaged", "trimmed", "resized.proportional", "enhanced", "dubbed", "translated"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_edit_is_legal_and_keeps_the_history(string kind)
    {
        var (source, _) = await SignAsync(GeneratedVideo.FromText(Details));
        var parent = await IngredientAsync(source, Relationship.ParentOf);
        var definition = kind switch
        {
            "transcoded" => VideoEdit.Transcoded(Tool, parent),
            "repackaged" => VideoEdit.Repackaged(Tool, parent),
            "trimmed" => VideoEdit.Trimmed(Tool, parent),
            "resized.proportional" => VideoEdit.Upscaled(Tool, parent),
            "enhanced" => VideoEdit.Upscaled(Tool, parent, new GenerativeModel("Sharpener", "1")),
            "dubbed" => VideoEdit.Dubbed(Tool, parent, new GenerativeModel("Voice", "2"), 2),
            _ => VideoEdit.Translated(Tool, parent, "en", "de"),
        };
        var (_, result) = await SignAsync(definition);

        Assert.Equal(2, result.Manifests.Count);
        Assert.Contains(result.Generation.Edits, a => a.Name == "c2pa." + kind);
        Assert.Equal(kind is "dubbed" or "translated" ? AiInvolvement.Partly : AiInvolvement.Wholly, result.Generation.Involvement);
        Assert.Equal(["c2pa.created", "c2pa.opened"], result.Generation.History!.Timeline().Where(e => e.Manifest is not null).Select(e => e.Actions[0].Name));
    }

    [Fact]
    public async Task Clips_of_one_store_and_of_another_are_joined_and_each_manifest_is_kept_once()
    {
        var (first, _) = await SignAsync(GeneratedVideo.FromText(Details));
        var (second, _) = await SignAsync(GeneratedVideo.FromText(Details with { Title = "A second fox" }));
        var (_, result) = await SignAsync(VideoEdit.Concatenated(
            Tool,
            await IngredientAsync(first, Relationship.ComponentOf),
            await IngredientAsync(second, Relationship.ComponentOf),
            await IngredientAsync(first, Relationship.ComponentOf)));

        Assert.Equal(3, result.Manifests.Count);
        Assert.Equal(3, result.ActiveManifest!.Ingredients.Count());
        Assert.Equal(AiInvolvement.Wholly, result.Generation.Involvement);
    }

    [Fact]
    public async Task A_film_with_a_generated_clip_is_partly_generated()
    {
        var (clip, _) = await SignAsync(GeneratedVideo.FromText(Details));
        var (film, _) = await SignAsync(new ManifestDefinition { ClaimGenerator = new("Camera", "1"), Assertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)] });
        var (_, result) = await SignAsync(VideoEdit.Concatenated(Tool, await IngredientAsync(film, Relationship.ComponentOf), await IngredientAsync(clip, Relationship.ComponentOf)));
        Assert.Equal(AiInvolvement.Partly, result.Generation.Involvement);
    }
}
