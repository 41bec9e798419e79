using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Provenance.Bmff;

namespace Provenance.Benchmarks;

/// <summary>Indexing files of very many empty boxes: the time per box must not grow with their number.</summary>
public class BoxIndexing
{
    private byte[] _file = [];

    /// <summary>How many boxes.</summary>
    [Params(100_000, 1_000_000)]
    public int Boxes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _file = new byte[Boxes * 8];
        for (int i = 0; i < Boxes; i++)
        {
            Span<byte> box = _file.AsSpan(i * 8, 8);
            BinaryPrimitives.WriteInt32BigEndian(box, 8);
            "free"u8.CopyTo(box[4..]);
        }
    }

    [Benchmark(Description = "Index the boxes")]
    public async Task<int> IndexAsync() => (await BoxIndex.ReadAsync(AssetSource.FromMemory(_file), ParserLimits.Default)).Count;
}
