namespace Provenance;

/// <summary>What was found about a range of bytes of a file.</summary>
public sealed record RangeVerdict
{
    /// <summary>The worst of the pieces.</summary>
    public PieceStatus Status => Pieces.Count == 0 ? PieceStatus.Authentic : Pieces.Max(p => p.Status);

    /// <summary>The pieces that the range touches, in the order of the file. A piece of media is judged as a whole, so it may reach beyond the range.</summary>
    public required IReadOnlyList<PieceVerdict> Pieces { get; init; }
}

/// <summary>What was found about one piece of a file.</summary>
/// <param name="Range">Its bytes.</param>
/// <param name="Status">The finding in a word.</param>
/// <param name="Fault">What is wrong, or null.</param>
public sealed record PieceVerdict(FileRange Range, PieceStatus Status, ValidationStatus? Fault);

/// <summary>What was found about a piece, from the best to the worst.</summary>
public enum PieceStatus
{
    /// <summary>It is what was signed.</summary>
    Authentic,

    /// <summary>No hash covers it, by the standard (§A.5.6): the file type, the index of fragments, the C2PA boxes.</summary>
    Unprotected,

    /// <summary>Not all of its bytes have arrived.</summary>
    Missing,

    /// <summary>It is not what was signed.</summary>
    Altered,

    /// <summary>The credentials of the file do not hold, or bind it as a whole only.</summary>
    Unverifiable,
}
