namespace Provenance.Tests.Cli.Samples;

/// <summary>The samples for generators in the README, compiled: the lines between the marks are the lines there.</summary>
internal static class GeneratorSamples
{
    public static async Task TextToVideoAsync()
    {
        // Text to video begins
        var signer = ClaimSigner.FromPemFiles("keys/signer.pem", "keys/signer.key");
        var details = new GenerationDetails
        {
            Provider = "Acme Corporation",
            Model = new("Acme Video", "2.1.0") { Identifier = "pkg:huggingface/acme/video@2.1.0" },
            Disclosures = [DisclosureProfile.EuAiAct, DisclosureProfile.CaliforniaSb942],
        };
        await Mp4.SignAsync("fox.mp4", "fox.signed.mp4", GeneratedVideo.FromText(details), signer);
        // Text to video ends
    }

    public static async Task ImageToVideoAsync()
    {
        // Image to video begins
        var signer = ClaimSigner.FromPemFiles("keys/signer.pem", "keys/signer.key");
        var image = await Ingredient.FromFileAsync("fox.png", Relationship.InputTo, new Validator([Mp4.Format, .. ImageFormats.All]));
        var details = new GenerationDetails
        {
            Provider = "Acme Corporation",
            Model = new("Stable Video Diffusion", "1.1") { Identifier = "pkg:huggingface/stabilityai/stable-video-diffusion-img2vid-xt-1-1" },
        };
        await Mp4.SignAsync("frames.mp4", "moving-fox.mp4", GeneratedVideo.FromImage(details, image), signer);
        // Image to video ends
    }
}
