using System.Security.Cryptography;
using Provenance.Cryptography;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Bmff;

/// <summary>A whole <see cref="MerkleTree"/>, made from its leaves: every row from them to the root.</summary>
internal sealed class MerkleRows
{
    private readonly List<ReadOnlyMemory<byte>> _rows;
    private readonly int _digestLength;

    private MerkleRows(List<ReadOnlyMemory<byte>> rows, int digestLength)
    {
        _rows = rows;
        _digestLength = digestLength;
    }

    /// <summary>Levels above the leaves.</summary>
    public int Height => _rows.Count - 1;

    /// <summary>Hashes upwards from the leaves.</summary>
    /// <param name="algorithm">With what.</param>
    /// <param name="leaves">The digests of the leaves one behind the other; at least one.</param>
    public static MerkleRows Of(HashAlgorithmName algorithm, ReadOnlyMemory<byte> leaves)
    {
        int length = ContentHash.Length(algorithm);
        if (leaves.IsEmpty || leaves.Length % length != 0)
        {
            throw new ArgumentException("These are not the digests of at least one leaf.", nameof(leaves));
        }

        var rows = new List<ReadOnlyMemory<byte>> { leaves };
        while (rows[^1].Length > length)
        {
            // Two siblings stand side by side, so a parent is the hash of a block of two digests. A last one without sibling moves up.
            var row = rows[^1].Span;
            int paired = row.Length / (2 * length) * (2 * length);
            byte[] parents = new byte[(paired / 2) + (row.Length - paired)];
            LaneHasher.Shared.Hash(algorithm, row[..paired], 2 * length, parents.AsSpan(0, paired / 2));
            row[paired..].CopyTo(parents.AsSpan(paired / 2));
            rows.Add(parents);
        }

        return new(rows, length);
    }

    /// <summary>The hashes of a row.</summary>
    /// <param name="level">Levels above the leaves.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Row(int level) => [.. Enumerable.Range(0, Width(level)).Select(i => Node(level, i))];

    /// <summary>The siblings on the way from a leaf to a row, those that do not exist left out: what <see cref="MerkleTree.Climb"/> follows.</summary>
    /// <param name="location">Which leaf.</param>
    /// <param name="level">The row, in levels above the leaves.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Proof(int location, int level)
    {
        var proof = new List<ReadOnlyMemory<byte>>(level);
        for (int at = 0; at < level; at++, location >>= 1)
        {
            if ((location ^ 1) < Width(at))
            {
                proof.Add(Node(at, location ^ 1));
            }
        }

        return proof;
    }

    private int Width(int level) => _rows[level].Length / _digestLength;

    private ReadOnlyMemory<byte> Node(int level, int index) => _rows[level].Slice(index * _digestLength, _digestLength);
}
