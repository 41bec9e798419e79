namespace Provenance.Bmff;

/// <summary>
/// What of a layout an output can share with its input instead of copying it. A file system shares whole blocks only; that the media keeps its
/// place within a block is the work of <see cref="LayoutPlan"/>.
/// </summary>
internal static class Sharing
{
    // Sharing less is not worth a second look at the file.
    private const long Least = 1 << 20;

    /// <summary>The ranges, in ascending order.</summary>
    public static IReadOnlyList<SharedRange> Plan(Layout layout)
    {
        var ranges = new List<SharedRange>();
        foreach (var segment in layout.Segments)
        {
            if (segment.Kind != SegmentKind.Copy || (segment.Output - segment.Source) % ManifestBox.Block != 0)
            {
                continue;
            }

            long start = (segment.Source + ManifestBox.Block - 1) / ManifestBox.Block * ManifestBox.Block;
            long end = segment.Source + segment.Length;

            // The last block of a file may be a part of one.
            if (end != layout.Map.InputLength || segment.Output + segment.Length != layout.Length)
            {
                end -= end % ManifestBox.Block;
            }

            if (end - start >= Least)
            {
                ranges.Add(new(start, segment.Output + start - segment.Source, end - start));
            }
        }

        return ranges;
    }
}

/// <summary>Bytes that two files have in common.</summary>
/// <param name="Source">Where they are in the input.</param>
/// <param name="Output">Where they are in the output.</param>
/// <param name="Length">How many.</param>
internal readonly record struct SharedRange(long Source, long Output, long Length);
