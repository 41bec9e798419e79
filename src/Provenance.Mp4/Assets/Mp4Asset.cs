using Provenance.Cryptography.MultiLane;

namespace Provenance.Bmff;

/// <summary>An opened ISO base media file.</summary>
internal sealed class Mp4Asset : Asset
{
    private readonly ParserLimits _limits;
    private readonly EmbeddedStores _stores;
    private readonly IMediaDigests _digests;
    private readonly bool _isInitSegment;

    private Mp4Asset(BoxIndex boxes, ParserLimits limits, EmbeddedStores stores, IReadOnlyList<ValidationStatus> findings, IMediaDigests digests, bool isInitSegment)
    {
        _digests = digests;
        _isInitSegment = isInitSegment;
        Boxes = boxes;
        _limits = limits;
        _stores = stores;
        Findings = findings;
        MediaType = Bmff.MediaType.Of(boxes);
        AigcLabel = FindLabel(boxes);
        RemoteManifestUrl = boxes.Xmp.FirstOrDefault(x => x.Reference is not null)?.Reference;
    }

    /// <summary>The boxes.</summary>
    public BoxIndex Boxes { get; }

    public override string MediaType { get; }

    public override long Length => Boxes.Length;

    public override IReadOnlyList<EmbeddedStore> Stores => _stores.Stores;

    public override bool HasUnusableStore => _stores.IsUnusable;

    public override string? RemoteManifestUrl { get; }

    public override AigcLabel? AigcLabel { get; }

    public override IReadOnlyList<ValidationStatus> Findings { get; }

    internal override IReadOnlyList<ValidationStatus> FindingsWhenDetached => ContainerFindings.CollectForDetached(Boxes, _stores, _isInitSegment);

    /// <summary>Which of the C2PA boxes hold what.</summary>
    public EmbeddedStores EmbeddedStores => _stores;

    /// <summary>The C2PA boxes, those of Merkle trees included, in file order.</summary>
    public IReadOnlyList<ContentProvenanceBox> ContentProvenanceBoxes => _stores.Boxes;

    /// <summary>Indexes a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="isInitSegment">Whether the file is an initialization segment.</param>
    /// <param name="digests">Where the digests of the media come from; by default they are read.</param>
    public static async ValueTask<Mp4Asset> OpenAsync(
        AssetSource source, ParserLimits limits, CancellationToken cancellationToken, bool isInitSegment = false, IMediaDigests? digests = null)
    {
        var boxes = await BoxIndex.ReadAsync(source, limits, cancellationToken).ConfigureAwait(false);
        var stores = EmbeddedStores.Find(boxes);
        var findings = await ContainerFindings.CollectAsync(boxes, stores, isInitSegment, cancellationToken).ConfigureAwait(false);
        return new(boxes, limits, stores, findings, digests ?? ReadDigests.Instance, isInitSegment);
    }

    public override bool Supports(string hardBindingLabel) => BmffHashAssertion.Supports(hardBindingLabel);

    internal override (long Offset, long Length)? FindBox(string path) => BoxPath.TryParse(path, out var parsed) && parsed.FindOnly(Boxes) is { } box ? (box.ContentOffset, box.ContentSize) : null;

    public override ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return BmffHashValidation.RunAsync(Boxes, _stores.Boxes, binding, _limits, _digests, bytesHashed, cancellationToken);
    }

    // Digests that are known already cost nothing and wait for nobody.
    internal override ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, HashPool pool, IProgress<long>? bytesHashed, CancellationToken cancellationToken) =>
        BmffHashValidation.RunAsync(Boxes, _stores.Boxes, binding, _limits, _digests is ReadDigests ? new PooledDigests(pool) : _digests, bytesHashed, cancellationToken);

    /// <summary>Checks everything but what Merkle trees bind, and gives that away, see <see cref="BmffHashValidation"/>.</summary>
    public ValueTask<IReadOnlyList<ValidationStatus>> ValidateButPiecesAsync(HardBinding binding, List<MediaPiece> pieces, CancellationToken cancellationToken) =>
        BmffHashValidation.RunAsync(Boxes, _stores.Boxes, binding, _limits, _digests, progress: null, cancellationToken, pieces);

    /// <summary>The manifest store without padding; an original and its update joined into one (§15.12.2); null when there is none that can be used.</summary>
    public ReadOnlyMemory<byte>? ExtractStore() => _stores.Stores switch
    {
        [var only] => StoreJoin.Trim(only.Bytes),
        [var original, var update] => StoreJoin.Join(original.Bytes, update.Bytes, _limits),
        _ => null,
    };

    // Several that say the same are one; several that do not are nobody's word.
    private static AigcLabel? FindLabel(BoxIndex index)
    {
        AigcLabel[] labels = index.Root(BoxTypes.Moov) is { } moov
            ? [.. KeyedMetadata.Of(moov).SelectMany(m => m.Texts(AigcLabel.Key)).Take(16).Select(AigcLabel.TryParse).OfType<AigcLabel>().Distinct()]
            : [];
        return labels is [var only] ? only : null;
    }
}
