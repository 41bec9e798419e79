using BenchmarkDotNet.Attributes;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Benchmarks;

/// <summary>Merkle leaves of 64 KiB out of 4 MiB, and short messages of random lengths: each engine of this processor and the BCL.</summary>
[MemoryDiagnoser]
public class MultiLaneBenchmarks
{
    private const int BlockSize = 64 * 1024;

    private readonly byte[] _data = new byte[4 * 1024 * 1024];
    private readonly byte[] _digests = new byte[64 * Sha2.MaxDigestBytes];
    private readonly byte[] _raggedDigests = new byte[1000 * Sha2.MaxDigestBytes];
    private readonly ReadOnlyMemory<byte>[] _ragged = new ReadOnlyMemory<byte>[1000];
    private LaneHasher _hasher = LaneHasher.Shared;
    private Sha2 _sha = Sha2.Sha256;

    /// <summary>What hashes.</summary>
    [ParamsSource(nameof(Hashers))]
    public string Hasher { get; set; } = "";

    public static IEnumerable<string> Hashers =>
        ["SHA-256, BCL", "SHA-512, BCL", .. LaneEngine.All.Where(e => e.IsSupported).Select(e => e.Name)];

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        random.NextBytes(_data);
        for (int i = 0; i < _ragged.Length; i++) _ragged[i] = _data.AsMemory(random.Next(1_000_000), random.Next(2000));

        var engine = LaneEngine.All.FirstOrDefault(e => e.Name == Hasher);
        _hasher = engine is null ? new LaneHasher(new LaneProbe { Engines = [] }) : LaneHasher.Only(engine);
        _sha = Hasher.StartsWith("SHA-256", StringComparison.Ordinal) ? Sha2.Sha256 : Sha2.Sha512;
    }

    [Benchmark]
    public void Leaves() => _hasher.Hash(_sha.Name, _data, BlockSize, _digests.AsSpan(0, _data.Length / BlockSize * _sha.DigestBytes));

    [Benchmark]
    public void ShortMessages() => _hasher.Hash(_sha.Name, _ragged, _raggedDigests.AsSpan(0, _ragged.Length * _sha.DigestBytes));
}
