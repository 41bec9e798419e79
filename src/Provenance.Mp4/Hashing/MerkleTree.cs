using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>
/// The Merkle trees of BMFF hashes (§18.6.1): balanced, padded on the right with nodes that do not exist; a node without a right sibling moves up
/// unchanged, and a parent is the hash of its two children's digests.
/// </summary>
internal static class MerkleTree
{
    /// <summary>Whether a tree of so many leaves has a row of the width.</summary>
    public static bool IsRow(int leaves, int width)
    {
        while (leaves > width)
        {
            leaves = NextRow(leaves);
        }

        return leaves == width && width > 0;
    }

    /// <summary>Width of the row above.</summary>
    public static int NextRow(int width) => width <= 1 ? 0 : (width + 1) / 2;

    /// <summary>Levels of a tree above its leaves.</summary>
    public static int Height(int leaves)
    {
        int height = 0;
        for (; leaves > 1; leaves = NextRow(leaves))
        {
            height++;
        }

        return height;
    }

    /// <summary>Width of the row so many levels above the leaves.</summary>
    public static int Width(int leaves, int level)
    {
        for (; level > 0; level--)
        {
            leaves = NextRow(leaves);
        }

        return leaves;
    }

    /// <summary>How many hashes lead from a leaf to its node in the stored row; rows where the node has no sibling need none.</summary>
    public static int ProofLength(int leaves, int row, int location)
    {
        int length = 0;
        for (int width = leaves; width > row; width = NextRow(width), location >>= 1)
        {
            length += (location ^ 1) < width ? 1 : 0;
        }

        return length;
    }

    /// <summary>Follows a proof from a leaf upwards. The proof has exactly <see cref="ProofLength"/> hashes.</summary>
    /// <returns>The digest that stands in the stored row at <c>Index</c>.</returns>
    public static (byte[] Digest, int Index) Climb(HashAlgorithmName algorithm, int leaves, int row, int location, ReadOnlySpan<byte> leaf, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        byte[] digest = leaf.ToArray();
        int used = 0;
        for (int width = leaves; width > row; width = NextRow(width), location >>= 1)
        {
            if ((location ^ 1) < width)
            {
                var sibling = proof[used++].Span;
                digest = (location & 1) == 0 ? Parent(algorithm, digest, sibling) : Parent(algorithm, sibling, digest);
            }
        }

        return (digest, location);
    }

    /// <summary>Hash of two digests.</summary>
    public static byte[] Parent(HashAlgorithmName algorithm, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[left.Length + right.Length];
        left.CopyTo(both);
        right.CopyTo(both[left.Length..]);
        return ContentHash.Compute(algorithm, both);
    }
}
