using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>The <c>uuid</c> box with purpose <c>manifest</c> as it is written (§A.5.3).</summary>
internal static class ManifestBox
{
    /// <summary>
    /// The box is as long as it must be for the media behind it to keep its place within a block of the file system, so that it can be shared
    /// instead of copied; a manifest that grows a little finds room. What the store does not fill is zeros, as the standard allows.
    /// </summary>
    public const int Block = 4096;

    private const int PurposeAt = 28;

    private static ReadOnlySpan<byte> Purpose => "manifest\0"u8;

    /// <summary>Bytes before the store: size, type, extended type, version and flags, purpose, Merkle offset.</summary>
    public static int HeadLength => PurposeAt + Purpose.Length + 8;

    /// <summary>Length of the whole box around a store.</summary>
    /// <param name="storeLength">Length of the manifest store, in bytes.</param>
    /// <param name="shift">By how much the media moves without the box: negative when more is dropped before it than put in.</param>
    /// <param name="block">What the media moves by a multiple of, in bytes.</param>
    public static long LengthFor(long storeLength, long shift = 0, int block = Block)
    {
        long least = HeadLength + storeLength;
        long over = (least + shift) % block;
        return over == 0 ? least : least + (over > 0 ? block : 0) - over;
    }

    /// <summary>The bytes before the store.</summary>
    /// <param name="length">Length of the whole box.</param>
    /// <param name="merkleOffset">Where the first Merkle box is in the file, or 0 when there is none.</param>
    public static byte[] Head(long length, long merkleOffset = 0)
    {
        byte[] head = new byte[HeadLength];
        BinaryPrimitives.WriteUInt32BigEndian(head, checked((uint)length));
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), BoxTypes.Uuid.Code);
        BoxHeader.ContentProvenanceType.CopyTo(head.AsSpan(8));
        Purpose.CopyTo(head.AsSpan(PurposeAt));
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(PurposeAt + Purpose.Length), merkleOffset);
        return head;
    }
}
