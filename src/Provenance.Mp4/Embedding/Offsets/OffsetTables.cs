namespace Provenance.Bmff;

/// <summary>Finds the boxes of a file that hold places in the file.</summary>
internal static class OffsetTables
{
    /// <summary>All of them, in file order.</summary>
    /// <param name="index">The file.</param>
    /// <param name="init">The initialization segment with the defaults of the tracks, when the file is a media segment.</param>
    /// <exception cref="SigningException">One is damaged.</exception>
    public static List<OffsetTable> Of(BoxIndex index, BoxIndex? init = null)
    {
        var tables = new List<OffsetTable>();
        var defaultSampleSizes = new Dictionary<uint, uint>();
        foreach (var root in (init ?? index).Roots)
        {
            if (root.Type == BoxTypes.Moov)
            {
                ReadDefaults(root, defaultSampleSizes);
            }
        }

        foreach (var root in index.Roots)
        {
            Find(root, defaultSampleSizes, tables);
        }

        return tables;
    }

    private static void ReadDefaults(Box moov, Dictionary<uint, uint> defaultSampleSizes)
    {
        if (moov.Child(BoxTypes.Mvex) is { } mvex)
        {
            foreach (var box in mvex.Children.All(BoxTypes.Trex))
            {
                var trex = TrexBox.TryParse(box, out var parsed) ? parsed : throw Refusal.Damaged(box);
                defaultSampleSizes[trex.TrackId] = trex.DefaultSampleSize;
            }
        }
    }

    // The index bounds the depth of boxes, and with it that of this recursion.
    private static void Find(Box box, Dictionary<uint, uint> defaultSampleSizes, List<OffsetTable> tables)
    {
        if (box.Type == BoxTypes.Moof)
        {
            tables.Add(new FragmentTable(box, defaultSampleSizes));
        }
        else if (Read(box) is { } table)
        {
            tables.Add(table);
        }

        foreach (var child in box.Children)
        {
            Find(child, defaultSampleSizes, tables);
        }
    }

    private static OffsetTable? Read(Box box)
    {
        if (box.Type == BoxTypes.Stco || box.Type == BoxTypes.Co64)
        {
            return box.Parent is { } stbl && stbl.Type == BoxTypes.Stbl ? ReadChunks(box, stbl) : null;
        }

        if (box.Type == BoxTypes.Saio)
        {
            // Those of a track fragment count from its base and are part of the fragment.
            return box.Parent is { } traf && traf.Type == BoxTypes.Traf ? null
                : SaioBox.TryParse(box, out var saio) ? new AuxiliaryOffsetTable(saio) : throw Refusal.Damaged(box);
        }

        if (box.Type == BoxTypes.Iloc)
        {
            return IlocBox.TryParse(box, out var iloc) ? new ItemLocationTable(iloc, DataReferences.Of(box.Parent)) : throw Refusal.Damaged(box);
        }

        if (box.Type == BoxTypes.Tfra)
        {
            return TfraBox.TryParse(box, out var tfra) ? new RandomAccessTable(tfra) : throw Refusal.Damaged(box);
        }

        if (box.Type == BoxTypes.Mfro && box.Parent is { } mfra && mfra.Type == BoxTypes.Mfra)
        {
            return new RandomAccessSize(box, mfra);
        }

        if (box.Type == BoxTypes.Sidx)
        {
            return SidxBox.TryParse(box, out var sidx) ? new SegmentIndexTable(sidx) : throw Refusal.Damaged(box);
        }

        return null;
    }

    private static ChunkOffsetTable ReadChunks(Box box, Box stbl)
    {
        ChunkOffsets? offsets = box.Type == BoxTypes.Stco
            ? StcoBox.TryParse(box, out var small) ? small : null
            : Co64Box.TryParse(box, out var large) ? large : null;
        return new ChunkOffsetTable(offsets ?? throw Refusal.Damaged(box), new SampleTable(stbl, DataReferences.Of(stbl.Parent)));
    }
}
