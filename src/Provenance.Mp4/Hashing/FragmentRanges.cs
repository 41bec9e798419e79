namespace Provenance.Bmff;

/// <summary>Where a player reads the media of a fragment (ISO/IEC 14496-12 §8.8), see <see cref="SampleRanges"/>.</summary>
internal static class FragmentRanges
{
    /// <summary>The runs of a fragment, and its auxiliary information.</summary>
    /// <param name="moof">The fragment.</param>
    /// <param name="defaults">By track, the sizes of samples that the movie gives them; more than one when it contradicts itself.</param>
    /// <param name="length">Length of the file.</param>
    public static IEnumerable<SampleRange> Of(Box moof, IReadOnlyDictionary<uint, List<uint>> defaults, long length)
    {
        ulong previousEnd = (ulong)moof.Offset;
        bool isFirst = true;
        foreach (var traf in moof.Children.All(BoxTypes.Traf))
        {
            int headers = 0;
            foreach (var box in traf.Children.All(BoxTypes.Tfhd))
            {
                if (!TfhdBox.TryParse(box, out var tfhd))
                {
                    continue;
                }

                if (++headers > SampleRanges.MaxReadings)
                {
                    yield return SampleRange.Anywhere(length);
                    break;
                }

                ulong origin = tfhd.BaseDataOffset?.Value ?? (tfhd.DefaultBaseIsMoof || isFirst ? (ulong)moof.Offset : previousEnd);
                var known = defaults.GetValueOrDefault(tfhd.TrackId);
                uint usual = tfhd.DefaultSampleSize ?? known?[0] ?? 0;
                foreach (var run in Runs(traf, origin, usual, length))
                {
                    yield return run;
                    previousEnd = run.Start + (ulong)run.Range.Length;
                }

                for (int other = 1; tfhd.DefaultSampleSize is null && other < known?.Count; other++)
                {
                    foreach (var run in Runs(traf, origin, known[other], length))
                    {
                        yield return run;
                    }
                }

                // Relative to the base of the fragment (§8.7.9).
                if (traf.Child(BoxTypes.Saio) is not null)
                {
                    foreach (var field in traf.Children.All(BoxTypes.Saio).SelectMany(b => SaioBox.TryParse(b, out var saio) ? saio.OffsetFields : []))
                    {
                        yield return SampleRange.Clip(unchecked(origin + field.Value), 1, length);
                    }
                }
            }

            isFirst &= headers == 0;
        }
    }

    private static IEnumerable<SampleRange> Runs(Box traf, ulong origin, uint size, long length)
    {
        ulong at = origin;
        foreach (var box in traf.Children.All(BoxTypes.Trun))
        {
            if (TrunBox.TryParse(box, out var trun))
            {
                at = trun.DataOffset is { } offset ? unchecked(origin + (ulong)(long)offset) : at;
                ulong total = trun.TotalSize(size);
                yield return SampleRange.Clip(at, total, length);
                at = unchecked(at + total);
            }
        }
    }
}
