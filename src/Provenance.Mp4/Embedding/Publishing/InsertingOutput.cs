namespace Provenance.Bmff;

/// <summary>
/// An output that is its own input: the media stays on the disk where it is, blocks for the manifest are put in before it, and the few bytes beside it are kept until
/// everything is known. Nothing is changed before it is published, and then it is undone or complete (<see cref="InPlaceFile"/>).
/// </summary>
internal sealed class InsertingOutput : Output
{
    // All that is written stands in memory, and twice in the record; a file whose boxes take more than this is laid out as no player likes it.
    private const long MaxWritten = 64 << 20;

    private readonly InPlaceFile _file;
    private readonly FileChange _change;
    private readonly List<(long Start, byte[] Bytes)> _writes;

    private InsertingOutput(InPlaceFile file, FileChange change, IReadOnlyList<SharedRange> kept, List<(long, byte[])> writes)
    {
        _file = file;
        _change = change;
        _writes = writes;
        Shared = kept;
    }

    public override IReadOnlyList<SharedRange> Shared { get; }

    /// <summary>Finds out what of a layout can stay where it is, and whether the file system can do the rest.</summary>
    /// <param name="file">The file.</param>
    /// <param name="layout">What it is to be.</param>
    /// <exception cref="SigningException">It cannot be made of the file where it is.</exception>
    public static InsertingOutput Create(InPlaceFile file, Layout layout)
    {
        int block = file.Block;
        var insertion = Insertion(layout, block);
        if (insertion is { } hole)
        {
            file.RequireInsertion(hole);
        }

        var kept = Kept(layout, insertion);
        var writes = new List<(long, byte[])>();
        long at = 0;
        long total = 0;
        foreach (var range in kept.Append(new SharedRange(0, layout.Length, 0)))
        {
            // No write goes over an edge of what is inserted.
            long[] edges = [at, .. insertion is { } i ? new[] { i.At, i.End } : [], range.Output];
            for (int e = 1; e < edges.Length; e++)
            {
                long end = Math.Min(edges[e], range.Output);
                if (end > at)
                {
                    total += end - at;
                    writes.Add(total <= MaxWritten ? (at, new byte[end - at]) : throw Impossible($"more than {MaxWritten >> 20} MiB beside the media would have to be written"));
                    at = end;
                }
            }

            at = range.Output + range.Length;
        }

        var change = new FileChange
        {
            OldLength = layout.Map.InputLength,
            NewLength = layout.Length,
            Insertion = insertion,
            Writes = [.. writes.Select(w => new Patch(w.Item1, w.Item2))],
        };
        return new(file, change, kept, writes);
    }

    public override ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (int next = FirstEndingBehind(offset); !bytes.IsEmpty; next++)
        {
            var (start, buffer) = _writes[next];
            int at = checked((int)(offset - start));
            int count = Math.Min(bytes.Length, buffer.Length - at);
            bytes[..count].CopyTo(buffer.AsMemory(at));
            bytes = bytes[count..];
            offset += count;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The file as it will be.</summary>
    public override ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken) => new(new ChangedSource(_file.Source, _change));

    public override ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _file.Apply(_change);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // By how much the longest stretch moves, and from where. It begins in the midst of a block, whose first bytes are no media: they are written anew.
    private static FileInsertion? Insertion(Layout layout, int block)
    {
        var longest = layout.Segments.Where(s => s.Kind == SegmentKind.Copy).MaxBy(s => s.Length);
        long shift = longest.Output - longest.Source;
        if (longest.Length == 0 || shift < 0 || shift % block != 0 || (shift > 0 && layout.Length < layout.Map.InputLength + shift))
        {
            throw Impossible("boxes would have to go for which others do not take the place");
        }

        return shift == 0 ? null : new FileInsertion(longest.Source / block * block, shift);
    }

    private static List<SharedRange> Kept(Layout layout, FileInsertion? insertion)
    {
        var kept = new List<SharedRange>();
        foreach (var segment in layout.Segments.Where(s => s.Kind == SegmentKind.Copy))
        {
            long shift = segment.Output - segment.Source;
            long start = segment.Output;
            long end = start + segment.Length;
            if (shift == 0)
            {
                end = Math.Min(end, insertion?.At ?? end);
            }
            else if (shift == insertion?.Length)
            {
                start = Math.Max(start, insertion.Value.End);
            }
            else
            {
                continue;
            }

            if (end > start)
            {
                kept.Add(new(start - shift, start, end - start));
            }
        }

        return kept;
    }

    private static SigningException Impossible(string why) => Refusal.Unsupported($"The manifest cannot be inserted into the file where it is: {why}. Sign to another file.");

    private int FirstEndingBehind(long offset)
    {
        int low = 0;
        for (int high = _writes.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = _writes[middle].Start + _writes[middle].Bytes.Length <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
