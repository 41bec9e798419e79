using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>The recipes for generators, each with a file shaped like the system's: what we read of it, and that c2pa-rs agrees.</summary>
public sealed class RecipeTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    private static TestPki Pki => TestPki.Default;

    private static Validator Validator => OurSigning.Validator(Pki);

    private static GenerationDetails Hosted { get; } = new()
    {
        Provider = "Acme Corporation",
        Model = new("Acme Video", "2.1") { Identifier = "pkg:huggingface/acme/video@2.1" },
        Title = "A red fox at dawn",
        Prompt = "a red fox at dawn",
        HumanOversight = HumanOversight.PromptGuided,
        TrainingAndDataMining = new(TrainingMiningUse.NotAllowed),
        AigcLabel = new() { ProduceId = "2026-0001" },
        Disclosures = DisclosureProfile.All,
    };

    [Theory]
    [InlineData(PromptPolicy.Omit)]
    [InlineData(PromptPolicy.Hash)]
    [InlineData(PromptPolicy.Embed)]
    public async Task A_hosted_service_answers_with_an_mp4(PromptPolicy prompt)
    {
        using var folder = new TempFolder();
        string file = await SignAsync(folder, "hosted.mp4", GeneratedVideo.FromText(Hosted with { PromptPolicy = prompt, Seed = "42" }));
        GenerationReport report = await ReadAsync(file);
        Assert.Equal((AiInvolvement.Wholly, "Acme Corporation"), (report.Involvement, report.Provider));
        await AgreeAsync(file, manifests: 1, ingredients: prompt == PromptPolicy.Omit ? 2 : 3);
    }

    [Fact]
    public async Task A_product_calls_the_model_of_another_provider_and_adds_a_watermark()
    {
        using var folder = new TempFolder();
        string file = await SignAsync(folder, "hosted.mp4", GeneratedVideo.FromText(Hosted with
        {
            ClaimGenerator = new("Assistant", "7"),
            SoftBinding = SoftBindingAssertion.OfWholeAsset("com.aiwatermark.videoseal.1", new byte[] { 1, 2, 3, 4 }),
        }));
        PeerVerdict verdict = await AgreeAsync(file, manifests: 1, ingredients: 1);
        Assert.Equal("Assistant", verdict.Generator);
    }

    [Fact]
    public async Task Stable_video_diffusion_moves_one_picture()
    {
        using var folder = new TempFolder();
        string picture = folder.Write("fox.png", Png);
        var image = await Ingredient.FromFileAsync(picture, Relationship.InputTo, Validator);
        string file = await SignAsync(folder, "moving.mp4", GeneratedVideo.FromImage(Hosted with { Model = new("Stable Video Diffusion", "1.1") { ModelType = "c2pa.types.model.pytorch" } }, image));
        GenerationReport report = await ReadAsync(file);
        Assert.Equal((AiInvolvement.Wholly, "fox.png"), (report.Involvement, Assert.Single(report.Inputs).Title));
        await AgreeAsync(file, manifests: 1, ingredients: 2);
    }

    [Fact]
    public async Task An_assistant_hands_over_the_clip_of_another_system()
    {
        using var folder = new TempFolder();
        string generated = await SignAsync(folder, "generated.mp4", GeneratedVideo.FromText(Hosted));
        string handed = folder["handed.mp4"];
        await OurSigning.SignAsync(generated, handed, Pki.Signer(), Keeping, VideoEdit.Repackaged(new("Assistant", "7")));
        GenerationReport report = await ReadAsync(handed);
        Assert.Equal((AiInvolvement.Wholly, "Acme Corporation", "Acme Video"), (report.Involvement, report.Provider, report.System!.Name));
        Assert.Equal(["Acme Video", "Assistant"], report.History!.Timeline().Where(e => e.Manifest is not null).Select(e => e.Manifest!.Manifest.Claim!.ClaimGenerator!.Name));
        await AgreeAsync(handed, manifests: 2, ingredients: 1);
    }

    [Fact]
    public async Task A_film_is_retouched_dubbed_and_joined_and_nothing_is_lost()
    {
        using var folder = new TempFolder();
        string film = await SignAsync(folder, "film.mp4", new ManifestDefinition { ClaimGenerator = new("Camera", "1"), Title = "Film", Assertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)] });
        var parent = await Ingredient.FromFileAsync(film, Relationship.ParentOf, Validator);
        string retouched = await SignAsync(folder, "retouched.mp4", GeneratedVideo.Edited(
            Hosted with { Title = "Retouched" }, parent, [new RegionOfInterest(RegionRange.Temporal(TimeSpan.Zero, TimeSpan.FromSeconds(1)))]));
        string dubbed = await SignAsync(folder, "dubbed.mp4", VideoEdit.Dubbed(
            new("Studio", "1"), await Ingredient.FromFileAsync(retouched, Relationship.ParentOf, Validator), new GenerativeModel("Voice", "2"), 2));
        string joined = await SignAsync(folder, "joined.mp4", VideoEdit.Concatenated(
            new("Studio", "1"),
            await Ingredient.FromFileAsync(dubbed, Relationship.ComponentOf, Validator),
            await Ingredient.FromFileAsync(film, Relationship.ComponentOf, Validator)));

        GenerationReport report = await ReadAsync(joined);
        Assert.Equal(AiInvolvement.Partly, report.Involvement);
        Assert.Equal(["Voice", "Acme Video"], report.Models.Select(m => m.Name));
        await AgreeAsync(joined, manifests: 4, ingredients: 2);
    }

    [Fact]
    public async Task A_transcoder_keeps_what_it_opened()
    {
        using var folder = new TempFolder();
        string generated = await SignAsync(folder, "generated.mp4", GeneratedVideo.FromText(Hosted));
        var parent = await Ingredient.FromFileAsync(generated, Relationship.ParentOf, Validator);
        string transcoded = await SignAsync(folder, "transcoded.mp4", VideoEdit.Transcoded(new("Transcoder", "3"), parent));
        Assert.Equal(AiInvolvement.Wholly, (await ReadAsync(transcoded)).Involvement);
        PeerVerdict verdict = await AgreeAsync(transcoded, manifests: 2, ingredients: 1);
        Assert.Equal("parentOf", Assert.Single(verdict.Ingredients!).Relationship);
    }

    private static SigningOptions Keeping => new() { IfSigned = IfSigned.Ingredient, IngredientValidation = Validator.Options };

    private static async Task<string> SignAsync(TempFolder folder, string name, ManifestDefinition definition)
    {
        await OurSigning.SignAsync(await RealMedia.MoovLastAsync(), folder[name], Pki.Signer(), null, definition);
        return folder[name];
    }

    private static async Task<GenerationReport> ReadAsync(string file)
    {
        ValidationResult result = await OurSigning.ValidateAsync(Pki, file);
        OurSigning.IsTrusted(result);
        return result.Generation;
    }

    private static async Task<PeerVerdict> AgreeAsync(string file, int manifests, int ingredients)
    {
        PeerVerdict verdict = (await Peer.VerifyAsync(Pki, file)).IsTrusted();
        Assert.Equal((manifests, ingredients), (verdict.Manifests, verdict.Ingredients!.Length));
        return verdict;
    }
}
