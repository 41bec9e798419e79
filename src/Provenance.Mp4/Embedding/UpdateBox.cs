using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>The <c>uuid</c> box with purpose <c>update</c> as it is written, the last box of a file (§A.5.3).</summary>
internal static class UpdateBox
{
    private const int PurposeAt = 28;

    private static ReadOnlySpan<byte> Purpose => "update\0"u8;

    /// <summary>The bytes over the purpose <c>manifest</c> of the box that was there alone: as long, so nothing moves.</summary>
    public static ReadOnlyMemory<byte> OriginalPurpose { get; } = "original"u8.ToArray();

    /// <summary>The bytes over the purpose <c>original</c> when the update is gone again.</summary>
    public static ReadOnlyMemory<byte> ManifestPurpose { get; } = "manifest"u8.ToArray();

    /// <summary>
    /// Writes the box. The standard gives the Merkle offset to the purposes manifest and original, and says nothing about update; other
    /// readers expect it in all three, and ours takes either, so it is written.
    /// </summary>
    /// <param name="store">The manifest store with the update manifests.</param>
    /// <param name="merkleOffset">Where the first Merkle box is in the file, or 0 when there is none.</param>
    /// <exception cref="SigningException">The store is too large for a box.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> store, long merkleOffset)
    {
        int head = PurposeAt + Purpose.Length + 8;
        byte[] box = new byte[head + store.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        BinaryPrimitives.WriteUInt32BigEndian(box.AsSpan(4), BoxTypes.Uuid.Code);
        BoxHeader.ContentProvenanceType.CopyTo(box.AsSpan(8));
        Purpose.CopyTo(box.AsSpan(PurposeAt));
        BinaryPrimitives.WriteInt64BigEndian(box.AsSpan(PurposeAt + Purpose.Length), merkleOffset);
        store.CopyTo(box.AsMemory(head));
        return box;
    }
}
