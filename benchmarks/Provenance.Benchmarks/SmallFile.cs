using BenchmarkDotNet.Attributes;
using Provenance.Testing;

namespace Provenance.Benchmarks;

/// <summary>Verifying a file of some fourteen kilobytes in memory: everything but the media, with the signature arithmetic to compare.</summary>
public class SmallFile
{
    private byte[] _signed = [];
    private Validator _validator = null!;
    private System.Security.Cryptography.ECDsa _key = null!;
    private byte[] _message = [];
    private byte[] _signature = [];

    [GlobalSetup]
    public void Setup() => PrepareAsync().GetAwaiter().GetResult();

    private async Task PrepareAsync()
    {
        Mp4Track track = Mp4Track.Of(1, sampleCount: 8);
        var signed = new MemoryStream();
        var definition = new ManifestDefinition
        {
            ClaimGenerator = new("Benchmark", "1.0"),
            Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
        };
        byte[] input = new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
        await Mp4.SignAsync(AssetSource.FromMemory(input), signed, definition, TestPki.Default.Signer().CreateSigner());
        _signed = signed.ToArray();
        _validator = new Validator(Mp4.Format) { Options = new ValidationOptions { TrustList = TestPki.Default.SignerTrust } };
        _key = (System.Security.Cryptography.ECDsa)TestPki.Default.Signer().Key.Algorithm!;
        _message = new byte[1024];
        _signature = _key.SignData(_message, System.Security.Cryptography.HashAlgorithmName.SHA256);
    }

    [Benchmark(Baseline = true, Description = "Three ES256 verifications (claim and two certificates)")]
    public bool Signatures()
    {
        bool correct = true;
        for (int i = 0; i < 3; i++)
        {
            correct &= _key.VerifyData(_message, _signature, System.Security.Cryptography.HashAlgorithmName.SHA256);
        }

        return correct;
    }

    [Benchmark(Description = "Verify")]
    public Task<ValidationResult> VerifyAsync() => _validator.ValidateAsync(AssetSource.FromMemory(_signed));

    [Benchmark(Description = "Inspect")]
    public Task<ValidationResult> InspectAsync() => _validator.InspectAsync(AssetSource.FromMemory(_signed));
}
