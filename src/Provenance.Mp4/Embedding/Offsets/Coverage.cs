namespace Provenance.Bmff;

/// <summary>
/// Which bytes of the input the signature will protect: all but the root boxes that every BMFF hash leaves out (§A.5.6).
/// Media in the others could be exchanged after signing, so pointers that lead there are refused.
/// </summary>
internal sealed class Coverage
{
    private readonly long _length;
    private readonly List<Box> _excluded = [];
    private readonly long[] _starts;

    public Coverage(BoxIndex index)
    {
        _length = index.Length;
        foreach (var box in index.Roots)
        {
            if (box.Type == BoxTypes.Ftyp || box.Type == BoxTypes.Mfra || box.ExtendedType == ExtendedType.ContentProvenance)
            {
                _excluded.Add(box);
            }
        }

        _starts = [.. _excluded.Select(b => b.Offset)];
    }

    /// <summary>Refuses a range of bytes that goes beyond the file; what lies in it does not matter.</summary>
    public void RequireInside(Box table, long start, long end)
    {
        if (start < 0 || end > _length)
        {
            throw Refusal.Pointer(table, start, end - start, $"the file has only {_length} bytes.");
        }
    }

    /// <summary>Refuses a range of bytes that is not wholly inside the file and protected. An empty range refers to nothing and passes.</summary>
    /// <param name="table">The box that refers to it.</param>
    /// <param name="start">First byte.</param>
    /// <param name="length">Number of bytes.</param>
    public void Require(Box table, long start, long length)
    {
        if (length <= 0)
        {
            return;
        }

        if (start < 0 || start >= _length || length > _length - start)
        {
            throw Refusal.Pointer(table, start, length, $"the file has only {_length} bytes.");
        }

        int found = Array.BinarySearch(_starts, start);
        int before = found >= 0 ? found : ~found - 1;
        if (before >= 0 && start < _excluded[before].End)
        {
            throw Inside(_excluded[before]);
        }

        if (before + 1 < _starts.Length && _starts[before + 1] < start + length)
        {
            throw Inside(_excluded[before + 1]);
        }

        SigningException Inside(Box box) => Refusal.Pointer(table, start, length, $"they lie in the {box}, which no signature protects.");
    }
}
