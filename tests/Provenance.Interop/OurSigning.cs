using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>Signs and validates with our library, the way a user would.</summary>
internal static class OurSigning
{
    /// <summary>What the tests claim.</summary>
    public static ManifestDefinition Definition { get; } = new()
    {
        ClaimGenerator = new("Provenance interop", "1.0"),
        Title = "A red fox at dawn",
        Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia, new ClaimGeneratorInfo("Fox model", "3"))],
    };

    /// <summary>Trusts the test root for signers and for time-stamps.</summary>
    public static Validator Validator(TestPki pki) => new([Mp4.Format, .. ImageFormats.All])
    {
        Options = new ValidationOptions { TrustList = pki.SignerTrust, TimestampTrustList = pki.TimestampTrust },
    };

    /// <summary>Signs with a credential of the PKI.</summary>
    public static Task<SigningResult> SignAsync(string input, string output, TestCredential credential, SigningOptions? options = null, ManifestDefinition? definition = null, MerkleOptions? merkle = null) =>
        Mp4.SignAsync(input, output, definition ?? Definition, credential.CreateSigner(), options, new Mp4SigningOptions { Merkle = merkle });

    /// <summary>Validates with the PKI's trust.</summary>
    public static Task<ValidationResult> ValidateAsync(TestPki pki, string file) => Validator(pki).ValidateAsync(file);

    /// <summary>Fails the running test unless we call the file Trusted with nothing against it.</summary>
    public static void IsTrusted(ValidationResult result) =>
        Assert.True(result.State == ValidationState.Trusted && !result.Failures.Any(), $"We call it {result.State}: {string.Join("; ", result.Failures)} {string.Join("; ", result.IngredientDeltas.SelectMany(d => d.Statuses))}");
}
