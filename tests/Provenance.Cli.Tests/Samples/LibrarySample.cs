namespace Provenance.Tests.Cli.Samples;

/// <summary>The sample of the README, compiled: the lines between the marks are the lines there.</summary>
internal static class LibrarySample
{
    public static async Task<ValidationResult> RunAsync()
    {
        // README begins
        var signer = ClaimSigner.FromPemFiles("keys/signer.pem", "keys/signer.key");
        var manifest = new ManifestDefinition
        {
            ClaimGenerator = new("Acme Video", "2.1.0"),
            Title = "A red fox at dawn",
            Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
        };
        await Mp4.SignAsync("fox.mp4", "fox.signed.mp4", manifest, signer);

        var options = new ValidationOptions { TrustList = TrustList.ForSigners("keys/root.pem") };
        var result = await new Validator(Mp4.Format) { Options = options }.ValidateAsync("fox.signed.mp4");
        Console.WriteLine(result.State); // Trusted
        // README ends
        return result;
    }
}
