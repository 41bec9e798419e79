namespace Provenance.Bmff;

/// <summary>How a file changes in place: a few bytes are written over, the end moves, or a hole opens. Everything is known before the first byte changes.</summary>
internal sealed record FileChange
{
    /// <summary>Length of the file before, in bytes.</summary>
    public required long OldLength { get; init; }

    /// <summary>Length of the file afterwards, in bytes.</summary>
    public required long NewLength { get; init; }

    /// <summary>Bytes of nothing that are put in before anything is written (<c>FALLOC_FL_INSERT_RANGE</c>), or null. With them a file may grow at its end as well, not shrink.</summary>
    public FileInsertion? Insertion { get; init; }

    /// <summary>What is written then, in ascending order of places in the new file; none overlaps another or the edge of the insertion.</summary>
    public required IReadOnlyList<Patch> Writes { get; init; }

    /// <exception cref="InvalidOperationException">The parts contradict one another.</exception>
    public void Check()
    {
        if (!IsSound())
        {
            throw new InvalidOperationException("The parts of a change in place contradict one another.");
        }
    }

    /// <summary>Whether the parts fit together.</summary>
    public bool IsSound()
    {
        long position = 0;
        bool isGood = OldLength >= 0 && NewLength >= 0 && (Insertion is not { } insertion || (insertion.At >= 0 && insertion.At < OldLength && insertion.Length > 0 && insertion.Length <= NewLength - OldLength));
        foreach (var write in Writes)
        {
            isGood &= write.Start >= position && write.End <= NewLength
                && (Insertion is not { } hole || write.End <= hole.At || write.Start >= hole.End || (write.Start >= hole.At && write.End <= hole.End));
            position = write.End;
        }

        return isGood;
    }

    /// <summary>Where a place of the new file is in the old one; null for one that the old one does not have.</summary>
    public long? InOld(long position)
    {
        if (Insertion is { } hole && position >= hole.At)
        {
            return position < hole.End || position - hole.Length >= OldLength ? null : position - hole.Length;
        }

        return position < OldLength ? position : null;
    }
}

/// <summary>Bytes put into a file without moving anything on the disk.</summary>
/// <param name="At">Where, a multiple of the block size of the file system.</param>
/// <param name="Length">How many, a multiple as well.</param>
internal readonly record struct FileInsertion(long At, long Length)
{
    /// <summary>The byte after the last one.</summary>
    public long End => At + Length;
}
