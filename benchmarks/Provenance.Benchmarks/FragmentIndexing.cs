using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Provenance.Bmff;

namespace Provenance.Benchmarks;

/// <summary>Indexing a fragmented file, and reading of each fragment what signing and validating need: its track, its time, where its samples lie.</summary>
public class FragmentIndexing
{
    private byte[] _file = [];

    /// <summary>How many fragments.</summary>
    [Params(10_000, 100_000)]
    public int Fragments { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        byte[] fragment =
        [
            .. Box("moof", [.. FullBox("mfhd", 0, new byte[4]), .. Box("traf", [.. FullBox("tfhd", 0x020000, [0, 0, 0, 1]), .. FullBox("tfdt", 0, new byte[4]), .. FullBox("trun", 0x201, [0, 0, 0, 1, 0, 0, 0, 96, 0, 0, 0, 24])])]),
            .. Box("mdat", new byte[24]),
        ];
        _file = new byte[fragment.Length * Fragments];
        for (int i = 0; i < Fragments; i++)
        {
            fragment.CopyTo(_file, i * fragment.Length);
        }
    }

    [Benchmark(Description = "Index the fragments")]
    public async Task<long> IndexAsync()
    {
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(_file), ParserLimits.Default);
        long sum = 0;
        foreach (var moof in index.Roots.All(BoxTypes.Moof))
        {
            sum += FragmentTrees.FirstTrack(moof)!.Value;
        }

        foreach (var sample in SampleRanges.All(index))
        {
            sum += sample.Range.Length;
        }

        return sum == 25L * Fragments ? sum : throw new InvalidOperationException("Not everything was found.");
    }

    private static byte[] Box(string type, byte[] content)
    {
        byte[] box = new byte[8 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        System.Text.Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        content.CopyTo(box, 8);
        return box;
    }

    private static byte[] FullBox(string type, int flags, byte[] content) => Box(type, [0, (byte)(flags >> 16), (byte)(flags >> 8), (byte)flags, .. content]);
}
