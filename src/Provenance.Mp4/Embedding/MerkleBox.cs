using System.Buffers.Binary;
using Provenance.Cbor;

namespace Provenance.Bmff;

/// <summary>The <c>uuid</c> box with purpose <c>merkle</c> as it is written (§A.5.4.1.4).</summary>
internal static class MerkleBox
{
    private const int PurposeAt = 28;

    private static ReadOnlySpan<byte> Purpose => "merkle\0"u8;

    private static int HeadLength => PurposeAt + Purpose.Length;

    /// <summary>
    /// Length of each box of a tree: what the longest proof and the last location take. The boxes of a tree in one file have one size, so that
    /// a reader finds the one it needs by counting.
    /// </summary>
    /// <param name="tree">The tree; its hashes may still be zeros.</param>
    public static int LengthFor(MerkleMap tree)
    {
        int levels = 0;
        for (int width = tree.Count; width > tree.Hashes.Count; width = MerkleTree.NextRow(width))
        {
            levels++;
        }

        // The first leaf has a sibling on every level, the last one the largest location.
        var digest = tree.Hashes[0];
        return HeadLength + Content(tree, tree.Count - 1, [.. Enumerable.Repeat(digest, levels)]).Length;
    }

    /// <summary>Writes the box of a leaf.</summary>
    /// <param name="box">As long as <see cref="LengthFor"/> says; what the content does not fill is zeros.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="location">Which leaf.</param>
    /// <param name="proof">From the leaf towards the root.</param>
    public static void Write(Span<byte> box, MerkleMap tree, int location, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        box.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(box, (uint)box.Length);
        BinaryPrimitives.WriteUInt32BigEndian(box[4..], BoxTypes.Uuid.Code);
        BoxHeader.ContentProvenanceType.CopyTo(box[8..]);
        Purpose.CopyTo(box[PurposeAt..]);
        Content(tree, location, proof).Span.CopyTo(box[HeadLength..]);
    }

    private static ReadOnlyMemory<byte> Content(MerkleMap tree, int location, IReadOnlyList<ReadOnlyMemory<byte>> proof) => CborValue.Map(
        ("uniqueId", CborValue.Integer(tree.UniqueId)),
        ("localId", CborValue.Integer(tree.LocalId)),
        ("location", CborValue.Integer(location)),
        ("hashes", proof.Count == 0 ? null : CborValue.Array(proof.Select(h => CborValue.Bytes(h))))).Encoded;
}
