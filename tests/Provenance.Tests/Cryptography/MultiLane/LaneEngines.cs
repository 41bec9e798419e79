using System.Security.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>Every engine with every algorithm it computes, as theory data; and the BCL's digests to compare with.</summary>
public static class LaneEngines
{
    public static TheoryData<string, string> WithAlgorithms
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var engine in LaneEngine.All)
            {
                if (engine.WordBytes == 4)
                {
                    data.Add(engine.Name, "SHA256");
                }
                else
                {
                    data.Add(engine.Name, "SHA384");
                    data.Add(engine.Name, "SHA512");
                }
            }

            return data;
        }
    }

    internal static LaneEngine Find(string name)
    {
        var engine = LaneEngine.All.Single(e => e.Name == name);
        Assert.SkipUnless(engine.IsSupported, "This processor lacks the instructions for: " + name);
        return engine;
    }

    internal static byte[] Bcl(string algorithm, ReadOnlySpan<byte> message) =>
        CryptographicOperations.HashData(new HashAlgorithmName(algorithm), message);

    /// <summary>Hashes with the engine alone and asserts that every digest is the BCL's.</summary>
    internal static void AssertAgrees(LaneHasher hasher, string algorithm, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        int size = Bcl(algorithm, []).Length;
        var digests = new byte[messages.Count * size];
        hasher.Hash(new HashAlgorithmName(algorithm), messages, digests);
        for (int i = 0; i < messages.Count; i++)
        {
            if (digests.AsSpan(i * size, size).SequenceEqual(Bcl(algorithm, messages[i].Span))) continue;
            Assert.Fail($"Message {i} of {messages.Count}, {messages[i].Length} bytes, has a digest that is not the BCL's.");
        }
    }

    internal static byte[] RandomBytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
