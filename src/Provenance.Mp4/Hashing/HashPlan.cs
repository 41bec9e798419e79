namespace Provenance.Bmff;

/// <summary>One step of a <see cref="HashPlan"/>.</summary>
/// <param name="Offset">A file offset.</param>
/// <param name="Length">How many bytes of the file are hashed from there; 0: the offset itself is, as eight bytes big-endian (§18.6.2).</param>
internal readonly record struct HashSegment(long Offset, long Length)
{
    /// <summary>Whether the offset itself is hashed.</summary>
    public bool IsOffset => Length == 0;
}

/// <summary>What goes into a hash, in order: file offsets of root boxes and ranges of the file. Ranges only ever go forward.</summary>
internal sealed class HashPlan
{
    private readonly List<HashSegment> _segments = [];
    private long _end;

    /// <summary>The steps.</summary>
    public IReadOnlyList<HashSegment> Segments => _segments;

    /// <summary>The ranges of the file that are hashed.</summary>
    public IEnumerable<ByteRange> Ranges => _segments.Where(s => !s.IsOffset).Select(s => new ByteRange(s.Offset, s.Offset + s.Length));

    /// <summary>Bytes of the file that are hashed.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>
    /// The flat hash (§18.6.2): for each root box that is not excluded in its entirety its offset, then its bytes without what is excluded.
    /// </summary>
    /// <param name="roots">The root boxes to hash, in file order.</param>
    /// <param name="matches">What is excluded.</param>
    /// <param name="withOffsets">Whether offsets are hashed; they are not in the leaves of a file that also has a flat hash.</param>
    /// <param name="origin">The offset that counts as 0.</param>
    public static HashPlan ForBoxes(IEnumerable<Box> roots, ExclusionMatches matches, bool withOffsets = true, long origin = 0)
    {
        var plan = new HashPlan();
        var holes = matches.Ranges;
        int next = -1;
        foreach (var root in roots)
        {
            if (matches.IsWhole(root))
            {
                continue;
            }

            if (withOffsets)
            {
                plan.AddOffset(root.Offset - origin);
            }

            // Found by halving once: a file of many fragments makes many plans over the same list.
            next = next < 0 ? ByteRange.FirstEndingBehind(holes, root.Offset) : next;
            while (next < holes.Count && holes[next].End <= root.Offset)
            {
                next++;
            }

            long at = root.Offset;
            for (; next < holes.Count && holes[next].Offset < root.End; next++)
            {
                plan.AddRange(at, holes[next].Offset);
                at = Math.Max(at, holes[next].End);
                if (holes[next].End > root.End)
                {
                    break;
                }
            }

            plan.AddRange(at, root.End);
        }

        return plan;
    }

    /// <summary>The plan of a file whose layout is known: root boxes in file order, each hashed or not.</summary>
    public static HashPlan ForLayout(IEnumerable<(long Offset, long Size, bool IsExcluded)> roots)
    {
        var plan = new HashPlan();
        foreach (var (offset, size, excluded) in roots)
        {
            if (!excluded)
            {
                plan.AddOffset(offset);
                plan.AddRange(offset, offset + size);
            }
        }

        return plan;
    }

    /// <summary>Adds an offset.</summary>
    public void AddOffset(long offset) => _segments.Add(new(offset, 0));

    /// <summary>Adds a range of the file; it starts at or behind the end of the one before. Nothing is added when it is empty.</summary>
    public void AddRange(long offset, long end)
    {
        if (end <= offset)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(offset, _end);
        _segments.Add(new(offset, end - offset));
        _end = end;
        TotalBytes += end - offset;
    }
}
