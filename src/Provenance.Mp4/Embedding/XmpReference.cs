using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// What happens to the XMP boxes of a file so that it names the manifest it is to name, and no other (§11.5): a reference that stays behind would lead
/// to credentials that are not those of the file.
/// </summary>
internal static class XmpReference
{
    private static readonly byte[] Root = [.. "uuid"u8, .. BoxHeader.XmpType];

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
            if (!isWritten && box.ExtendedType == ExtendedType.Xmp && !box.IsLoaded)
            {
                throw Unreadable($"The {box}");
            }
        }

        foreach (var place in index.Xmp)
        {
            // An item that names nothing is left alone: it has its place in a table of its own, and readers look at the root.
            if (!isWritten && (place.Box is not null || place.Reference is not null))
            {
                // What is there already stays as it is.
                edits.AddRange(place.Reference == url!.AbsoluteUri ? [] : [Replace(place, (XmpPacket.Load(place.Packet) ?? throw Unreadable(Name(place))).With(url.AbsoluteUri))]);
                isWritten = true;
            }
            else if (place.Reference is not null && XmpPacket.Load(place.Packet) is { } packet)
            {
                edits.Add(packet.Without().IsEmpty && place.Box is { } box ? new BoxEdit(Edit.Drop(box.Offset, box.End), ReadOnlyMemory<byte>.Empty) { Inside = box.Parent } : Replace(place, packet));
            }
        }

        if (!isWritten)
        {
            byte[] box = Box(Root, XmpPacket.New(url!.AbsoluteUri), RoundUp);
            edits.Add(new BoxEdit(Edit.Insert(InputCheck.ManifestPosition(index), box.Length), box));
        }

        return edits;
    }

    /// <summary>The changes as far as they move nothing: what comes is as long as what goes, and a box that goes becomes padding.</summary>
    /// <param name="index">The file, found sound.</param>
    /// <param name="url">The manifest to name, or null for none.</param>
    /// <exception cref="SigningException">There is no room for the address.</exception>
    public static IEnumerable<Patch> InPlace(BoxIndex index, Uri? url)
    {
        foreach (var change in Edits(index, url))
        {
            long room = change.Edit.End - change.Edit.Start;
            if (change.Edit.NewLength == room)
            {
                yield return new Patch(change.Edit.Start, change.Bytes!.Value);
            }
            else if (change.Edit.NewLength == 0)
            {
                byte[] free = new byte[room];
                BinaryPrimitives.WriteUInt32BigEndian(free, (uint)room);
                BinaryPrimitives.WriteUInt32BigEndian(free.AsSpan(4), BoxTypes.Free.Code);
                yield return new Patch(change.Edit.Start, free);
            }
            else
            {
                throw Refusal.Unsupported("The metadata of the file has no room for the address of the manifest, and nothing is to move when signing in place. Sign to another file.");
            }
        }
    }

    /// <summary>Whether the file names a manifest elsewhere.</summary>
    public static bool IsPresent(BoxIndex index) => index.Xmp.Any(x => x.Reference is { } url && !IsOwn(url));

    /// <summary>Whether it names the file itself, as older writers did (§11.5).</summary>
    private static bool IsOwn(string url) => url.StartsWith("self#", StringComparison.OrdinalIgnoreCase) || url.StartsWith('#');

    private static SigningException Unreadable(string name) => Refusal.Unsupported($"{name} holds XMP that cannot be read, so the address of the manifest cannot be put into it.");

    private static string Name(XmpPlace place) => place.Box is { } box ? $"The {box}" : "An item";

    // What fits keeps the place of the old, so that nothing moves. An item has its place in a table of its own and must fit.
    private static BoxEdit Replace(XmpPlace place, XmpPacket.XmpDraft packet)
    {
        if (place.Box is { } box)
        {
            byte[] header = box.Bytes.Span[4..8].ToArray();
            byte[] bytes = Box(box.ExtendedType == ExtendedType.Xmp ? Root : header, packet, length => length <= box.Size ? checked((int)box.Size) : RoundUp(length));
            return new BoxEdit(new Edit(box.Offset, box.End, bytes.Length), bytes) { Inside = box.Parent };
        }

        int room = place.Range is { } range ? (int)(range.End - range.Start) : 0;
        byte[] content = packet.ToBytes(length => Math.Max(length, room));
        return place.Range is { } where && content.Length == room
            ? new BoxEdit(new Edit(where.Start, where.End, room), content) { IsPatch = true }
            : throw Refusal.Unsupported("The XMP of the file is an item that has no room for what would have to be written into it. Leave the address out, or take it out of the XMP first.");
    }

    // A user type or, among user data, the type alone.
    private static byte[] Box(ReadOnlySpan<byte> type, XmpPacket.XmpDraft packet, Func<int, int> size)
    {
        int head = 4 + type.Length;
        byte[] content = packet.ToBytes(length => size(head + length) - head);
        byte[] box = new byte[head + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        type.CopyTo(box.AsSpan(4));
        content.CopyTo(box, head);
        return box;
    }

    // A whole number of blocks, like the manifest box: media behind it keeps its place within a block.
    private static int RoundUp(int length) => (length + ManifestBox.Block - 1) / ManifestBox.Block * ManifestBox.Block;
}
