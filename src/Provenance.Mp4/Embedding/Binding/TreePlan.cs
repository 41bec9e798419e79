using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>A Merkle tree that is going to be: how many leaves, which row the manifest holds, how long the boxes are.</summary>
internal sealed class TreePlan
{
    /// <summary>
    /// The widest row for blocks of media, unless asked for otherwise: a hash in the manifest takes 34 bytes, a box for a leaf over a hundred and a read of its
    /// own, so that the leaves themselves are the smallest form as long as the manifest does not get out of hand.
    /// </summary>
    public const int WidestOfBlocks = 8192;

    /// <summary>The widest row for fragments, unless asked for otherwise: each has its box whatever the row is, and a player waits for the manifest.</summary>
    public const int WidestOfFragments = 256;

    private readonly int _level;

    /// <summary>Plans a tree.</summary>
    /// <param name="outline">The tree without its hashes.</param>
    /// <param name="storedRow">The row in levels above the leaves, or null for the first one that is narrow enough.</param>
    /// <param name="widest">How many hashes are narrow enough.</param>
    public TreePlan(MerkleMap outline, int? storedRow, int widest)
    {
        _level = Math.Min(storedRow ?? FirstLevel(outline.Count, widest), MerkleTree.Height(outline.Count));
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

    private static int FirstLevel(int count, int widest)
    {
        int level = 0;
        for (; count > widest; count = MerkleTree.NextRow(count))
        {
            level++;
        }

        return level;
    }
}
