using System.Buffers.Binary;
using System.Text;

namespace Provenance.Bmff;

/// <summary>
/// Puts the <c>AIGC</c> label (GB 45438-2025) into <c>moov/udta/meta</c>, where <c>ffmpeg -movflags use_metadata_tags</c> writes metadata by name and
/// players read it. The whole <c>udta</c> is written anew: it holds no places in the file.
/// </summary>
internal static class LabelPlan
{
    /// <summary>The change of the input.</summary>
    /// <param name="index">The input, found sound.</param>
    /// <param name="label">The label; it takes the place of one that is there.</param>
    /// <exception cref="SigningException">There is no place for it.</exception>
    public static BoxEdit Edit(BoxIndex index, AigcLabel label)
    {
        if (index.Root(BoxTypes.Moov) is not { } moov || moov.Child(BoxTypes.Trak) is not { } track)
        {
            throw Refusal.Unsupported("The AIGC label goes into the moov box of a movie, and the file has none with a track.");
        }

        byte[] json = Encoding.UTF8.GetBytes(label.ToJson());
        if (moov.Child(BoxTypes.Udta) is not { } udta)
        {
            // Before the first track: a box put in at the very end of moov would stand outside of it.
            byte[] added = Box("udta", Metadata(json));
            return new BoxEdit(Bmff.Edit.Insert(track.Offset, added.Length), added) { Inside = moov };
        }

        if (!udta.IsLoaded)
        {
            throw Refusal.Unsupported($"The AIGC label goes into the {udta}, which is larger than what is read of it.");
        }

        byte[] content = Rewrite(udta, json);
        return new BoxEdit(new Edit(udta.Offset, udta.End, content.Length), content) { Inside = moov };
    }

    private static byte[] Rewrite(Box udta, byte[] json)
    {
        var parts = new List<byte[]>();
        var known = KeyedMetadata.Of(udta.Parent!.Value).Where(m => m.Meta.Parent == udta).ToDictionary(m => m.Meta.Id);
        bool isWritten = false;
        long position = udta.ContentOffset;
        foreach (var child in udta.Children)
        {
            if (child.Type == BoxTypes.Meta && child.Child(BoxTypes.Iloc) is { } places)
            {
                throw Refusal.Unsupported($"The AIGC label cannot be written beside the {places}, which holds places in the file.");
            }

            bool isPlace = known.TryGetValue(child.Id, out var metadata) && metadata.Names() is not null;
            parts.Add(isPlace ? Rewrite(metadata!, isWritten ? null : json) : child.Bytes.ToArray());
            isWritten |= isPlace;
            position = child.End;
        }

        // Behind other metadata: readers that met the names first would look up everything by them. QuickTime's zeros stay at the end.
        if (!isWritten)
        {
            parts.Add(Metadata(json));
        }

        parts.Add(udta.Bytes[(int)(position - udta.Offset)..].ToArray());
        return Box("udta", [.. parts]);
    }

    // The metadata with the label as the last name, and without those that were there.
    private static byte[] Rewrite(KeyedMetadata metadata, byte[]? json)
    {
        var names = metadata.Names()!;
        var items = metadata.Entries().Where(e => e.Index < 1 || e.Index > names.Count || names[(int)e.Index - 1] != AigcLabel.Key).Select(e => e.Bytes.ToArray());
        byte[] keys = metadata.Keys.Content.ToArray();
        byte[] newKeys = keys;
        if (json is not null)
        {
            newKeys = [.. keys, .. Name(AigcLabel.Key)];
            BinaryPrimitives.WriteUInt32BigEndian(newKeys.AsSpan(4), (uint)names.Count + 1);
            items = items.Append(Item((uint)names.Count + 1, json));
        }

        byte[] newItems = [.. items.SelectMany(i => i)];
        var meta = metadata.Meta;
        return Box("meta",
        [
            meta.Bytes[meta.HeaderSize..(int)((meta.Children.Any() ? meta.Children.First().Offset : meta.End) - meta.Offset)].ToArray(),
            .. meta.Children.Select(c => c == metadata.Keys ? Box("keys", newKeys) : c == metadata.Items ? Box("ilst", newItems) : c.Bytes.ToArray()),
        ]);
    }

    private static byte[] Metadata(byte[] json) => Box(
        "meta",
        new byte[4],
        Box("hdlr", new byte[8], [.. "mdta"u8], new byte[13]),
        Box("keys", [0, 0, 0, 0, 0, 0, 0, 1], Name(AigcLabel.Key)),
        Box("ilst", Item(1, json)));

    private static byte[] Name(string name) => Box("mdta", Encoding.UTF8.GetBytes(name));

    private static byte[] Item(uint index, byte[] text)
    {
        byte[] item = Box("\0\0\0\0", Box("data", [0, 0, 0, 1, 0, 0, 0, 0], text));
        BinaryPrimitives.WriteUInt32BigEndian(item.AsSpan(4), index);
        return item;
    }

    private static byte[] Box(string type, params byte[][] content)
    {
        byte[] box = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. content.SelectMany(c => c)];
        BinaryPrimitives.WriteUInt32BigEndian(box, (uint)box.Length);
        return box;
    }
}
