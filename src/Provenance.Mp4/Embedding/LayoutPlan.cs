using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// What an input is made of, as far as laying out an output needs it: what is dropped, where the manifest goes, which boxes hold
/// places in the file. Made once; layouts of any manifest size come from it without reading the input again.
/// </summary>
internal sealed class LayoutPlan
{
    private readonly BoxIndex _index;
    private readonly List<OffsetTable> _tables;
    private readonly long _manifestAt;
    private readonly IReadOnlyList<BoxEdit> _more;

    private LayoutPlan(BoxIndex index, List<OffsetTable> tables, long manifestAt, IReadOnlyList<BoxEdit> more)
    {
        _more = more;
        _index = index;
        _tables = tables;
        _manifestAt = manifestAt;
    }

    /// <summary>Looks at an input that is to be signed and refuses what cannot be, before anything is written.</summary>
    /// <param name="index">The input.</param>
    /// <param name="binding">Says what else changes in the file; asked once the input was found sound.</param>
    /// <param name="label">A label for the metadata of the file, or null.</param>
    /// <param name="reference">What happens to the XMP of the file, enumerated once the input was found sound; nothing when null.</param>
    /// <exception cref="SigningException">The input is damaged, not of a kind we know, or refers to bytes that would not be protected.</exception>
    public static LayoutPlan ForSigning(BoxIndex index, Func<MediaBinding>? binding = null, AigcLabel? label = null, Func<IEnumerable<BoxEdit>>? reference = null)
    {
        InputCheck.RequireSound(index);
        long manifestAt = InputCheck.ManifestPosition(index);
        return Create(index, Coverage.OfSignature(index), manifestAt, [.. binding?.Invoke().Edits ?? [], .. Metadata(index, label, reference?.Invoke() ?? [])]);
    }

    /// <summary>Looks at an initialization segment that is to be signed. A <c>tfra</c> in it may speak of other files; then it stays as it is.</summary>
    /// <param name="index">The segment.</param>
    /// <param name="label">A label for its metadata, or null.</param>
    /// <param name="remoteManifest">The manifest that its XMP is to name, or null for none.</param>
    /// <exception cref="SigningException">It is damaged, or not an initialization segment.</exception>
    public static LayoutPlan ForInitSegment(BoxIndex index, AigcLabel? label = null, Uri? remoteManifest = null)
    {
        InputCheck.RequireSound(index);
        long manifestAt = InputCheck.ManifestPosition(index);
        RequireInitSegment(index);
        var tables = OffsetTables.Of(index);
        tables.RemoveAll(t => t is RandomAccessTable access && access.LeadsBeyond(index.Length));
        return Create(index, tables, Coverage.OfSignature(index), manifestAt, [.. Metadata(index, label, XmpReference.Edits(index, remoteManifest))]);
    }

    /// <summary>Refuses a file that is no initialization segment.</summary>
    /// <exception cref="SigningException">It is none.</exception>
    public static void RequireInitSegment(BoxIndex index)
    {
        if (index.Root(BoxTypes.Moov) is null || index.Root(BoxTypes.Moof) is not null)
        {
            throw Refusal.Unsupported($"{index.Source.Name ?? "The file"} is not an initialization segment: such a file has a moov box and no moof box.");
        }
    }

    /// <summary>Looks at a media segment that is to be signed.</summary>
    /// <param name="index">The segment.</param>
    /// <param name="init">Its initialization segment, which holds the defaults of its tracks.</param>
    /// <param name="changes">The Merkle box.</param>
    /// <exception cref="SigningException">It refers to bytes that would not be protected.</exception>
    public static LayoutPlan ForMediaSegment(BoxIndex index, BoxIndex init, IReadOnlyList<BoxEdit> changes) =>
        Create(index, OffsetTables.Of(index, init), Coverage.OfSignature(index), 0, changes);

    /// <summary>Looks at an input that is to lose its C2PA boxes and the address of a remote manifest.</summary>
    /// <exception cref="SigningException">The input is damaged, or refers to bytes that would go.</exception>
    public static LayoutPlan ForStripping(BoxIndex index)
    {
        InputCheck.RequireSound(index);
        return Create(index, Coverage.WithoutContentCredentials(index), 0, [.. XmpReference.Edits(index, url: null)]);
    }

    private static IReadOnlyList<BoxEdit> Metadata(BoxIndex index, AigcLabel? label, IEnumerable<BoxEdit> reference)
    {
        BoxEdit[] edits = [.. reference];
        if (label is null)
        {
            return edits;
        }

        var labelled = LabelPlan.Edit(index, label);
        return Array.Exists(edits, e => e.Edit.Start < labelled.Edit.End && e.Edit.End > labelled.Edit.Start)
            ? throw Refusal.Unsupported("The AIGC label and the address of the manifest would both be written into the udta box of the file. Write the label first, in a signature of its own.")
            : [labelled, .. edits];
    }

    private static LayoutPlan Create(BoxIndex index, Coverage coverage, long manifestAt, IReadOnlyList<BoxEdit> more) =>
        Create(index, OffsetTables.Of(index), coverage, manifestAt, more);

    private static LayoutPlan Create(BoxIndex index, List<OffsetTable> tables, Coverage coverage, long manifestAt, IReadOnlyList<BoxEdit> more)
    {
        foreach (var table in tables)
        {
            table.Check(coverage);
        }

        return new LayoutPlan(index, tables, manifestAt, more);
    }

    /// <summary>Lays out an output with a manifest.</summary>
    /// <param name="storeLength">Length of the manifest store, in bytes.</param>
    /// <param name="block">What the media moves by a multiple of, in bytes.</param>
    /// <exception cref="SigningException">The offsets of the output do not fit the format.</exception>
    public Layout WithManifest(long storeLength, int block = ManifestBox.Block) => Lay(storeLength, block);

    /// <summary>Lays out an output without any C2PA box.</summary>
    /// <exception cref="SigningException">The offsets of the output do not fit the format.</exception>
    public Layout WithoutManifest() => Lay(null, ManifestBox.Block);

    private Layout Lay(long? storeLength, int block)
    {
        var wide = new HashSet<OffsetTable>();
        while (true)
        {
            // A table that changes to its wide form moves what is behind it, which may drive others over the edge. None ever changes
            // back, so this ends after as many rounds as there are tables at the most; in practice after two.
            var edits = Edits(wide);
            long manifestBoxLength = 0;
            if (storeLength is { } store)
            {
                manifestBoxLength = ManifestBox.LengthFor(store, MediaShift(edits), block);
                edits.Insert(0, (new BoxEdit(Edit.Insert(_manifestAt, manifestBoxLength), Bytes: null), null));
            }

            // In this order where several happen at one place: the manifest first, then what goes, then what comes.
            edits = [.. edits.OrderBy(e => e.Change.Edit.Start).ThenBy(e => e.Change.Edit.End)];
            var map = OffsetMap.Create(_index.Length, [.. edits.Select(e => e.Change.Edit)]);
            var patches = new List<Patch>();
            var overflowing = _tables.Where(t => !wide.Contains(t) && !t.TryPatch(map, patches)).ToList();
            if (overflowing.Count == 0)
            {
                return Finish(map, edits, patches, wide, manifestBoxLength);
            }

            foreach (var table in overflowing)
            {
                if (table.WideLength is null || !wide.Add(table))
                {
                    throw Refusal.Limit(table.Box, "offsets that large do not fit into it.");
                }
            }
        }
    }

    // By how much the largest run of media moves without the manifest.
    private long MediaShift(List<(BoxEdit Change, OffsetTable? Table)> edits)
    {
        long media = 0;
        long largest = -1;
        foreach (var box in _index.Roots.All(BoxTypes.Mdat))
        {
            (media, largest) = box.ContentSize > largest ? (box.ContentOffset, box.ContentSize) : (media, largest);
        }

        return edits.Where(e => e.Change.Edit.End <= media).Sum(e => e.Change.Edit.NewLength - (e.Change.Edit.End - e.Change.Edit.Start));
    }

    private List<(BoxEdit Change, OffsetTable? Table)> Edits(HashSet<OffsetTable> wide)
    {
        var edits = new List<(BoxEdit Change, OffsetTable? Table)>();
        foreach (var box in _index.Roots)
        {
            if (box.ExtendedType == ExtendedType.ContentProvenance)
            {
                edits.Add((new BoxEdit(Edit.Drop(box.Offset, box.End), ReadOnlyMemory<byte>.Empty), null));
            }
        }

        foreach (var table in wide)
        {
            edits.Add((new BoxEdit(new Edit(table.Box.Offset, table.Box.End, table.WideLength!.Value), Bytes: null), table));
        }

        edits.AddRange(_more.Where(change => !change.IsPatch).Select(change => (change, (OffsetTable?)null)));
        return edits;
    }

    private Layout Finish(
        OffsetMap map, List<(BoxEdit Change, OffsetTable? Table)> edits, List<Patch> patches, HashSet<OffsetTable> wide, long manifestBoxLength)
    {
        foreach (var container in wide.SelectMany(t => Containers(t.Box)).Concat(_more.SelectMany(m => m.Inside is { } inside ? Containers(inside).Prepend(inside) : [])).Distinct())
        {
            ResizeContainer(container, map, patches);
        }

        patches.AddRange(_more.Where(m => m.IsPatch).Select(m => new Patch(m.Edit.Start, m.Bytes!.Value)));
        patches.Sort((a, b) => a.Start.CompareTo(b.Start));
        return Layout.Create(
            map,
            [.. edits.Select(e => (e.Change.Edit, e.Table is { } table ? table.Widen(map) : e.Change.Bytes))],
            patches,
            manifestBoxLength > 0 ? ManifestBox.Head(manifestBoxLength, FirstMerkleBox(map)) : default(ReadOnlyMemory<byte>?));
    }

    // §A.5.3: the file offset of the first Merkle box, 0 when there is none.
    private long FirstMerkleBox(OffsetMap map)
    {
        foreach (var change in _more)
        {
            if (change.IsMerkleBox)
            {
                return map.MapEnd(change.Edit.Start);
            }
        }

        return 0;
    }

    private static IEnumerable<Box> Containers(Box box)
    {
        for (var container = box.Parent; container is { } parent; container = parent.Parent)
        {
            yield return parent;
        }
    }

    private static void ResizeContainer(Box container, OffsetMap map, List<Patch> patches)
    {
        long size = map.MapEnd(container.End) - map.Map(container.Offset)!.Value;
        switch (container.SizeForm)
        {
            case BoxSizeForm.Compact when size <= uint.MaxValue:
                byte[] compact = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(compact, (uint)size);
                patches.Add(new Patch(container.Offset, compact));
                break;
            case BoxSizeForm.Large:
                byte[] large = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(large, size);
                patches.Add(new Patch(container.Offset + 8, large));
                break;
            case BoxSizeForm.ToEnd:
                break;
            default:
                throw Refusal.Limit(container, "it grows beyond what its 32-bit size can say.");
        }
    }
}
