using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Jumbf;
using Provenance.Testing;

namespace Provenance.Benchmarks;

/// <summary>One benchmark for each layer of validating a small file, from bytes to the verdict.</summary>
public class Layers
{
    private byte[] _file = [];
    private byte[] _store = [];
    private byte[] _claim = [];
    private byte[] _cose = [];
    private byte[] _media = [];
    private HashPlan _plan = new();
    private Validator _validator = null!;

    [GlobalSetup]
    public void Setup() => PrepareAsync().GetAwaiter().GetResult();

    private async Task PrepareAsync()
    {
        Mp4Track track = Mp4Track.Of(1, sampleCount: 8);
        var definition = new ManifestDefinition
        {
            ClaimGenerator = new("Benchmark", "1.0"),
            Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
        };
        var signed = new MemoryStream();
        byte[] input = new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
        await Mp4.SignAsync(AssetSource.FromMemory(input), signed, definition, TestPki.Default.Signer().CreateSigner());
        _file = signed.ToArray();
        _store = (await Mp4.ExtractAsync(AssetSource.FromMemory(_file)))!.Value.ToArray();
        _validator = new Validator(Mp4.Format) { Options = new ValidationOptions { TrustList = TestPki.Default.SignerTrust } };
        var manifest = (await _validator.ValidateAsync(AssetSource.FromMemory(_file))).ActiveManifest!.Manifest;
        _claim = manifest.Claim!.Bytes.ToArray();
        _cose = manifest.Box.Child("c2pa.signature")!.Content("cbor")!.Value.ToArray();
        _media = new byte[1 << 20];
        _plan = new HashPlan();
        _plan.AddRange(0, _media.Length);
    }

    [Benchmark(Description = "Boxes: index the file")]
    public async Task<int> BoxesAsync() => (await BoxIndex.ReadAsync(AssetSource.FromMemory(_file), ParserLimits.Default)).Count;

    [Benchmark(Description = "CBOR: read the claim")]
    public bool Cbor() => CborValue.TryParse(_claim, ParserLimits.Default, out _, out _);

    [Benchmark(Description = "JUMBF: read the boxes of the store")]
    public bool Jumbf() => JumbfReader.TryRead(_store, ParserLimits.Default, out _, out _);

    [Benchmark(Description = "Store: read its manifests and claims")]
    public object? Store() => ManifestStoreReader.Read([_store], ParserLimits.Default).Store;

    [Benchmark(Description = "COSE: read the signature")]
    public bool Cose() => CoseSign1.TryParse(_cose, ParserLimits.Default, out _, out _);

    [Benchmark(Description = "Hashing: 1 MiB along a plan")]
    public async Task<byte[]> HashAsync() => await RangeHasher.HashAsync(AssetSource.FromMemory(_media), _plan, HashAlgorithmName.SHA256, progress: null, default);

    [Benchmark(Description = "Validator: the whole file")]
    public Task<ValidationResult> ValidateAsync() => _validator.ValidateAsync(AssetSource.FromMemory(_file));
}
