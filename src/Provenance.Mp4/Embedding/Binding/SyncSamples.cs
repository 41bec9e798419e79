namespace Provenance.Bmff;

/// <summary>Where a player can start in a file: the sync samples of the tracks that name them (ISO/IEC 14496-12 §8.6.2).</summary>
internal static class SyncSamples
{
    /// <summary>
    /// The file offsets of the sync samples, ascending. Where no track names any, every sample is one, and the starts of chunks serve: there
    /// are fewer of them.
    /// </summary>
    /// <exception cref="SigningException">A table is damaged.</exception>
    public static List<long> Find(BoxIndex index)
    {
        var named = new List<long>();
        var chunks = new List<long>();
        foreach (var table in index.Roots.All(BoxTypes.Moov).SelectMany(m => m.Children.All(BoxTypes.Trak)).Select(t => t.Descendant(BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl)))
        {
            if (table is not { } stbl || ChunkOffsets.Find(stbl) is not { } offsets)
            {
                continue;
            }

            for (int i = 0; i < offsets.Count; i++)
            {
                chunks.Add(long.CreateSaturating(offsets[i]));
            }

            if (stbl.Child(BoxTypes.Stss) is { } box)
            {
                Add(stbl, offsets, StssBox.TryParse(box, out var stss) ? stss : throw Refusal.Damaged(box), named);
            }
        }

        var found = named.Count > 0 ? named : chunks;
        found.Sort();
        return found;
    }

    private static void Add(Box stbl, ChunkOffsets offsets, StssBox stss, List<long> found)
    {
        if (SampleSizes.Find(stbl) is not { } sizes || stbl.Child(BoxTypes.Stsc) is not { } box || !StscBox.TryParse(box, out var runs))
        {
            return;
        }

        int next = 0;
        int run = -1;
        uint sample = 0;
        for (int chunk = 0; chunk < offsets.Count && next < stss.Count && sample < sizes.Count; chunk++)
        {
            while (run + 1 < runs.Count && (run < 0 || runs[run + 1].FirstChunk <= (uint)chunk + 1))
            {
                run++;
            }

            if (run < 0)
            {
                return;
            }

            ulong at = offsets[chunk];
            uint end = (uint)Math.Min((ulong)sample + runs[run].SamplesPerChunk, sizes.Count);
            for (; sample < end && next < stss.Count; sample++)
            {
                while (next < stss.Count && stss[next] <= sample)
                {
                    next++;
                }

                if (next < stss.Count && stss[next] == sample + 1)
                {
                    found.Add(long.CreateSaturating(at));
                }

                at = unchecked(at + (sizes.Constant != 0 ? sizes.Constant : sizes[sample]));
            }
        }
    }
}
