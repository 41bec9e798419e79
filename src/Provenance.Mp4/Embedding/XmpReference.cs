using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// What happens to the XMP boxes of a file so that it names the manifest it is to name, and no other (§11.5): a reference that stays behind would lead
/// to credentials that are not those of the file.
/// </summary>
internal static class XmpReference
{
    private const int HeaderSize = 8 + 16;

    /// <summary>The changes.</summary>
    /// <param name="index">The input, found sound.</param>
    /// <param name="url">The manifest to name, or null for none.</param>
    /// <exception cref="SigningException">The XMP that is there cannot be read, so nothing can be put into it.</exception>
    public static IEnumerable<BoxEdit> Edits(BoxIndex index, Uri? url)
    {
        var edits = new List<BoxEdit>();
        bool isWritten = url is null;
        foreach (var box in index.Roots)
        {
            if (box.ExtendedType != ExtendedType.Xmp)
            {
                continue;
            }

            bool names = box.IsLoaded && XmpProvenance.Find(box.Content) is not null;
            if (!isWritten)
            {
                var packet = (box.IsLoaded ? XmpPacket.Load(box.Content) : null)
                    ?? throw Refusal.Unsupported($"The {box} holds XMP that cannot be read, so the address of the manifest cannot be put into it.");
                edits.Add(Replace(box, packet.With(url!.AbsoluteUri)));
                isWritten = true;
            }
            else if (names && XmpPacket.Load(box.Content) is { } packet)
            {
                edits.Add(packet.Without().IsEmpty ? new BoxEdit(Edit.Drop(box.Offset, box.End), ReadOnlyMemory<byte>.Empty) : Replace(box, packet));
            }
        }

        if (!isWritten)
        {
            byte[] box = Box(XmpPacket.New(url!.AbsoluteUri), RoundUp);
            edits.Add(new BoxEdit(Edit.Insert(InputCheck.ManifestPosition(index), box.Length), box));
        }

        return edits;
    }

    /// <summary>Whether the file names a manifest elsewhere.</summary>
    public static bool IsPresent(BoxIndex index) => index.Roots.Any(b => b.ExtendedType == ExtendedType.Xmp && b.IsLoaded && XmpProvenance.Find(b.Content) is { } url && !IsOwn(url));

    /// <summary>Whether it names the file itself, as older writers did (§11.5).</summary>
    private static bool IsOwn(string url) => url.StartsWith("self#", StringComparison.OrdinalIgnoreCase) || url.StartsWith('#');

    // What fits keeps the place of the old, so that nothing moves.
    private static BoxEdit Replace(Box box, XmpPacket.XmpDraft packet)
    {
        byte[] bytes = Box(packet, length => length <= box.Size ? checked((int)box.Size) : RoundUp(length));
        return new BoxEdit(new Edit(box.Offset, box.End, bytes.Length), bytes);
    }

    private static byte[] Box(XmpPacket.XmpDraft packet, Func<int, int> size)
    {
        byte[] content = packet.ToBytes(length => size(HeaderSize + length) - HeaderSize);
        byte[] box = new byte[HeaderSize + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        BinaryPrimitives.WriteUInt32BigEndian(box.AsSpan(4), BoxTypes.Uuid.Code);
        BoxHeader.XmpType.CopyTo(box.AsSpan(8));
        content.CopyTo(box, HeaderSize);
        return box;
    }

    // A whole number of blocks, like the manifest box: media behind it keeps its place within a block.
    private static int RoundUp(int length) => (length + ManifestBox.Block - 1) / ManifestBox.Block * ManifestBox.Block;
}
