using System.Security.Cryptography;
using Provenance.Bmff;
using Provenance.Cbor;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>Merkle trees built the slow and obvious way, row by row, as an oracle for the code under test.</summary>
internal static class MerkleFile
{
    /// <summary>All rows, the leaves first.</summary>
    public static List<byte[][]> Rows(IEnumerable<byte[]> leaves)
    {
        List<byte[][]> rows = [[.. leaves]];
        while (rows[^1].Length > 1)
        {
            rows.Add([.. rows[^1].Chunk(2).Select(pair => pair.Length == 2 ? SHA256.HashData(Bytes.Concat(pair)) : pair[0])]);
        }

        return rows;
    }

    /// <summary>The siblings on the way from a leaf to a row.</summary>
    public static byte[][] Proof(List<byte[][]> rows, int row, int leaf)
    {
        var proof = new List<byte[]>();
        for (int level = 0; level < row; level++, leaf /= 2)
        {
            int sibling = leaf % 2 == 0 ? leaf + 1 : leaf - 1;
            if (sibling < rows[level].Length)
            {
                proof.Add(rows[level][sibling]);
            }
        }

        return [.. proof];
    }

    /// <summary>The content of a Merkle box, padded with zeros to a length.</summary>
    public static byte[] ProofData(long unique, long local, long location, byte[][] proof, int length = 0)
    {
        byte[] cbor = CborValue.Map(
            ("uniqueId", CborValue.Integer(unique)),
            ("localId", CborValue.Integer(local)),
            ("location", CborValue.Integer(location)),
            ("hashes", proof.Length == 0 ? null : CborValue.Array(proof.Select(h => CborValue.Bytes(h))))).Encoded.ToArray();
        return Bytes.Concat(cbor, new byte[Math.Max(0, length - cbor.Length)]);
    }

    /// <summary>One tree over one <c>mdat</c>.</summary>
    public static MerkleMap Map(List<byte[][]> rows, int row, long local = 0, long? fixedSize = null, IReadOnlyList<long>? sizes = null, byte[]? initHash = null) => new()
    {
        UniqueId = 1,
        LocalId = local,
        Count = rows[0].Length,
        AlgorithmName = "sha256",
        Algorithm = HashAlgorithmName.SHA256,
        Hashes = [.. rows[row].Select(h => (ReadOnlyMemory<byte>)h)],
        FixedBlockSize = fixedSize,
        VariableBlockSizes = sizes,
        InitHash = initHash is null ? null : (ReadOnlyMemory<byte>?)initHash,
    };

    /// <summary>The leaves of a payload in equal blocks.</summary>
    public static byte[][] Leaves(byte[] payload, int blockSize) => [.. payload.Chunk(blockSize).Select(SHA256.HashData)];

    /// <summary>An assertion with both a flat hash, of this file, and the trees.</summary>
    public static async Task<BmffHashAssertion> SignAsync(byte[] file, params MerkleMap[] maps)
    {
        var assertion = BmffHashAssertion.Flat(HashAlgorithmName.SHA256) with { Exclusions = [.. MandatoryExclusions.Basic, MandatoryExclusions.MediaData], Merkle = maps };
        var index = await BoxIndex.ReadAsync(AssetSource.FromMemory(file), ParserLimits.Default);
        var matches = await ExclusionMatcher.MatchAsync(index, assertion.Exclusions, ParserLimits.Default, default);
        return assertion with { Hash = await RangeHasher.HashAsync(index.Source, HashPlan.ForBoxes(index.Roots, matches), HashAlgorithmName.SHA256, null, default) };
    }

    /// <summary>The hash of root boxes with their offsets, those that are always excluded left out.</summary>
    public static byte[] HashRoots(byte[] file, int from, int to)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int at = from; at < to;)
        {
            int size = (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            string type = System.Text.Encoding.Latin1.GetString(file.AsSpan(at + 4, 4));
            if (type is not ("ftyp" or "mfra" or "uuid"))
            {
                hash.AppendData(Bytes.UInt64((ulong)at));
                hash.AppendData(file.AsSpan(at, size));
            }

            at += size;
        }

        return hash.GetHashAndReset();
    }
}
