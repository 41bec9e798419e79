using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>What the tests of signing share.</summary>
internal static class Signing
{
    public static ManifestDefinition Definition { get; } = new()
    {
        ClaimGenerator = new("Acme Video", "2.1.0"),
        Title = "A red fox at dawn",
        Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
    };

    /// <summary>A later version of the same work: <c>c2pa.opened</c> comes from the parent.</summary>
    public static ManifestDefinition Edit { get; } = new() { ClaimGenerator = new("Acme Cutter", "1.0"), Title = "A red fox, cut" };

    public static SigningOptions Options { get; } = new()
    {
        Clock = TestPki.Clock,
        IngredientValidation = new() { TrustList = TestPki.Default.SignerTrust },
    };

    public static Validator Validator { get; } = new(Mp4.Format)
    {
        Options = new() { Clock = TestPki.Clock, TrustList = TestPki.Default.SignerTrust, TimestampTrustList = TestPki.Default.TimestampTrust },
    };

    public static ClaimSigner Signer() => TestPki.Default.Signer().CreateSigner();

    public static async Task<byte[]> SignAsync(
        byte[] file, SigningOptions? options = null, ManifestDefinition? definition = null, ClaimSigner? signer = null, MerkleOptions? merkle = null)
    {
        var output = new MemoryStream();
        var result = await Mp4.SignAsync(AssetSource.FromMemory(file), output, definition ?? Definition, signer ?? Signer(), options ?? Options, new Mp4SigningOptions { Merkle = merkle });
        Assert.True(result.Signed);
        return output.ToArray();
    }

    public static async Task<ValidationResult> ValidateAsync(byte[] file) => await Validator.ValidateAsync(AssetSource.FromMemory(file));

    /// <summary>A small movie.</summary>
    public static byte[] Movie(bool moovFirst = true)
    {
        var video = Mp4Track.Of(1, 5);
        var builder = new Mp4Builder().Ftyp();
        return (moovFirst ? builder.Movie(video).Free(30, 1).Media(video) : builder.Media(video).Movie(video)).Build();
    }
}
