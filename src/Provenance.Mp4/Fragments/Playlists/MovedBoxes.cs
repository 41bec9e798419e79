namespace Provenance.Bmff;

/// <summary>
/// Where the bytes of a file are after it was signed: its boxes are the same ones in the same order, moved by what signing put between them. So ranges in
/// playlists go on to lead to what they led to.
/// </summary>
internal sealed class MovedBoxes
{
    private readonly List<Box> _old;
    private readonly List<Box> _new;
    private readonly Dictionary<long, long> _merkle = [];
    private readonly long _oldLength;
    private readonly long _newLength;

    private MovedBoxes(BoxIndex before, BoxIndex after)
    {
        _old = Lasting(before);
        _new = Lasting(after);
        _oldLength = before.Length;
        _newLength = after.Length;
        Box? previous = null;
        foreach (var box in after.Roots)
        {
            if (previous is { ExtendedType: ExtendedType.ContentProvenance } merkle && box.Type == BoxTypes.Moof)
            {
                _merkle[box.Offset] = merkle.Offset;
            }

            previous = box;
        }
    }

    /// <summary>Compares a file before and after; null when they are not the same boxes.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    public static async ValueTask<MovedBoxes?> CompareAsync(AssetSource before, AssetSource after, CancellationToken cancellationToken)
    {
        var moved = new MovedBoxes(
            await BoxIndex.ReadAsync(before, ParserLimits.Default, cancellationToken).ConfigureAwait(false),
            await BoxIndex.ReadAsync(after, ParserLimits.Default, cancellationToken).ConfigureAwait(false));
        return moved._old.Select(b => b.Type).SequenceEqual(moved._new.Select(b => b.Type)) ? moved : null;
    }

    /// <summary>Where a range is now; null when it begins or ends inside of a box whose bytes are not where they were.</summary>
    /// <param name="first">Its first byte before.</param>
    /// <param name="count">How many bytes it had.</param>
    /// <param name="isExact">Whether the Merkle box before its first fragment does not belong to it.</param>
    public (long First, long Count)? Map(long first, long count, bool isExact)
    {
        if (count <= 0 || first < 0 || first > _oldLength - count)
        {
            return null;
        }

        return Start(first, isExact) is { } start && End(first + count) is { } end && end > start ? (start, end - start) : null;
    }

    private long? Start(long position, bool isExact)
    {
        if (position == 0 && !isExact)
        {
            return 0;
        }

        int number = _old.FindIndex(b => b.End > position);
        if (number < 0)
        {
            return null;
        }

        return position > _old[number].Offset ? Inside(number, position)
            : isExact ? _new[number].Offset
            : _merkle.GetValueOrDefault(_new[number].Offset, _new[number].Offset);
    }

    private long? End(long position)
    {
        if (position == _oldLength)
        {
            return _newLength;
        }

        int number = _old.FindLastIndex(b => b.Offset < position);
        return number < 0 ? null : position >= _old[number].End ? _new[number].End : Inside(number, position);
    }

    private long? Inside(int number, long position) => _new[number].Size == _old[number].Size ? _new[number].Offset + position - _old[number].Offset : null;

    // Credentials and the metadata that names them come, go and grow.
    private static List<Box> Lasting(BoxIndex index)
    {
        var boxes = new List<Box>();
        foreach (var box in index.Roots)
        {
            if (box.ExtendedType is not (ExtendedType.ContentProvenance or ExtendedType.Xmp))
            {
                boxes.Add(box);
            }
        }

        return boxes;
    }
}
