using System.Globalization;
using Provenance.Testing;
using static Provenance.Tests.Interop.RecipeJudge;

namespace Provenance.Tests.Interop;

/// <summary>
/// The recipes for generators, each with a file shaped like the system's. Every file goes before all judges: we and c2pa-rs call it trusted and see
/// the same actions and ingredients, it passes the conformance rubric of 2.4, and the signals rubric sees what is meant.
/// </summary>
public sealed class RecipeTests
{
    private const string Generated = "fullyGenAIMedia";
    private const string NotEditorial = "nonEditorial";

    // What the signals rubric says of a first ingredient without a manifest: a model, a prompt, an unsigned picture. See GenerationDetails.ModelAsIngredient.
    private const string Unknown = "mediaUnknownProvenance";

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
    [InlineData(PromptPolicy.Omit, false, Generated)]
    [InlineData(PromptPolicy.Omit, true, Generated, Unknown)]
    [InlineData(PromptPolicy.Hash, true, Generated, Unknown)]
    [InlineData(PromptPolicy.Embed, true, Generated, Unknown)]
    public async Task A_hosted_service_answers_with_an_mp4(PromptPolicy prompt, bool modelAsIngredient, params string[] signals)
    {
        using var folder = new TempFolder();
        string file = await SignAsync(folder, "hosted.mp4", GeneratedVideo.FromText(Hosted with { PromptPolicy = prompt, ModelAsIngredient = modelAsIngredient }));
        GenerationReport report = await JudgeAsync(folder, file, manifests: 1, signals);
        Assert.Equal((AiInvolvement.Wholly, "Acme Corporation", "Acme Video"), (report.Involvement, report.Provider, Assert.Single(report.Models).Name));
        Assert.All(DisclosureProfile.All, p => Assert.True(p.Examine(Validate(file)).IsMet));
    }

    [Fact]
    public async Task A_product_calls_the_model_of_another_provider_and_adds_a_watermark()
    {
        using var folder = new TempFolder();
        string file = await SignAsync(folder, "hosted.mp4", GeneratedVideo.FromText(Hosted with
        {
            ClaimGenerator = new("Assistant", "7"),
            ModelAsIngredient = false,
            SoftBinding = SoftBindingAssertion.OfWholeAsset("com.aiwatermark.videoseal.1", new byte[] { 1, 2, 3, 4 }),
        }));
        GenerationReport report = await JudgeAsync(folder, file, manifests: 1, Generated, NotEditorial);
        Assert.Equal(("Acme Video", "Assistant"), (report.System!.Name, report.History!.Manifest!.Manifest.Claim!.ClaimGenerator!.Name));
    }

    [Theory]
    [InlineData("png", true, Generated)]
    [InlineData("jpg", true, Generated)]
    [InlineData("png", false, Generated, Unknown)]
    public async Task Stable_video_diffusion_moves_one_picture_for_six_seconds(string extension, bool isSigned, params string[] signals)
    {
        using var folder = new TempFolder();
        string picture = folder["fox." + extension];
        await FfmpegAsync("-f", "lavfi", "-i", "testsrc=size=320x180", "-frames:v", "1", picture);
        if (isSigned)
        {
            string signed = folder["signed." + extension];
            await Peer.SignAsync(Pki, new PeerSigning(picture, signed, Pki.Signer()));
            picture = signed;
        }

        // Twenty-five frames out of one picture, as the model makes them; ffmpeg makes six seconds of them.
        await FfmpegAsync("-loop", "1", "-i", picture, "-vf", "zoompan=z='1+0.02*on':d=25:s=320x180", "-frames:v", "25", folder["frame%02d.png"]);
        Assert.True(File.Exists(folder["frame25.png"]));
        await FfmpegAsync("-framerate", "25/6", "-i", folder["frame%02d.png"], "-c:v", "libx264", "-pix_fmt", "yuv420p", "-r", "25", folder["frames.mp4"]);
        string length = (await Tools.RunAsync(Tools.Require("ffprobe"), ["-v", "error", "-of", "csv=p=0", "-show_entries", "format=duration", folder["frames.mp4"]])).Succeeded().Output;
        Assert.InRange(double.Parse(length, CultureInfo.InvariantCulture), 5.8, 6.2);

        var image = await Ingredient.FromFileAsync(picture, Relationship.InputTo, Validator);
        var details = Hosted with { Model = new("Stable Video Diffusion", "1.1") { ModelType = "c2pa.types.model.pytorch", Identifier = "pkg:huggingface/stabilityai/stable-video-diffusion-img2vid-xt-1-1" } };
        string moving = folder["moving.mp4"];
        await OurSigning.SignAsync(folder["frames.mp4"], moving, Pki.Signer(), null, GeneratedVideo.FromImage(details, image));
        GenerationReport report = await JudgeAsync(folder, moving, isSigned ? 2 : 1, signals);
        Assert.Equal((AiInvolvement.Wholly, "Stable Video Diffusion"), (report.Involvement, Assert.Single(report.Models).Name));
        Assert.Equal((GenerationInputKind.Image, isSigned), (Assert.Single(report.Inputs).Kind, report.Inputs[0].ManifestLabel is not null));
        Assert.Equal(await RealMedia.DecodedFramesAsync(folder["frames.mp4"]), await RealMedia.DecodedFramesAsync(moving));
    }

    [Fact]
    public async Task A_pipeline_in_Python_calls_the_command()
    {
        using var folder = new TempFolder();
        string python = Tools.Require("python3");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for the installed tool is a shell script.");
        (string chain, string key) = Pki.Signer().WriteTo(folder, "signer");
        Directory.CreateDirectory(folder["keys"]);
        File.Move(chain, folder["keys/signer.pem"]);
        File.Move(key, folder["keys/signer.key"]);
        folder.Write("prompt.txt", "a red fox"u8.ToArray());
        File.Copy(await RealMedia.MoovLastAsync(), folder["out.mp4"]);

        // The installed tool, and the lines of the page.
        string tool = folder.Write("provenance", System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "Provenance.Cli.dll")}' \"$@\"\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string page = await File.ReadAllTextAsync(Repository.PathOf("spec-notes", "generators.md"));
        string lines = page.Split("```py\n")[1].Split("```")[0];
        folder.Write("pipeline.py", System.Text.Encoding.UTF8.GetBytes("import subprocess\nseed = 42\n" + lines));
        var path = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") };
        (await Tools.RunAsync(python, ["pipeline.py"], folder.Path, path)).Succeeded();

        GenerationReport report = await JudgeAsync(folder, folder["signed.mp4"], manifests: 1, Generated, Unknown);
        Assert.Equal(("me", "Open Video", "0.9"), (report.Provider, report.System!.Name, report.System.Version));
        Assert.Equal(GenerationInputKind.Seed, Assert.Single(report.Inputs).Kind);
    }

    [Fact]
    public async Task An_assistant_hands_over_the_clip_of_another_system()
    {
        using var folder = new TempFolder();
        string generated = await SignAsync(folder, "generated.mp4", GeneratedVideo.FromText(Hosted));
        string handed = folder["handed.mp4"];
        await OurSigning.SignAsync(generated, handed, Pki.Signer(), Keeping, VideoEdit.Repackaged(new("Assistant", "7")));
        GenerationReport report = await JudgeAsync(folder, handed, manifests: 2, NotEditorial);
        Assert.Equal((AiInvolvement.Wholly, "Acme Corporation", "Acme Video"), (report.Involvement, report.Provider, report.System!.Name));
        Assert.Equal(["Acme Video", "Assistant"], report.History!.Timeline().Where(e => e.Manifest is not null).Select(e => e.Manifest!.Manifest.Claim!.ClaimGenerator!.Name));
    }

    [Fact]
    public async Task A_film_is_retouched_dubbed_and_joined_and_nothing_is_lost()
    {
        using var folder = new TempFolder();
        string film = await SignAsync(folder, "film.mp4", new ManifestDefinition { ClaimGenerator = new("Camera", "1"), Title = "Film", Assertions = [ActionsAssertion.Created(DigitalSourceType.DigitalCapture)] });
        await JudgeAsync(folder, film, manifests: 1, "capturedMedia");
        var parent = await Ingredient.FromFileAsync(film, Relationship.ParentOf, Validator);
        string retouched = await SignAsync(folder, "retouched.mp4", GeneratedVideo.Edited(
            Hosted with { Title = "Retouched" }, parent, [new RegionOfInterest(RegionRange.Temporal(TimeSpan.Zero, TimeSpan.FromSeconds(1)))]));
        Assert.Equal(AiInvolvement.Partly, (await JudgeAsync(folder, retouched, manifests: 2, "perceptibleGenAI")).Involvement);
        string dubbed = await SignAsync(folder, "dubbed.mp4", VideoEdit.Dubbed(
            new("Studio", "1"), await Ingredient.FromFileAsync(retouched, Relationship.ParentOf, Validator), new GenerativeModel("Voice", "2"), 2));
        string joined = await SignAsync(folder, "joined.mp4", VideoEdit.Concatenated(
            new("Studio", "1"),
            await Ingredient.FromFileAsync(dubbed, Relationship.ComponentOf, Validator),
            await Ingredient.FromFileAsync(film, Relationship.ComponentOf, Validator)));

        GenerationReport report = await JudgeAsync(folder, joined, manifests: 4, "blankCanvas");
        Assert.Equal(AiInvolvement.Partly, report.Involvement);
        Assert.Equal(["Voice", "Acme Video"], report.Models.Select(m => m.Name));
    }

    [Fact]
    public async Task A_transcoder_keeps_what_it_opened()
    {
        using var folder = new TempFolder();
        string generated = await SignAsync(folder, "generated.mp4", GeneratedVideo.FromText(Hosted));
        var parent = await Ingredient.FromFileAsync(generated, Relationship.ParentOf, Validator);
        string transcoded = await SignAsync(folder, "transcoded.mp4", VideoEdit.Transcoded(new("Transcoder", "3"), parent));
        Assert.Equal(AiInvolvement.Wholly, (await JudgeAsync(folder, transcoded, manifests: 2, NotEditorial)).Involvement);
    }

    [Theory]
    [InlineData("compositeWithTrainedAlgorithmicMedia", AiInvolvement.Partly, "partlyGenAICreation")]
    [InlineData("digitalCreation", AiInvolvement.Unknown, "nonGenAIDigitalCreation")]
    [InlineData("screenCapture", AiInvolvement.Unknown, "screenCaptureMayContainGenAI")]
    [InlineData("composite", AiInvolvement.Unknown, "compositionMayContainGenAI")]
    public async Task What_is_made_otherwise_gives_the_signal_that_is_meant(string source, AiInvolvement involvement, string signal)
    {
        using var folder = new TempFolder();
        string file = await SignAsync(folder, "made.mp4", new ManifestDefinition { ClaimGenerator = new("Studio", "1"), Title = "Made", Assertions = [ActionsAssertion.Created(DigitalSourceType.FromName(source))] });
        Assert.Equal(involvement, (await JudgeAsync(folder, file, manifests: 1, signal)).Involvement);
    }

    private static SigningOptions Keeping => new() { IfSigned = IfSigned.Ingredient, IngredientValidation = Validator.Options };

    private static ValidationResult Validate(string file) => OurSigning.ValidateAsync(Pki, file).GetAwaiter().GetResult();

    private static async Task FfmpegAsync(params string[] arguments) => (await Tools.RunAsync(Tools.Require("ffmpeg"), ["-hide_banner", "-v", "error", .. arguments])).Succeeded();

    private static async Task<string> SignAsync(TempFolder folder, string name, ManifestDefinition definition)
    {
        await OurSigning.SignAsync(await RealMedia.MoovLastAsync(), folder[name], Pki.Signer(), null, definition);
        return folder[name];
    }
}
