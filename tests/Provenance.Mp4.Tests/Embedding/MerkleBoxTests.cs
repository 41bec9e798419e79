using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>A Merkle box is written where it goes, without the library's CBOR: byte for byte what that would write.</summary>
public sealed class MerkleBoxTests
{
    [Clause("A.5.4.1.4-c")]
    [Fact]
    public void Its_content_is_the_deterministic_encoding_of_its_fields()
    {
        var random = new Random(7);
        for (int run = 0; run < 2000; run++)
        {
            long Number() => random.Next(5) switch { 0 => random.Next(30), 1 => random.Next(300), 2 => random.Next(70_000), 3 => random.NextInt64(1L << 34), _ => -random.NextInt64(1L << (run % 63)) - 1 };
            int leaves = random.Next(1, 1 << random.Next(1, 25));
            var hashes = Enumerable.Range(0, random.Next(0, 26)).Select(i => (ReadOnlyMemory<byte>)Bytes.Pattern(random.Next(2) == 0 ? 32 : 64, i)).ToList();
            var tree = TreePlan.Outline(System.Security.Cryptography.HashAlgorithmName.SHA256, Number(), leaves, Number()) with { Hashes = [new byte[32]] };
            int location = random.Next(leaves);
            byte[] box = Bytes.Pattern(4096, run);
            MerkleBox.Write(box, tree, location, hashes);
            byte[] content = CborValue.Map(
                ("uniqueId", CborValue.Integer(tree.UniqueId)),
                ("localId", CborValue.Integer(tree.LocalId)),
                ("location", CborValue.Integer(location)),
                ("hashes", hashes.Count == 0 ? null : CborValue.Array(hashes.Select(h => CborValue.Bytes(h))))).Encoded.ToArray();
            Assert.Equal(Bytes.Concat(Bytes.UInt32(4096), Bytes.Code("uuid"), Mp4Builder.ContentProvenanceType.ToByteArray(bigEndian: true), new byte[4], "merkle\0"u8.ToArray(), content), box[..(35 + content.Length)]);
            Assert.False(box.AsSpan(35 + content.Length).ContainsAnyExcept((byte)0));
            int most = MerkleBox.LengthFor(tree);
            Assert.True(most >= 35 + content.Length || hashes.Count > MerkleTree.Height(leaves) || hashes.Any(h => h.Length > 32));
        }
    }

    /// <summary>What the short way takes is what the reader of all CBOR would make of it, and what it does not take that one decides.</summary>
    [Fact]
    public void Reading_it_the_short_way_says_what_reading_any_CBOR_says()
    {
        var random = new Random(11);
        int taken = 0;
        int left = 0;
        for (int run = 0; run < 30_000; run++)
        {
            var fields = new List<(string, CborValue?)>
            {
                ("uniqueId", CborValue.Integer(random.Next(4) == 0 ? -random.Next(300) : random.NextInt64(1L << random.Next(1, 63)))),
                ("localId", CborValue.Integer(random.Next(300))),
                ("location", random.Next(50) == 0 ? CborValue.Text("localId") : CborValue.Integer(random.Next(100_000))),
                ("hashes", random.Next(3) == 0 ? null : CborValue.Array(Enumerable.Range(0, random.Next(5)).Select(i => CborValue.Bytes(Bytes.Pattern(random.Next(3) == 0 ? random.Next(3) : 32, i))))),
            };
            if (random.Next(5) == 0)
            {
                fields.Add((random.Next(2) == 0 ? "pad" : "hash", CborValue.Integer(1)));
            }

            if (random.Next(6) == 0)
            {
                fields.RemoveAt(random.Next(fields.Count));
            }

            // In any order, bit by bit wrong, cut short, padded.
            byte[] data = [(byte)(0xA0 | fields.Count(f => f.Item2 is not null)), .. fields.OrderBy(_ => random.Next()).Where(f => f.Item2 is not null).SelectMany(f => (byte[])[.. CborValue.Text(f.Item1).Encoded.Span, .. f.Item2!.Encoded.Span])];
            data = [.. data[..(random.Next(10) == 0 ? random.Next(data.Length + 1) : data.Length)], .. new byte[random.Next(3)], .. random.Next(8) == 0 ? [(byte)1] : Array.Empty<byte>()];
            for (int flips = random.Next(3) == 0 ? random.Next(1, 3) : 0; flips > 0 && data.Length > 0; flips--)
            {
                data[random.Next(Math.Min(data.Length, 40))] ^= (byte)(1 << random.Next(8));
            }

            var box = new ContentProvenanceBox(default, 0, 0, "merkle", 0, data);
            bool isProof = MerkleProof.TryParseAny(box, ParserLimits.Default, string.Empty, out var expected, out _);
            if (MerkleProofContent.Read(box, ParserLimits.Default) is { } read)
            {
                taken++;
                Assert.True(isProof, Convert.ToHexString(data));
                Assert.Equal((expected!.UniqueId, expected.LocalId, expected.Location, expected.HasCleanPadding), (read.UniqueId, read.LocalId, read.Location, read.HasCleanPadding));
                Assert.Equal(expected.Hashes.Select(h => Convert.ToHexString(h.Span)), read.Hashes.Select(h => Convert.ToHexString(h.Span)));
            }
            else
            {
                left++;
            }

            Assert.Equal(isProof, MerkleProof.TryParse(box, ParserLimits.Default, string.Empty, out _, out _));
        }

        Assert.InRange(taken, 3000, 27_000);
        Assert.InRange(left, 3000, 27_000);
    }
}
