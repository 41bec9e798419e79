namespace Provenance.Bmff;

/// <summary>
/// <c>moof</c>: where the samples of its track fragments are, as tfhd's base data offset, trun's distances and saio's distances say it
/// together (ISO/IEC 14496-12 §8.8.7, §8.8.8, §8.7.9). Each run is followed to the bytes it means, and back from where they are then.
/// </summary>
/// <param name="moof">The movie fragment.</param>
/// <param name="defaultSampleSizes">The default sample size of each track, by track identifier (trex).</param>
internal sealed class FragmentTable(Box moof, IReadOnlyDictionary<uint, uint> defaultSampleSizes) : OffsetTable(moof)
{
    public override void Check(Coverage coverage)
    {
        foreach (var fragment in TrackFragment.Of(Box, defaultSampleSizes))
        {
            foreach (var run in fragment.Runs)
            {
                coverage.Require(run.Box, run.Start, run.Length);
            }

            foreach (var place in fragment.Auxiliary)
            {
                coverage.Require(place.Box, place.Position, 1);
            }
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        long start = Moved(map, Box.Offset);
        long end = start;
        foreach (var fragment in TrackFragment.Of(Box, defaultSampleSizes))
        {
            long origin = fragment.IsBaseMoof ? start : end;
            if (fragment.BaseField is { } field)
            {
                origin = MovedBase(map, fragment);
                TrySet(patches, field, origin);
            }

            end = origin;
            foreach (var run in fragment.Runs.Where(r => r.Length > 0))
            {
                end = PatchRun(map, patches, run, origin, end);
            }

            foreach (var place in fragment.Auxiliary)
            {
                if (!TrySet(patches, place.Distance, Moved(map, place.Position) - origin))
                {
                    throw Refusal.Limit(place.Box, "a distance in it does not fit any more.");
                }
            }
        }

        return true;
    }

    // The base moves as the first samples do, so that distances stay as they are; without samples, as the byte it names does.
    private static long MovedBase(OffsetMap map, TrackFragment fragment)
    {
        var first = fragment.Runs.FirstOrDefault(r => r.Length > 0);
        long moved = first.Length > 0 && map.Map(first.Start) is { } start
            ? fragment.Base + (start - first.Start)
            : map.Map(fragment.Base) ?? map.MapEnd(fragment.Base);
        return Math.Max(moved, 0);
    }

    private static long PatchRun(OffsetMap map, List<Patch> patches, SampleRun run, long origin, long end)
    {
        long start = map.Map(run.Start, run.Length)
            ?? throw Refusal.Pointer(run.Box, run.Start, run.Length, "these bytes are not carried over in one piece.");
        if (run.Distance is { } field)
        {
            // A signed distance: samples may stand before the base.
            long distance = start - origin;
            if (distance is < int.MinValue or > int.MaxValue)
            {
                throw Refusal.Limit(run.Box, "the distance to its samples does not fit into 32 bits.");
            }

            TrySet(patches, field, (uint)(int)distance);
        }
        else if (start != end)
        {
            throw Refusal.Limit(run.Box, "its samples do not follow those before them any more.");
        }

        return start + run.Length;
    }
}
