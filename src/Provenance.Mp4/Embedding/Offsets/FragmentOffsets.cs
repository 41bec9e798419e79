namespace Provenance.Bmff;

/// <summary>
/// <c>moof</c>: where the samples of its track fragments are, as tfhd's base data offset, trun's distances and saio's distances say it
/// together (ISO/IEC 14496-12 §8.8.7, §8.8.8, §8.7.9). Each run is followed to the bytes it means, and back from where they are then.
/// </summary>
internal sealed class FragmentOffsets(Box moof, IReadOnlyDictionary<uint, uint> defaultSampleSizes) : OffsetTable(moof)
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
        long moof = map.Map(Box.Offset)!.Value;
        long end = moof;
        foreach (var fragment in TrackFragment.Of(Box, defaultSampleSizes))
        {
            long origin = fragment.IsBaseMoof ? moof : end;
            if (fragment.BaseField is { } field)
            {
                origin = MovedBase(map, fragment);
                Set(patches, field, 8, (ulong)origin);
            }

            end = origin;
            foreach (var run in fragment.Runs)
            {
                end = PatchRun(map, patches, run, origin, end);
            }

            foreach (var place in fragment.Auxiliary)
            {
                long distance = Moved(map, place.Box, place.Position, 1) - origin;
                if (distance < 0 || (place.FieldSize == 4 && distance > uint.MaxValue))
                {
                    throw Refusal.Limit(place.Box, "a distance in it does not fit any more.");
                }

                Set(patches, place.Field, place.FieldSize, (ulong)distance);
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

    private long PatchRun(OffsetMap map, List<Patch> patches, SampleRun run, long origin, long end)
    {
        if (run.Length == 0)
        {
            return end;
        }

        long start = Moved(map, run.Box, run.Start, run.Length);
        if (run.OffsetField is { } field)
        {
            long distance = start - origin;
            if (distance is < int.MinValue or > int.MaxValue)
            {
                throw Refusal.Limit(run.Box, "the distance to its samples does not fit into 32 bits.");
            }

            Set(patches, field, 4, (uint)(int)distance);
        }
        else if (start != end)
        {
            throw Refusal.Limit(run.Box, "its samples do not follow those before them any more.");
        }

        return start + run.Length;
    }

    private static long Moved(OffsetMap map, Box box, long start, long length) =>
        map.Map(start, length) ?? throw Refusal.Pointer(box, start, length, "these bytes are not carried over in one piece.");
}
