using System.Security.Cryptography;
using System.Text;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Tests.Cryptography.MultiLane;

/// <summary>The examples that NIST publishes with FIPS 180-4, in every lane of every engine.</summary>
public sealed class KnownAnswerTests
{
    private const string Abc = "abc";
    private const string Bits448 = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    private const string Bits896 =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

    private static readonly Dictionary<string, (string Message, string Digest)[]> Answers = new(StringComparer.Ordinal)
    {
        ["SHA256"] =
        [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (Abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (Bits448, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
            (Bits896, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
            (new string('a', 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ],
        ["SHA384"] =
        [
            ("", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"),
            (Abc, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
            (Bits448, "3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05abfe8f450de5f36bc6b0455a8520bc4e6f5fe95b1fe3c8452b"),
            (Bits896, "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"),
            (new string('a', 1_000_000),
                "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985"),
        ],
        ["SHA512"] =
        [
            ("",
                "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce" +
                "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"),
            (Abc,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
                "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
            (Bits448,
                "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335" +
                "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445"),
            (Bits896,
                "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018" +
                "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"),
            (new string('a', 1_000_000),
                "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb" +
                "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"),
        ],
    };

    [Theory]
    [MemberData(nameof(LaneEngines.WithAlgorithms), MemberType = typeof(LaneEngines))]
    public void Every_lane_gives_the_published_digests(string engineName, string algorithm)
    {
        var engine = LaneEngines.Find(engineName);
        foreach (var (message, digest) in Answers[algorithm])
        {
            // As many copies as there are lanes: each lane hashes one.
            var copies = Enumerable.Repeat<ReadOnlyMemory<byte>>(Encoding.ASCII.GetBytes(message), engine.Lanes).ToArray();
            byte[] expected = Convert.FromHexString(digest);
            var digests = new byte[engine.Lanes * expected.Length];
            LaneHasher.Only(engine).Hash(new HashAlgorithmName(algorithm), copies, digests);
            for (int lane = 0; lane < engine.Lanes; lane++)
                Assert.Equal(expected, digests.AsSpan(lane * expected.Length, expected.Length).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(LaneEngines.WithAlgorithms), MemberType = typeof(LaneEngines))]
    public void The_examples_hashed_together_do_not_disturb_each_other(string engineName, string algorithm)
    {
        var engine = LaneEngines.Find(engineName);
        var messages = Answers[algorithm].Select(a => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(a.Message)).ToArray();
        string expected = string.Concat(Answers[algorithm].Select(a => a.Digest));
        var digests = new byte[expected.Length / 2];
        LaneHasher.Only(engine).Hash(new HashAlgorithmName(algorithm), messages, digests);
        Assert.Equal(expected, Convert.ToHexStringLower(digests));
    }
}
