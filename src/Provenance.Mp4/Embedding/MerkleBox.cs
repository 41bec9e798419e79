using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>The <c>uuid</c> box with purpose <c>merkle</c> as it is written (§A.5.4.1.4).</summary>
internal static class MerkleBox
{
    private const int PurposeAt = 28;

    // Types of CBOR, in the upper three bits (RFC 8949 §3.1).
    private const byte CborUnsigned = 0x00;
    private const byte CborNegative = 0x20;
    private const byte CborBytes = 0x40;
    private const byte CborText = 0x60;
    private const byte CborArray = 0x80;
    private const byte CborMap = 0xA0;

    // The longest first bytes of an item, and all that is no hash: four keys, three numbers, a map, an array.
    private const int MaxHead = 9;
    private const int MaxFields = 128;

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
        byte[] content = new byte[MaxFields + (levels * (MaxHead + digest.Length))];
        return HeadLength + WriteContent(content, tree, tree.Count - 1, [.. Enumerable.Repeat(digest, levels)]);
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
        WriteContent(box[HeadLength..], tree, location, proof);
    }

    // A file has as many of these as leaves, so they are written where they go, with nothing in between; the keys in the order of deterministic encoding (RFC 8949 §4.2.1).
    private static int WriteContent(Span<byte> to, MerkleMap tree, int location, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        int at = 0;
        WriteHead(to, ref at, CborMap, proof.Count == 0 ? 3u : 4u);
        if (proof.Count > 0)
        {
            WriteBytes(to, ref at, CborText, "hashes"u8);
            WriteHead(to, ref at, CborArray, (uint)proof.Count);
            for (int i = 0; i < proof.Count; i++)
            {
                WriteBytes(to, ref at, CborBytes, proof[i].Span);
            }
        }

        WriteBytes(to, ref at, CborText, "localId"u8);
        WriteInteger(to, ref at, tree.LocalId);
        WriteBytes(to, ref at, CborText, "location"u8);
        WriteInteger(to, ref at, location);
        WriteBytes(to, ref at, CborText, "uniqueId"u8);
        WriteInteger(to, ref at, tree.UniqueId);
        return at;
    }

    private static void WriteInteger(Span<byte> to, ref int at, long value) =>
        WriteHead(to, ref at, value < 0 ? CborNegative : CborUnsigned, (ulong)(value < 0 ? ~value : value));

    private static void WriteBytes(Span<byte> to, ref int at, byte type, ReadOnlySpan<byte> bytes)
    {
        WriteHead(to, ref at, type, (uint)bytes.Length);
        bytes.CopyTo(to[at..]);
        at += bytes.Length;
    }

    // The shortest form (RFC 8949 §3): the argument in the first byte, or in one, two, four or eight behind it.
    private static void WriteHead(Span<byte> to, ref int at, byte type, ulong argument)
    {
        Span<byte> big = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(big, argument);
        var (form, length) = argument switch
        {
            < 24 => ((int)argument, 0),
            <= byte.MaxValue => (24, 1),
            <= ushort.MaxValue => (25, 2),
            <= uint.MaxValue => (26, 4),
            _ => (27, 8),
        };
        to[at++] = (byte)(type | form);
        big[^length..].CopyTo(to[at..]);
        at += length;
    }
}
