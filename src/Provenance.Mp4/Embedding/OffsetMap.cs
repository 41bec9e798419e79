namespace Provenance.Bmff;

/// <summary>Where the bytes of the input stand in the output. Immutable; a look-up is a binary search over the edits.</summary>
internal sealed class OffsetMap
{
    private readonly Run[] _runs;
    private readonly long[] _starts;

    private OffsetMap(Run[] runs, long inputLength, long outputLength)
    {
        _runs = runs;
        _starts = Array.ConvertAll(runs, r => r.Start);
        InputLength = inputLength;
        OutputLength = outputLength;
    }

    /// <summary>Length of the input, in bytes.</summary>
    public long InputLength { get; }

    /// <summary>Length of the output, in bytes.</summary>
    public long OutputLength { get; }

    /// <summary>Makes the map of an input with edits.</summary>
    /// <param name="inputLength">Length of the input, in bytes.</param>
    /// <param name="edits">In ascending order, not overlapping.</param>
    public static OffsetMap Create(long inputLength, IReadOnlyList<Edit> edits)
    {
        var runs = new List<Run>((edits.Count * 2) + 1);
        long position = 0;
        long output = 0;
        foreach (var edit in edits)
        {
            if (edit.Start < position || edit.End < edit.Start || edit.End > inputLength || edit.NewLength < 0)
            {
                throw new ArgumentException("The edits overlap, are out of order, or lie outside the input.", nameof(edits));
            }

            Add(edit.Start, edit.Start - position, isKept: true);
            Add(edit.End, edit.NewLength, isKept: false);
        }

        Add(inputLength, inputLength - position, isKept: true);
        return new OffsetMap([.. runs], inputLength, output);

        void Add(long end, long length, bool isKept)
        {
            if (end > position)
            {
                runs.Add(new Run(position, end, output, output + length, isKept));
            }

            position = end;
            output = checked(output + length);
        }
    }

    /// <summary>Where the byte at a position of the input stands in the output, or null when it is outside the input or not kept.</summary>
    public long? Map(long position) => Map(position, 0);

    /// <summary>Where a run of input bytes starts in the output, or null unless all of it is kept in one piece.</summary>
    public long? Map(long start, long length)
    {
        int index = RunAtOrBefore(start);
        if (index < 0 || length < 0)
        {
            return null;
        }

        var run = _runs[index];
        return run.IsKept && start < run.End && length <= run.End - start ? run.Output + (start - run.Start) : null;
    }

    /// <summary>
    /// The output position behind everything that comes from before a position of the input: where something that ended there ends now.
    /// What is inserted exactly there comes after it.
    /// </summary>
    public long MapEnd(long position)
    {
        int index = RunAtOrBefore(position - 1);
        if (index < 0)
        {
            return 0;
        }

        var run = _runs[index];
        return run.IsKept && position < run.End ? run.Output + (position - run.Start) : run.OutputEnd;
    }

    /// <summary>The last run that starts at or before a position, or −1.</summary>
    private int RunAtOrBefore(long position)
    {
        int found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Input bytes that are kept, or replaced by others (by none at all when they are dropped).</summary>
    private readonly record struct Run(long Start, long End, long Output, long OutputEnd, bool IsKept);
}
