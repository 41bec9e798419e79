using System.Collections;

namespace Provenance.Bmff;

/// <summary>What an exclusion list leaves out of one file (§18.6.2).</summary>
internal sealed class ExclusionMatches
{
    private readonly BitArray _wholeBoxes;

    internal ExclusionMatches(BitArray wholeBoxes, IReadOnlyList<ByteRange> ranges, IReadOnlyList<Exclusion> effective, bool isComplete)
    {
        _wholeBoxes = wholeBoxes;
        Ranges = ranges;
        Effective = effective;
        IsComplete = isComplete;
    }

    /// <summary>Every byte left out, in file order, joined.</summary>
    public IReadOnlyList<ByteRange> Ranges { get; }

    /// <summary>The entries that left out at least one byte.</summary>
    public IReadOnlyList<Exclusion> Effective { get; }

    /// <summary>False when the list asks for more comparisons than a file is worth; then nothing may be concluded.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether a root box is excluded in its entirety, so that not even its offset is hashed.</summary>
    public bool IsWhole(Box root) => _wholeBoxes[root.Id];
}
