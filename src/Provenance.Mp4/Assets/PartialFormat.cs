namespace Provenance.Bmff;

/// <summary>A file of which the media need not be there: its hash assertion is checked against everything else, and its Merkle trees give the pieces.</summary>
internal sealed class PartialFormat : AssetFormat
{
    private readonly Mp4Format _container = new();

    /// <summary>The boxes, once the file was opened.</summary>
    public BoxIndex? Boxes { get; private set; }

    /// <summary>What can be checked piece by piece, in the order of the file.</summary>
    public IReadOnlyList<MediaPiece> Pieces { get; private set; } = [];

    /// <summary>Whether a hash covers media as a whole, so that nothing was checked.</summary>
    public bool IsBoundAsWhole { get; private set; }

    public override string Name => _container.Name;

    public override bool Recognizes(ReadOnlySpan<byte> head) => _container.Recognizes(head);

    public override async ValueTask<Asset> OpenAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default)
    {
        var asset = await Mp4Asset.OpenAsync(source, limits, cancellationToken).ConfigureAwait(false);
        Boxes = asset.Boxes;
        return new PartlyThere(this, asset);
    }

    /// <summary>The bytes of the boxes other than media that have not arrived, or null. Until all are there, nothing that was read is to be believed.</summary>
    public static async ValueTask<FileRange?> FirstMissingAsync(PartialFile file, ParserLimits limits, CancellationToken cancellationToken)
    {
        // As much of a header as there can be: two sizes, the type, and the extended type.
        const int LongestHeader = 32;
        var index = await BoxIndex.ReadAsync(file, limits, cancellationToken).ConfigureAwait(false);
        long at = 0;
        foreach (var root in index.Roots)
        {
            bool isMedia = root.Type == BoxTypes.Mdat;
            long header = Math.Min(file.Length, root.Offset + LongestHeader);
            if ((file.FirstMissing(new(root.Offset, Math.Min(header, Math.Max(root.End, root.Offset + 8)))) ?? file.FirstMissing(new(root.Offset, isMedia ? Math.Min(root.End, root.Offset + MediaDataTrees.UsualStart) : root.End))) is { } missing)
            {
                return missing;
            }

            at = root.End;
        }

        return file.FirstMissing(new(at, file.Length));
    }

    private async ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(Mp4Asset asset, HardBinding binding, CancellationToken cancellationToken)
    {
        var pieces = new List<MediaPiece>();
        var statuses = await asset.ValidateButPiecesAsync(binding, pieces, cancellationToken).ConfigureAwait(false);
        pieces.Sort(static (a, b) => a.Range.Offset.CompareTo(b.Range.Offset));
        Pieces = pieces;
        IsBoundAsWhole = statuses.Count == 0;
        return IsBoundAsWhole ? [new(ValidationStatusCode.AssertionBmffHashMismatch, binding.Url, "One hash covers the media as a whole: it can be checked when all of it is there.")] : statuses;
    }

    private sealed class PartlyThere(PartialFormat format, Mp4Asset asset) : Mp4AssetView(asset)
    {
        private readonly Mp4Asset _asset = asset;

        public override ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken = default) =>
            format.ValidateAsync(_asset, binding, cancellationToken);
    }
}
