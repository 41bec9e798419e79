using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>A Merkle tree that is going to be: how many leaves, which row the manifest holds, how long the boxes are.</summary>
internal sealed class TreePlan
{
    // 8 KiB of SHA-256 in the manifest; a tree of so many leaves needs no boxes at all.
    private const int UsualRow = 256;

    private readonly int _level;

    /// <summary>Plans a tree.</summary>
    /// <param name="outline">The tree without its hashes.</param>
    /// <param name="storedRow">The row in levels above the leaves, or null for the usual one.</param>
    public TreePlan(MerkleMap outline, int? storedRow)
    {
        _level = Math.Min(storedRow ?? UsualLevel(outline.Count), MerkleTree.Height(outline.Count));
        byte[] zeros = new byte[ContentHash.Length(outline.Algorithm)];
        Template = outline with { Hashes = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(zeros, MerkleTree.Width(outline.Count, _level))] };
        BoxLength = MerkleBox.LengthFor(Template);
    }

    /// <summary>The tree with hashes of zeros.</summary>
    public MerkleMap Template { get; }

    /// <summary>Length of each of its boxes.</summary>
    public int BoxLength { get; }

    /// <summary>Whether the manifest holds the leaves.</summary>
    public bool HoldsLeaves => _level == 0;

    /// <summary>A map without hashes, to plan with.</summary>
    public static MerkleMap Outline(HashAlgorithmName algorithm, long localId, int count, long uniqueId = 1) => new()
    {
        UniqueId = uniqueId,
        LocalId = localId,
        Count = count,
        AlgorithmName = ContentHash.NameOf(algorithm),
        Algorithm = algorithm,
        Hashes = [],
    };

    /// <summary>The finished tree.</summary>
    public MerkleMap Finish(MerkleRows rows) => Template with { Hashes = rows.Row(_level) };

    /// <summary>A box as it is laid out, before there are hashes.</summary>
    public void WriteBlank(Span<byte> box, int location) => MerkleBox.Write(box, Template, location, []);

    /// <summary>A finished box.</summary>
    public void Write(Span<byte> box, MerkleRows rows, int location) => MerkleBox.Write(box, Template, location, rows.Proof(location, _level));

    private static int UsualLevel(int count)
    {
        int level = 0;
        for (; count > UsualRow; count = MerkleTree.NextRow(count))
        {
            level++;
        }

        return level;
    }
}
