namespace Provenance.Bmff;

/// <summary>
/// Where a player reads media: chunks of sample tables (ISO/IEC 14496-12 §8.7), runs of track fragments (§8.8), auxiliary information of samples
/// (§8.7.9) and extents of items (§8.11.3). A hash can match while these lead into bytes that are not hashed, so they are compared with what is. Of a box
/// that is there twice every player takes the one it likes; so each of them counts.
/// </summary>
internal static class SampleRanges
{
    /// <summary>How many readings of one description are followed. The standard allows one; of what has more, nobody can say what is played.</summary>
    public const int MaxReadings = 8;

    private static readonly FourCC[] Compressed = [new("cmov"), new("!mov"), new("!mof")];

    /// <summary>What is wrong with where media is read.</summary>
    /// <param name="index">The file.</param>
    /// <param name="unhashed">What no hash covers, as <see cref="ByteRange.Union"/> makes it.</param>
    /// <param name="init">The initialization segment with the defaults of the tracks, when the file is a media segment.</param>
    public static BmffHashFault? FindFault(BoxIndex index, IReadOnlyList<ByteRange> unhashed, BoxIndex? init = null)
    {
        if (FindCompressed(index) is { } compressed)
        {
            return new(ValidationStatusCode.ContainerUnhashedSamples, $"The {compressed} describes media in a compressed form: where it is read, and whether the hash protects it, cannot be known.");
        }

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
        var defaults = new Dictionary<uint, List<uint>>();
        foreach (var moov in init?.Roots.All(BoxTypes.Moov) ?? [])
        {
            ReadDefaults(moov, defaults);
        }

        var locations = new List<Box>();
        foreach (var root in index.Roots)
        {
            if (root.Type == BoxTypes.Moov)
            {
                foreach (var track in root.Children.All(BoxTypes.Trak))
                {
                    foreach (var chunk in Chunks(track, index.Length))
                    {
                        yield return chunk;
                    }
                }

                ReadDefaults(root, defaults);
            }
            else if (root.Type == BoxTypes.Moof)
            {
                foreach (var run in FragmentRanges.Of(root, defaults, index.Length))
                {
                    yield return run;
                }
            }

            if (root.Children.IsEmpty)
            {
                continue;
            }

            FindLocations(root, locations);
            foreach (var extent in locations.SelectMany(b => Extents(b, index.Length)))
            {
                yield return extent;
            }

            locations.Clear();
        }
    }

    private static void ReadDefaults(Box moov, Dictionary<uint, List<uint>> defaults)
    {
        foreach (var box in moov.Children.All(BoxTypes.Mvex).SelectMany(m => m.Children.All(BoxTypes.Trex)))
        {
            if (TrexBox.TryParse(box, out var trex))
            {
                var sizes = defaults.TryGetValue(trex.TrackId, out var known) ? known : defaults[trex.TrackId] = [];
                if (sizes.Count <= MaxReadings && !sizes.Contains(trex.DefaultSampleSize))
                {
                    sizes.Add(sizes.Count < MaxReadings ? trex.DefaultSampleSize : uint.MaxValue);
                }
            }
        }
    }

    private static IEnumerable<SampleRange> Chunks(Box track, long length)
    {
        foreach (var information in track.Children.All(BoxTypes.Mdia).SelectMany(m => m.Children.All(BoxTypes.Minf)))
        {
            // Offsets into another file, or into an identified media data box, say nothing about the end of this one (§8.7.2).
            bool isHere = information.Descendant(BoxTypes.Dinf, BoxTypes.Dref) is not { } dref || !DrefBox.TryParse(dref, out var references) || !references.External.Contains(true);
            foreach (var range in information.Children.All(BoxTypes.Stbl).SelectMany(t => Table(t, length)))
            {
                yield return isHere ? range : range with { IsCutOff = false };
            }
        }
    }

    private static IEnumerable<SampleRange> Table(Box table, long length)
    {
        var offsets = table.Children.Select(ChunkOffsets.Read).OfType<ChunkOffsets>();
        var sizes = table.Children.Select(SampleSizes.Read).OfType<SampleSizes>().Cast<SampleSizes?>().DefaultIfEmpty().ToList();
        var runs = table.Children.All(BoxTypes.Stsc).Select(b => StscBox.TryParse(b, out var stsc) ? stsc : null).DefaultIfEmpty().ToList();
        int readings = 0;
        foreach (var (chunks, run, size) in offsets.SelectMany(_ => runs, (o, r) => (o, r)).SelectMany(_ => sizes, (p, s) => (p.o, p.r, s)))
        {
            if (++readings > MaxReadings)
            {
                yield return SampleRange.Anywhere(length);
                break;
            }

            foreach (var chunk in Chunks(chunks, run, size, length))
            {
                yield return chunk;
            }
        }

        foreach (var field in table.Children.All(BoxTypes.Saio).SelectMany(b => SaioBox.TryParse(b, out var saio) ? saio.OffsetFields : []))
        {
            yield return SampleRange.Clip(field.Value, 1, length);
        }
    }

    private static IEnumerable<SampleRange> Chunks(ChunkOffsets offsets, StscBox? runs, SampleSizes? sizes, long length)
    {
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
            yield return SampleRange.Clip(offsets[chunk], size, length);
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

    private static Box? FindCompressed(BoxIndex index)
    {
        foreach (var root in index.Roots)
        {
            if (Compressed.Contains(root.Type))
            {
                return root;
            }

            if (root.Type == BoxTypes.Moov && root.Child(Compressed[0]) is { } header)
            {
                return header;
            }
        }

        return null;
    }

    // At every level that has them: of the file, of the movie, of a track, of a fragment. The index bounds the depth.
    private static void FindLocations(Box box, List<Box> found)
    {
        foreach (var child in box.Children)
        {
            if (child.Type == BoxTypes.Iloc)
            {
                found.Add(child);
            }
            else
            {
                FindLocations(child, found);
            }
        }
    }

    private static IEnumerable<SampleRange> Extents(Box box, long length) =>
        IlocBox.TryParse(box, out var iloc) ? iloc.Items.Where(i => i.ConstructionMethod == 0).SelectMany(i => Extents(i, length)) : [];

    // A data reference may be to this very file, and there are readers that do not look at it.
    private static IEnumerable<SampleRange> Extents(IlocItem item, long length)
    {
        foreach (var extent in item.Extents)
        {
            // Length 0 is all of the source (§8.11.3.1): everything from there on.
            if (extent.Offset.Target is { } target)
            {
                var range = extent.Length == 0 ? SampleRange.Clip(target, ulong.MaxValue, length) with { IsCutOff = target > (ulong)length } : SampleRange.Clip(target, extent.Length, length);
                yield return item.DataReference == 0 ? range : range with { IsCutOff = false };
            }
        }
    }
}

/// <summary>A range of media.</summary>
/// <param name="Range">What of it is in the file.</param>
/// <param name="Start">Where it is said to start.</param>
/// <param name="IsCutOff">Whether not all of it is in the file.</param>
internal readonly record struct SampleRange(ByteRange Range, ulong Start, bool IsCutOff)
{
    /// <summary>All of the file.</summary>
    public static SampleRange Anywhere(long length) => new(new(0, length), 0, false);

    /// <summary>Nothing is read behind the end of the file, but that something was to be is worth knowing.</summary>
    public static SampleRange Clip(ulong offset, ulong size, long length)
    {
        ulong start = Math.Min(offset, (ulong)length);
        ulong available = (ulong)length - start;
        return new(new((long)start, (long)(start + Math.Min(size, available))), offset, size > 0 && (offset > (ulong)length || size > available));
    }
}
