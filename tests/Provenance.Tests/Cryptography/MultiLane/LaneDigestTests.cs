using System.Security.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>Each engine, forced, against the BCL.</summary>
public sealed class LaneDigestTests
{
    [Theory]
    [MemberData(nameof(LaneEngines.WithAlgorithms), MemberType = typeof(LaneEngines))]
    public void Every_length_up_to_1100_bytes_agrees_with_the_bcl(string engineName, string algorithm)
    {
        var hasher = LaneHasher.Only(LaneEngines.Find(engineName));
        var data = LaneEngines.RandomBytes(2300, seed: 6);
        var messages = Enumerable.Range(0, 1101).Select(n => (ReadOnlyMemory<byte>)data.AsMemory(n, n)).ToArray();
        LaneEngines.AssertAgrees(hasher, algorithm, messages);
    }

    [Theory]
    [MemberData(nameof(LaneEngines.WithAlgorithms), MemberType = typeof(LaneEngines))]
    public void Twenty_thousand_random_lengths_agree_with_the_bcl(string engineName, string algorithm) =>
        AgreeOnRandomLengths(engineName, algorithm, 20_000);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(LaneEngines.WithAlgorithms), MemberType = typeof(LaneEngines))]
    public void A_million_random_lengths_agree_with_the_bcl(string engineName, string algorithm) =>
        AgreeOnRandomLengths(engineName, algorithm, 1_000_000);

    [Theory]
    [MemberData(nameof(LaneEngines.WithAlgorithms), MemberType = typeof(LaneEngines))]
    public void Blocks_agree_with_the_bcl_wherever_the_buffer_starts(string engineName, string algorithm)
    {
        var engine = LaneEngines.Find(engineName);
        var hasher = LaneHasher.Only(engine);
        var name = new HashAlgorithmName(algorithm);
        int size = LaneEngines.Bcl(algorithm, []).Length;
        var data = LaneEngines.RandomBytes(40_000, seed: 7);
        foreach (int blockSize in (int[])[1, 55, 56, 64, 111, 112, 128, 129, 512, 1000, 4096])
        {
            for (int offset = 0; offset < 66; offset += offset < 8 ? 1 : 19)
            {
                // Whole blocks, and a shorter last one.
                int length = (((2 * engine.Lanes) + 3) * blockSize) - (offset % blockSize);
                var part = data.AsSpan(offset, Math.Min(length, data.Length - offset));
                var digests = new byte[LaneHasher.CountBlocks(part.Length, blockSize) * size];
                hasher.Hash(name, part, blockSize, digests);
                for (int i = 0; i * blockSize < part.Length; i++)
                {
                    var block = part.Slice(i * blockSize, Math.Min(blockSize, part.Length - (i * blockSize)));
                    Assert.True(
                        digests.AsSpan(i * size, size).SequenceEqual(LaneEngines.Bcl(algorithm, block)),
                        $"block {i} of {blockSize} bytes at offset {offset}");
                }
            }
        }
    }

    private static void AgreeOnRandomLengths(string engineName, string algorithm, int count)
    {
        var hasher = LaneHasher.Only(LaneEngines.Find(engineName));
        var random = new Random(count);
        var data = LaneEngines.RandomBytes(64 * 1024, seed: 8);
        for (int done = 0; done < count;)
        {
            // Calls of very different sizes; most messages short, a few long.
            var messages = new ReadOnlyMemory<byte>[Math.Min(random.Next(1, 400), count - done)];
            for (int i = 0; i < messages.Length; i++)
            {
                int length = random.Next(20) == 0 ? random.Next(12_000) : random.Next(700);
                messages[i] = data.AsMemory(random.Next(data.Length - length), length);
            }

            LaneEngines.AssertAgrees(hasher, algorithm, messages);
            done += messages.Length;
        }
    }
}
