namespace Provenance.Bmff;

/// <summary>
/// Which bytes of the input may be referred to. A signature protects all but the root boxes that every BMFF hash leaves out (§A.5.6);
/// media in those could be exchanged after signing, so pointers that lead there are refused.
/// </summary>
internal sealed class Coverage
{
    private readonly long _length;
    private readonly List<Box> _excluded;
    private readonly long[] _starts;
    private readonly string _reason;

    private Coverage(BoxIndex index, Predicate<Box> isExcluded, string reason)
    {
        _length = index.Length;
        _excluded = [.. index.Roots.Where(b => isExcluded(b))];
        _starts = [.. _excluded.Select(b => b.Offset)];
        _reason = reason;
    }

    /// <summary>What a signature with the mandatory exclusions will protect.</summary>
    public static Coverage OfSignature(BoxIndex index) => new(
        index,
        b => b.Type == BoxTypes.Ftyp || b.Type == BoxTypes.Mfra || b.ExtendedType == ExtendedType.ContentProvenance,
        "which no signature protects");

    /// <summary>What is left of a file without its C2PA boxes.</summary>
    public static Coverage WithoutContentCredentials(BoxIndex index) => new(index, b => b.ExtendedType == ExtendedType.ContentProvenance, "which is to be removed");

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

        SigningException Inside(Box box) => Refusal.Pointer(table, start, length, $"they lie in the {box}, {_reason}.");
    }
}
