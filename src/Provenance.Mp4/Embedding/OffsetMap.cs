namespace Provenance.Bmff;

/// <summary>Where the bytes of the input stand in the output. Immutable; a look-up is a binary search over the edits.</summary>
internal sealed class OffsetMap
{
    private readonly long[] _starts;
    private readonly long[] _ends;
    private readonly long[] _outputs;

    private OffsetMap(long[] starts, long[] ends, long[] outputs, long inputLength, long outputLength)
    {
        _starts = starts;
        _ends = ends;
        _outputs = outputs;
        InputLength = inputLength;
        OutputLength = outputLength;
    }

    /// <summary>Length of the input, in bytes.</summary>
    public long InputLength { get; }

    /// <summary>Length of the output, in bytes.</summary>
    public long OutputLength { get; }

    /// <summary>Number of runs of kept bytes.</summary>
    public int RunCount => _starts.Length;

    /// <summary>Makes the map of an input with edits.</summary>
    /// <param name="inputLength">Length of the input, in bytes.</param>
    /// <param name="edits">In ascending order, not overlapping.</param>
    public static OffsetMap Create(long inputLength, IReadOnlyList<Edit> edits)
    {
        var starts = new List<long>(edits.Count + 1);
        var ends = new List<long>(edits.Count + 1);
        var outputs = new List<long>(edits.Count + 1);
        long position = 0;
        long output = 0;
        foreach (var edit in edits)
        {
            if (edit.Start < position || edit.End < edit.Start || edit.End > inputLength || edit.NewLength < 0)
            {
                throw new ArgumentException("The edits overlap, are out of order, or lie outside the input.", nameof(edits));
            }

            Keep(edit.Start);
            position = edit.End;
            output = checked(output + edit.NewLength);
        }

        Keep(inputLength);
        return new OffsetMap([.. starts], [.. ends], [.. outputs], inputLength, output);

        void Keep(long end)
        {
            if (end > position)
            {
                starts.Add(position);
                ends.Add(end);
                outputs.Add(output);
                output = checked(output + (end - position));
            }
        }
    }

    /// <summary>A run of kept bytes: input start, input end, output start.</summary>
    public (long Start, long End, long Output) Run(int index) => (_starts[index], _ends[index], _outputs[index]);

    /// <summary>Where the byte at a position of the input stands in the output, or null when it is outside the input or not kept.</summary>
    public long? Map(long position)
    {
        int run = RunAtOrBefore(position);
        return run >= 0 && position < _ends[run] ? _outputs[run] + (position - _starts[run]) : null;
    }

    /// <summary>Where a run of input bytes starts in the output, or null unless all of it is kept in one piece.</summary>
    public long? Map(long start, long length)
    {
        int run = RunAtOrBefore(start);
        return run >= 0 && length >= 0 && start < _ends[run] && length <= _ends[run] - start ? _outputs[run] + (start - _starts[run]) : null;
    }

    /// <summary>
    /// The output position behind the last kept byte before a position of the input: where something that ended there ends now.
    /// What is inserted exactly there comes after it.
    /// </summary>
    public long MapEnd(long position)
    {
        int run = RunAtOrBefore(position - 1);
        return run < 0 ? 0 : _outputs[run] + (Math.Min(position, _ends[run]) - _starts[run]);
    }

    /// <summary>The last run that starts at or before a position, or −1.</summary>
    private int RunAtOrBefore(long position)
    {
        int found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }
}
