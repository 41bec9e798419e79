namespace Provenance.Reports;

/// <summary>What was found about bytes of a file that was not looked at as a whole.</summary>
/// <param name="Range">The bytes.</param>
/// <param name="Status">The finding in a word.</param>
/// <param name="Fault">What is wrong, or null.</param>
internal sealed record RangeFinding(FileRange Range, PieceStatus Status, ValidationStatus? Fault)
{
    /// <summary>The finding as reports write it.</summary>
    public string Word => Status switch
    {
        PieceStatus.Authentic => "authentic",
        PieceStatus.Unprotected => "unprotected",
        PieceStatus.Missing => "missing",
        PieceStatus.Altered => "altered",
        _ => "unverifiable",
    };

    /// <summary>The bytes for people: first and last, both counted from 0.</summary>
    public string Bytes => Range.Length == 1
        ? FormattableString.Invariant($"byte {Range.Offset}")
        : FormattableString.Invariant($"bytes {Range.Offset} to {Range.End - 1}");

    /// <summary>Pieces in the order of the file, cut to the range that was asked for; neighbours of which the same was found become one.</summary>
    public static IReadOnlyList<RangeFinding> Of(FileRange range, RangeVerdict verdict)
    {
        var findings = new List<RangeFinding>();
        foreach (var piece in verdict.Pieces)
        {
            // A piece that lacks bytes lacks them outside of the range, it may be.
            long start = piece.Status == PieceStatus.Missing ? piece.Range.Offset : Math.Max(piece.Range.Offset, range.Offset);
            long end = piece.Status == PieceStatus.Missing ? piece.Range.End : Math.Min(piece.Range.End, range.End);
            if (findings is [.., var last] && last.Status == piece.Status && last.Fault?.Code == piece.Fault?.Code && last.Range.End >= start)
            {
                findings[^1] = last with { Range = new(last.Range.Offset, Math.Max(last.Range.End, end) - last.Range.Offset) };
            }
            else
            {
                findings.Add(new(new(start, end - start), piece.Status, piece.Fault));
            }
        }

        return findings;
    }
}
