namespace Provenance.Bmff;

/// <summary>
/// Where a player reads media: chunks of sample tables (ISO/IEC 14496-12 §8.7), runs of track fragments (§8.8) and extents of items (§8.11.3).
/// A hash can match while these lead into bytes that are not hashed, so they are compared with what is.
/// </summary>
internal static class SampleRanges
{
    /// <summary>What is wrong with where media is read.</summary>
    /// <param name="index">The file.</param>
    /// <param name="unhashed">What no hash covers, as <see cref="ByteRange.Union"/> makes it.</param>
    /// <param name="init">The initialization segment with the defaults of the tracks, when the file is a media segment.</param>
    public static BmffHashFault? FindFault(BoxIndex index, IReadOnlyList<ByteRange> unhashed, BoxIndex? init = null)
    {
        BmffHashFault? missing = null;
        foreach (var sample in All(index, init))
        {
            if (ByteRange.Intersects(unhashed, sample.Range))
            {
                return new(ValidationStatusCode.ContainerUnhashedSamples, $"Media at byte {sample.Range.Offset} of the file is played but not protected by the hash.");
            }

            if (sample.IsCutOff)
            {
                missing ??= new(ValidationStatusCode.ContainerMissingMedia, $"Media that is to be played, from byte {sample.Start} on, lies behind the end of the file.");
            }
        }

        return missing;
    }

    /// <summary>Every range of media, chunk by chunk. Tables that cannot be read give what can be read of them.</summary>
    /// <param name="index">The file.</param>
    /// <param name="init">The initialization segment with the defaults of the tracks, when the file is a media segment.</param>
    public static IEnumerable<SampleRange> All(BoxIndex index, BoxIndex? init = null)
    {
        var defaults = new Dictionary<uint, uint>();
        foreach (var moov in init?.Roots.All(BoxTypes.Moov) ?? [])
        {
            ReadDefaults(moov, defaults);
        }

        foreach (var root in index.Roots)
        {
            if (root.Type == BoxTypes.Moov)
            {
                foreach (var track in root.Children.All(BoxTypes.Trak))
                {
                    bool isHere = IsHere(track);
                    foreach (var chunk in Chunks(track, index.Length))
                    {
                        yield return isHere ? chunk : chunk with { IsCutOff = false };
                    }
                }

                ReadDefaults(root, defaults);
            }
            else if (root.Type == BoxTypes.Moof)
            {
                foreach (var run in Runs(root, defaults, index.Length))
                {
                    yield return run;
                }
            }

            foreach (var meta in root.Type == BoxTypes.Meta ? [root] : root.Children.All(BoxTypes.Meta))
            {
                foreach (var extent in Extents(meta, index.Length))
                {
                    yield return extent;
                }
            }
        }
    }

    // Offsets into another file, or into an identified media data box, say nothing about the end of this one (§8.7.2).
    private static bool IsHere(Box track) =>
        track.Descendant(BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Dinf, BoxTypes.Dref) is not { } dref || !DrefBox.TryParse(dref, out var references) || !references.External.Contains(true);

    private static void ReadDefaults(Box moov, Dictionary<uint, uint> defaults)
    {
        foreach (var box in moov.Child(BoxTypes.Mvex)?.Children.All(BoxTypes.Trex) ?? [])
        {
            if (TrexBox.TryParse(box, out var trex))
            {
                defaults[trex.TrackId] = trex.DefaultSampleSize;
            }
        }
    }

    private static IEnumerable<SampleRange> Chunks(Box track, long length)
    {
        if (track.Descendant(BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl) is not { } table || ChunkOffsets.Find(table) is not { } offsets)
        {
            yield break;
        }

        var sizes = SampleSizes.Find(table);
        StscBox? runs = null;
        _ = table.Child(BoxTypes.Stsc) is { } stsc && StscBox.TryParse(stsc, out runs);
        uint sample = 0;
        int run = -1;
        for (int chunk = 0; chunk < offsets.Count; chunk++)
        {
            while (runs is not null && run + 1 < runs.Count && runs[run + 1].FirstChunk <= (uint)chunk + 1)
            {
                run++;
            }

            // Where the tables do not say how long a chunk is, its first byte stands for it.
            ulong size = runs is null || run < 0 || sizes is null ? 1 : Sum(sizes, ref sample, runs[run].SamplesPerChunk);
            yield return Clip(offsets[chunk], size, length);
        }
    }

    private static ulong Sum(SampleSizes sizes, ref uint sample, uint count)
    {
        uint take = Math.Min(count, sizes.Count - sample);
        ulong total = sizes.Constant * (ulong)take;
        if (sizes.Constant == 0)
        {
            for (uint i = 0; i < take; i++)
            {
                total += sizes[sample + i];
            }
        }

        sample += take;
        return total;
    }

    private static IEnumerable<SampleRange> Runs(Box moof, Dictionary<uint, uint> defaults, long length)
    {
        ulong previousEnd = (ulong)moof.Offset;
        bool isFirst = true;
        foreach (var traf in moof.Children.All(BoxTypes.Traf))
        {
            if (traf.Child(BoxTypes.Tfhd) is not { } header || !TfhdBox.TryParse(header, out var tfhd))
            {
                continue;
            }

            ulong origin = tfhd.BaseDataOffset?.Value ?? (tfhd.DefaultBaseIsMoof || isFirst ? (ulong)moof.Offset : previousEnd);
            isFirst = false;
            ulong at = origin;
            uint size = tfhd.DefaultSampleSize ?? defaults.GetValueOrDefault(tfhd.TrackId);
            foreach (var box in traf.Children.All(BoxTypes.Trun))
            {
                if (TrunBox.TryParse(box, out var trun))
                {
                    at = trun.DataOffset is { } offset ? unchecked(origin + (ulong)(long)offset) : at;
                    ulong total = trun.TotalSize(size);
                    yield return Clip(at, total, length);
                    at = unchecked(at + total);
                }
            }

            previousEnd = at;
        }
    }

    private static IEnumerable<SampleRange> Extents(Box meta, long length)
    {
        if (meta.Child(BoxTypes.Iloc) is not { } box || !IlocBox.TryParse(box, out var iloc))
        {
            yield break;
        }

        foreach (var item in iloc.Items.Where(i => i.IsInFile))
        {
            foreach (var extent in item.Extents)
            {
                // Length 0 is all of the source (§8.11.3.1): everything from there on.
                if (extent.Offset.Target is { } target)
                {
                    yield return extent.Length == 0 ? Clip(target, ulong.MaxValue, length) with { IsCutOff = target > (ulong)length } : Clip(target, extent.Length, length);
                }
            }
        }
    }

    // Nothing is read behind the end of the file, but that something was to be is worth knowing.
    private static SampleRange Clip(ulong offset, ulong size, long length)
    {
        ulong start = Math.Min(offset, (ulong)length);
        ulong available = (ulong)length - start;
        return new(new((long)start, (long)(start + Math.Min(size, available))), offset, size > 0 && (offset > (ulong)length || size > available));
    }

    /// <summary>A range of media.</summary>
    /// <param name="Range">What of it is in the file.</param>
    /// <param name="Start">Where it is said to start.</param>
    /// <param name="IsCutOff">Whether not all of it is in the file.</param>
    public readonly record struct SampleRange(ByteRange Range, ulong Start, bool IsCutOff);
}
