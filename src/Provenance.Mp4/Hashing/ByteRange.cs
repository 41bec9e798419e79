namespace Provenance.Bmff;

/// <summary>A range of file offsets.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="End">First byte behind it.</param>
internal readonly record struct ByteRange(long Offset, long End)
{
    /// <summary>Length in bytes.</summary>
    public long Length => End - Offset;

    /// <summary>Sorts ranges and joins those that touch or overlap.</summary>
    public static List<ByteRange> Union(IEnumerable<ByteRange> ranges)
    {
        var sorted = ranges.Where(r => r.Length > 0).ToList();
        sorted.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        var union = new List<ByteRange>();
        foreach (var range in sorted)
        {
            if (union.Count > 0 && range.Offset <= union[^1].End)
            {
                union[^1] = union[^1] with { End = Math.Max(union[^1].End, range.End) };
            }
            else
            {
                union.Add(range);
            }
        }

        return union;
    }

    /// <summary>What of <paramref name="whole"/> is not in <paramref name="holes"/>; both as <see cref="Union"/> makes them.</summary>
    public static List<ByteRange> Subtract(IReadOnlyList<ByteRange> whole, IReadOnlyList<ByteRange> holes)
    {
        var rest = new List<ByteRange>();
        int next = 0;
        foreach (var range in whole)
        {
            while (next < holes.Count && holes[next].End <= range.Offset)
            {
                next++;
            }

            long at = range.Offset;
            for (int i = next; i < holes.Count && holes[i].Offset < range.End; i++)
            {
                if (holes[i].Offset > at)
                {
                    rest.Add(new(at, holes[i].Offset));
                }

                at = Math.Max(at, holes[i].End);
            }

            if (at < range.End)
            {
                rest.Add(new(at, range.End));
            }
        }

        return rest;
    }

    /// <summary>Whether a range touches any of the ranges, which are as <see cref="Union"/> makes them.</summary>
    public static bool Intersects(IReadOnlyList<ByteRange> ranges, ByteRange range)
    {
        int first = FirstEndingBehind(ranges, range.Offset);
        return range.Length > 0 && first < ranges.Count && ranges[first].Offset < range.End;
    }

    /// <summary>Position of the first range that ends behind the offset, found by halving; the count when there is none.</summary>
    public static int FirstEndingBehind(IReadOnlyList<ByteRange> ranges, long offset)
    {
        int low = 0;
        int high = ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ranges[middle].End <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
