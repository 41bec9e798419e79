namespace Provenance.Tests.AspNetCore;

/// <summary>Small videos for uploads: as made, signed, signed and then changed.</summary>
internal static class SignedVideo
{
    private static readonly Lazy<byte[]> PlainBytes = new(() =>
    {
        Mp4Track track = Mp4Track.Of(1, sampleCount: 8);
        return new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
    });

    private static readonly Lazy<Task<byte[]>> SignedBytes = new(() => SignAsync(PlainBytes.Value));

    /// <summary>Without credentials.</summary>
    public static byte[] Plain => [.. PlainBytes.Value];

    /// <summary>Signed by the test PKI.</summary>
    public static async Task<byte[]> GetAsync() => [.. await SignedBytes.Value];

    /// <summary>One bit of the last sample is another.</summary>
    public static async Task<byte[]> TamperedAsync()
    {
        byte[] bytes = await GetAsync();
        bytes[^1] ^= 1;
        return bytes;
    }

    /// <summary>Signs a video.</summary>
    public static async Task<byte[]> SignAsync(byte[] video, string? title = "A red fox at dawn", TestCredential? credential = null, string generator = "Acme Video", IfSigned ifSigned = IfSigned.Fail)
    {
        credential ??= TestPki.Default.Signer();
        var definition = new ManifestDefinition
        {
            ClaimGenerator = new(generator, "2.1.0"),
            Title = title,
            Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
        };
        using var output = new MemoryStream();
        await Mp4.SignAsync(
            AssetSource.FromMemory(video),
            output,
            definition,
            ClaimSigner.FromPem(credential.ChainPem, credential.PrivateKeyPem),
            new SigningOptions { Clock = TestPki.Clock, IfSigned = ifSigned });
        return output.ToArray();
    }

    /// <summary>Validates as the tests do: trusting the test root, at the pinned time.</summary>
    public static Task<ValidationResult> ValidateAsync(byte[] video) =>
        new Validator(Mp4.Format) { Options = Options }.ValidateAsync(AssetSource.FromMemory(video), null, TestContext.Current.CancellationToken);

    /// <summary>Whom and when the tests trust.</summary>
    public static ValidationOptions Options => new() { TrustList = TestPki.Default.SignerTrust, TimestampTrustList = TestPki.Default.TimestampTrust, Clock = TestPki.Clock };
}
