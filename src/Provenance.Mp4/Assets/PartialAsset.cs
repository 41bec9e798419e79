using Provenance.Bmff;

namespace Provenance;

/// <summary>
/// A file of which a part is there, bound piece by piece (§A.5.4, §15.12.2): the manifest and everything that is not media were validated; the media is
/// validated as it arrives.
/// </summary>
public sealed class PartialAsset
{
    private readonly PartialFile _file;
    private readonly IReadOnlyList<MediaPiece> _pieces;
    private readonly IReadOnlyList<ByteRange> _unprotected;

    private PartialAsset(PartialFile file, ValidationResult validation, IReadOnlyList<MediaPiece> pieces, bool isBoundAsWhole, BoxIndex boxes)
    {
        _file = file;
        Validation = validation;
        IsPiecewise = pieces.Count > 0;
        IsBoundAsWhole = isBoundAsWhole;
        _pieces = validation.State >= ValidationState.Valid ? pieces : [];
        _unprotected = ByteRange.Union(boxes.Roots
            .Where(b => b.Type == BoxTypes.Ftyp || b.Type == BoxTypes.Mfra || b.ExtendedType == ExtendedType.ContentProvenance)
            .Select(b => new ByteRange(b.Offset, b.End)));
    }

    /// <summary>
    /// The verdict on the manifest and on everything that is not media; in a fragmented file on what stands before the first fragment. It says nothing
    /// about media. Of a file that is not <see cref="IsPiecewise"/> it is never <see cref="ValidationState.Valid"/>.
    /// </summary>
    public ValidationResult Validation { get; }

    /// <summary>Whether the manifest binds the media piece by piece. If not, the file can only be validated as a whole, when all of it is there.</summary>
    public bool IsPiecewise { get; }

    /// <summary>Whether a hash covers the media as a whole. Then nothing is known of it, good or bad, before all of it is there.</summary>
    public bool IsBoundAsWhole { get; }

    /// <summary>Opens a file once all that is not media has arrived: what stands before the media, and what stands behind it.</summary>
    /// <param name="file">The file; it may go on growing.</param>
    /// <param name="options">What is trusted, at what time; nothing and now when null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="MissingBytesException">Something that is not media has not arrived.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<PartialAsset> OpenAsync(PartialFile file, ValidationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        options ??= new();
        if (await PartialFormat.FirstMissingAsync(file, options.Limits, cancellationToken).ConfigureAwait(false) is { } missing)
        {
            throw new MissingBytesException(missing);
        }

        var format = new PartialFormat();
        var result = await new Validator(format) { Options = options }.ValidateAsync(file, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        var boxes = format.Boxes ?? await BoxIndex.ReadAsync(file, options.Limits, cancellationToken).ConfigureAwait(false);
        return new(file, result, format.Pieces, format.IsBoundAsWhole, boxes);
    }

    /// <summary>Says whether bytes of the file are what was signed.</summary>
    /// <param name="range">Which; inside the file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public async ValueTask<RangeVerdict> ValidateAsync(FileRange range, CancellationToken cancellationToken = default)
    {
        if (range.Offset < 0 || range.Length < 0 || range.Offset > _file.Length - range.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(range), range, "The range is not inside the file.");
        }

        if (_pieces.Count == 0)
        {
            return new() { Pieces = [new(range, PieceStatus.Unverifiable, Fault: null)] };
        }

        var verdicts = new List<PieceVerdict>();
        var judged = new List<ByteRange>();
        for (int i = FirstBehind(range.Offset); i < _pieces.Count && _pieces[i].Range.Offset < range.End; i++)
        {
            judged.Add(_pieces[i].Range);
            verdicts.Add(await ValidateAsync(_pieces[i], cancellationToken).ConfigureAwait(false));
        }

        // What is in no piece was hashed when the file was opened; what is outside every hash may stand inside of a piece too.
        List<ByteRange> whole = range.Length > 0 ? [new(range.Offset, range.End)] : [];
        var hashed = ByteRange.Subtract(whole, _unprotected);
        verdicts.AddRange(ByteRange.Subtract(hashed, ByteRange.Union(judged)).Select(r => new PieceVerdict(new(r.Offset, r.Length), PieceStatus.Authentic, Fault: null)));
        verdicts.AddRange(ByteRange.Subtract(whole, hashed).Select(r => new PieceVerdict(new(r.Offset, r.Length), PieceStatus.Unprotected, Fault: null)));
        verdicts.Sort(static (a, b) => a.Range.Offset.CompareTo(b.Range.Offset));
        return new() { Pieces = verdicts };
    }

    private async ValueTask<PieceVerdict> ValidateAsync(MediaPiece piece, CancellationToken cancellationToken)
    {
        var range = new FileRange(piece.Range.Offset, piece.Range.Length);
        if (!_file.Has(range))
        {
            return new(range, PieceStatus.Missing, Fault: null);
        }

        return await piece.CheckAsync(_file, cancellationToken).ConfigureAwait(false) is { } fault
            ? new(range, PieceStatus.Altered, new ValidationStatus(fault.Code, string.Empty, fault.Sentence))
            : new(range, PieceStatus.Authentic, Fault: null);
    }

    private int FirstBehind(long offset)
    {
        int low = 0;
        int high = _pieces.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _pieces[middle].Range.End <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
