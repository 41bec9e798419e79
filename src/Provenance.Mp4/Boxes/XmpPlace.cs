namespace Provenance.Bmff;

/// <summary>
/// XMP in a file (ISO 16684-3 §1.1.5 and after): a <c>uuid</c> box at the root or in <c>moov</c>, QuickTime's <c>XMP_</c> among the user data, or an item of
/// a HEIF file.
/// </summary>
/// <param name="Box">The box that is the packet's alone; null for an item.</param>
/// <param name="Range">Where the packet is in the file, in one piece; null for an item in several.</param>
/// <param name="Packet">The packet.</param>
internal sealed record XmpPlace(Box? Box, (long Start, long End)? Range, ReadOnlyMemory<byte> Packet)
{
    // XMP of real files is kilobytes; a megabyte of it is no metadata any more.
    private const int MaxSize = 1 << 20;
    private const int MaxItems = 16;

    private static ReadOnlySpan<byte> JpegSignature => "http://ns.adobe.com/xap/1.0/\0"u8;

    private static readonly FourCC UserData = new("XMP_");
    private static readonly FourCC ItemInfo = new("iinf");
    private static readonly FourCC ItemInfoEntry = new("infe");
    private static readonly FourCC Mime = new("mime");

    /// <summary>The manifest that it names (§11.5), or null.</summary>
    public string? Reference { get; } = XmpProvenance.Find(Packet);

    /// <summary>Finds all of a file: boxes at the root first, as other readers look there too.</summary>
    public static async ValueTask<IReadOnlyList<XmpPlace>> FindAsync(BoxIndex index, CancellationToken cancellationToken)
    {
        // A hostile file has a million boxes: nothing is allocated for those without XMP.
        var places = new List<XmpPlace>();
        var metas = new List<Box>();
        foreach (var root in index.Roots)
        {
            AddIf(root.ExtendedType == ExtendedType.Xmp, root, places);
        }

        foreach (var root in index.Roots)
        {
            if (root.Type == BoxTypes.Moov)
            {
                AddChildren(root, places, metas);
            }
            else if (root.Type == BoxTypes.Meta)
            {
                metas.Add(root);
            }
        }

        // Items may all be the same bytes: what is read of them is bounded by their number, not by the file.
        int items = 0;
        foreach (var meta in metas)
        {
            foreach (uint item in XmpItems(meta))
            {
                if (++items > MaxItems)
                {
                    return places;
                }

                if (await ReadItemAsync(index, meta, item, cancellationToken).ConfigureAwait(false) is { } place)
                {
                    places.Add(place);
                }
            }
        }

        return places;
    }

    private static void AddChildren(Box around, List<XmpPlace> places, List<Box> metas)
    {
        foreach (var child in around.Children)
        {
            AddIf(child.ExtendedType == ExtendedType.Xmp || child.Type == UserData, child, places);
            if (child.Type == BoxTypes.Udta)
            {
                AddChildren(child, places, metas);
            }
            else if (child.Type == BoxTypes.Meta)
            {
                metas.Add(child);
            }
        }
    }

    private static void AddIf(bool isXmp, Box box, List<XmpPlace> places)
    {
        if (isXmp && box.IsLoaded)
        {
            places.Add(new(box, (box.ContentOffset, box.End), box.Content));
        }
    }

    // ISO/IEC 14496-12 §8.11.6: an item of type mime and the content type of XMP (ISO/IEC 23008-12 §A.3.3).
    private static List<uint> XmpItems(Box meta)
    {
        if (meta.Child(ItemInfo) is not { IsLoaded: true } box)
        {
            return [];
        }

        var items = new List<uint>();
        var reader = new BoxReader(box);
        uint count = reader.VersionAndFlags().Version == 0 ? reader.UInt16() : reader.UInt32();
        for (uint i = 0; i < count && reader.IsGood && items.Count < MaxItems; i++)
        {
            int start = reader.Position;
            uint size = reader.UInt32();
            bool isEntry = new FourCC(reader.UInt32()) == ItemInfoEntry;
            byte version = reader.VersionAndFlags().Version;
            uint id = version == 3 ? reader.UInt32() : reader.UInt16();
            reader.Skip(2);
            bool isMime = isEntry && version is 2 or 3 && new FourCC(reader.UInt32()) == Mime;
            if (size < 12 || size > (uint)(box.Bytes.Length - start))
            {
                break;
            }

            int end = start + (int)size;
            if (isMime && reader.IsGood && reader.Position <= end && IsXmp(box.Bytes.Span[reader.Position..end]))
            {
                items.Add(id);
            }

            reader = new BoxReader(box.Bytes.Span, end);
        }

        return items;
    }

    // The name of the item, then its content type, each ended by a zero.
    private static bool IsXmp(ReadOnlySpan<byte> texts)
    {
        int name = texts.IndexOf((byte)0);
        return name >= 0 && texts[(name + 1)..] is var type && type.StartsWith("application/rdf+xml"u8) && (type.Length == 19 || type[19] == 0);
    }

    private static async ValueTask<XmpPlace?> ReadItemAsync(BoxIndex index, Box meta, uint id, CancellationToken cancellationToken)
    {
        if (meta.Child(BoxTypes.Iloc) is not { } box || !IlocBox.TryParse(box, out var locations) || locations.Items.FirstOrDefault(i => i.Id == id) is not { } item)
        {
            return null;
        }

        var idat = item.ConstructionMethod == 1 ? meta.Child(BoxTypes.Idat) : null;
        if (!item.IsInFile && idat is null)
        {
            return null;
        }

        var ranges = new List<(long Start, long End)>();
        long size = 0;
        foreach (var extent in item.Extents)
        {
            // Length 0 is all of the source (§8.11.3.1).
            var (origin, end) = idat is { } data ? (data.ContentOffset, data.End) : (0, index.Length);
            if (extent.Offset.Target is not { } target || target > (ulong)(end - origin))
            {
                return null;
            }

            long start = origin + (long)target;
            ulong length = extent.Length == 0 ? (ulong)(end - start) : extent.Length;
            if (length > (ulong)(end - start) || (size += (long)length) > MaxSize)
            {
                return null;
            }

            ranges.Add((start, start + (long)length));
        }

        byte[] packet = new byte[size];
        int at = 0;
        foreach (var (start, end) in ranges)
        {
            await index.Source.ReadExactlyAsync(start, packet.AsMemory(at, (int)(end - start)), cancellationToken).ConfigureAwait(false);
            at += (int)(end - start);
        }

        // Some writers put what begins a segment of JPEG with XMP (ISO 16684-3) before the packet.
        int before = packet.AsSpan().StartsWith(JpegSignature) ? JpegSignature.Length : 0;
        return new(null, ranges is [var only] ? (only.Start + before, only.End) : null, packet.AsMemory(before));
    }
}
