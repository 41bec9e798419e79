using Provenance.Testing;
using Provenance.Tests.Bmff;

namespace Provenance.Tests.Generation;

/// <summary>What the tests of generated video share.</summary>
internal static class GenerationSample
{
    public static byte[] Png { get; } = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    public static GenerativeModel Model { get; } = new("Acme Video", "2.1")
    {
        Identifier = "pkg:huggingface/acme/video@2.1",
        ModelType = "c2pa.types.model.pytorch",
    };

    public static GenerationDetails Details { get; } = new()
    {
        Provider = "Acme Corporation",
        Model = Model,
        Title = "A red fox at dawn",
        When = TestPki.Now.AddMinutes(-5),
        Prompt = "a red fox at dawn, for Alice",
        HumanOversight = HumanOversight.PromptGuided,
        TrainingAndDataMining = new(TrainingMiningUse.NotAllowed),
    };

    public static Validator Validator => Signing.Validator;

    /// <summary>Signs a fresh movie.</summary>
    public static async Task<(byte[] File, ValidationResult Result)> SignAsync(ManifestDefinition definition, byte[]? input = null, SigningOptions? options = null)
    {
        byte[] file = await Signing.SignAsync(input ?? Signing.Movie(), options, definition);
        var result = await Signing.ValidateAsync(file);
        Assert.True(result.State == ValidationState.Trusted, string.Join("; ", result.Failures));
        return (file, result);
    }

    public static Task<IngredientAssertion> IngredientAsync(byte[] file, Relationship relationship, IngredientOptions? options = null) =>
        Ingredient.FromAssetAsync(AssetSource.FromMemory(file), relationship, Validator, options, TestContext.Current.CancellationToken);

    public static bool Contains(byte[] file, string text) => file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
}
