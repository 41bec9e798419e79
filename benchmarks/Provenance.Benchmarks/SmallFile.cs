using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Provenance.Testing;

namespace Provenance.Benchmarks;

/// <summary>
/// Verifying a file of fourteen kilobytes in memory, where the media cost nothing: what is left beside the arithmetic of the signatures. A validator that has
/// met the signer's certificates makes one verification, that of the claim; one that has not makes three.
/// </summary>
public class SmallFile
{
    private byte[] _signed = [];
    private Validator _validator = null!;
    private ECDsa _key = null!;
    private byte[] _message = [];
    private byte[] _signature = [];

    [GlobalSetup]
    public void Setup() => PrepareAsync().GetAwaiter().GetResult();

    private async Task PrepareAsync()
    {
        Mp4Track track = Mp4Track.Of(1, sampleCount: 8, sampleSize: 1160);
        var signed = new MemoryStream();
        var definition = new ManifestDefinition
        {
            ClaimGenerator = new("Benchmark", "1.0"),
            Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
        };
        byte[] input = new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
        await Mp4.SignAsync(AssetSource.FromMemory(input), signed, definition, TestPki.Default.Signer().CreateSigner());
        _signed = signed.ToArray();
        _validator = NewValidator();
        ValidationState state = (await VerifyAsync()).State;
        if (state != ValidationState.Trusted || _signed.Length is < 13_500 or > 14_500)
        {
            throw new InvalidOperationException($"The file to be verified is {state} and has {_signed.Length} bytes.");
        }

        _key = (ECDsa)TestPki.Default.Signer().Key.Algorithm!;
        _message = new byte[1024];
        _signature = _key.SignData(_message, HashAlgorithmName.SHA256);
    }

    [Benchmark(Baseline = true, Description = "One ES256 verification (the claim's)")]
    public bool Signature() => _key.VerifyData(_message, _signature, HashAlgorithmName.SHA256);

    [Benchmark(Description = "Verify")]
    public Task<ValidationResult> VerifyAsync() => _validator.ValidateAsync(AssetSource.FromMemory(_signed));

    [Benchmark(Description = "Inspect")]
    public Task<ValidationResult> InspectAsync() => _validator.InspectAsync(AssetSource.FromMemory(_signed));

    [Benchmark(Description = "Three ES256 verifications (the claim's and two certificates')")]
    public bool Signatures() => Signature() & Signature() & Signature();

    [Benchmark(Description = "Verify, signer not met before")]
    public Task<ValidationResult> VerifyStrangerAsync() => NewValidator().ValidateAsync(AssetSource.FromMemory(_signed));

    private static Validator NewValidator() => new(Mp4.Format) { Options = new ValidationOptions { TrustList = TestPki.Default.SignerTrust } };
}
