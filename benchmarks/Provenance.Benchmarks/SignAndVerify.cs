using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Provenance.Testing;

namespace Provenance.Benchmarks;

/// <summary>Signing and verifying a file of 64 MiB on disk, against plain SHA-256 over the same file.</summary>
[BytesPerRun(Size)]
public class SignAndVerify : IDisposable
{
    internal const int Size = 64 << 20;

    private readonly TempFolder _folder = new();
    private ClaimSigner _signer = null!;
    private Validator _validator = null!;

    private static ManifestDefinition Definition { get; } = new()
    {
        ClaimGenerator = new("Benchmark", "1.0"),
        Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
    };

    // Synchronous: the in-process toolchain does not wait for an asynchronous setup.
    [GlobalSetup]
    public void Setup() => PrepareAsync().GetAwaiter().GetResult();

    private async Task PrepareAsync()
    {
        Mp4Track track = Mp4Track.Of(1, sampleCount: 1024, sampleSize: Size / 1024);
        _folder.Write("in.mp4", new Mp4Builder().Ftyp().Movie(track).Media(track).Build());
        _signer = TestPki.Default.Signer().CreateSigner();
        _validator = new Validator(Mp4.Format) { Options = new ValidationOptions { TrustList = TestPki.Default.SignerTrust } };
        await Mp4.SignAsync(_folder["in.mp4"], _folder["signed.mp4"], Definition, _signer);
        ValidationState state = (await _validator.ValidateAsync(_folder["signed.mp4"])).State;
        if (state != ValidationState.Trusted)
        {
            throw new InvalidOperationException($"The file to be verified is {state}.");
        }
    }

    [Benchmark(Baseline = true, Description = "SHA-256 over the file")]
    public async Task<byte[]> Sha256Async()
    {
        await using FileStream file = new(_folder["signed.mp4"], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        return await SHA256.HashDataAsync(file);
    }

    [Benchmark(Description = "Verify")]
    public Task<ValidationResult> VerifyAsync() => _validator.ValidateAsync(_folder["signed.mp4"]);

    [Benchmark(Description = "Sign, read back included")]
    public Task<SigningResult> SignAsync() => Mp4.SignAsync(_folder["in.mp4"], _folder["out.mp4"], Definition, _signer);

    [GlobalCleanup]
    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
