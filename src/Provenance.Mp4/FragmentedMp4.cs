using Provenance.Bmff;

namespace Provenance;

/// <summary>
/// Content credentials of fragmented MP4 whose fragments are files of their own (§A.5.4.1.2): DASH, CMAF, HLS. The manifest is in the
/// initialization segments; each media segment carries its place in a Merkle tree.
/// </summary>
public static class FragmentedMp4
{
    /// <summary>
    /// Signs renditions together: one manifest, the same in each initialization segment. Every input is read twice; nothing is written before all
    /// were hashed and the manifest was signed and validated.
    /// </summary>
    /// <param name="renditions">At least one; what a file is, its content says, not its name.</param>
    /// <param name="sink">Where the outputs go; the caller disposes of it.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="merkle">Which row of the trees the manifest holds; the usual one when null. The leaves are the segments.</param>
    /// <param name="remoteManifest">
    /// An address at which the manifest store will be found as well (§11.5), an absolute http or https URL: the XMP of the initialization segments names it.
    /// Null names none, and takes out one that is there.
    /// </param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    /// <exception cref="IOException">An input cannot be read.</exception>
    public static Task<SigningResult> SignAsync(
        IReadOnlyList<Rendition> renditions,
        SegmentSink sink,
        ManifestDefinition definition,
        ClaimSigner signer,
        SigningOptions? options = null,
        MerkleOptions? merkle = null,
        Uri? remoteManifest = null,
        IProgress<long>? bytesWritten = null,
        CancellationToken cancellationToken = default) =>
        SignAsync(renditions, sink, definition, signer, options, new(merkle, remoteManifest, isDetached: false), bytesWritten, cancellationToken);

    /// <summary>
    /// Signs renditions together, with the manifest store in a file of its own (§11.4): it is handed to <see cref="SegmentSink.WriteManifestAsync"/> and in the
    /// result (<see cref="SigningResult.ManifestStore"/>). The initialization segments carry no manifest; without an address and a label they stay as they are. Each
    /// media segment gets its Merkle box all the same (§A.5.4.1.2), wherever the manifest is. Whoever validates them hands the store in
    /// (<see cref="ValidationOptions.DetachedManifestStore"/>), or lets it be fetched from the address.
    /// </summary>
    /// <param name="renditions">At least one; what a file is, its content says, not its name.</param>
    /// <param name="sink">Where the outputs go; the caller disposes of it.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="merkle">Which row of the trees the manifest holds; the usual one when null. The leaves are the segments.</param>
    /// <param name="remoteManifest">The address at which the store will be found (§11.5), an absolute http or https URL for the XMP of the initialization segments; or null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    /// <exception cref="IOException">An input cannot be read.</exception>
    public static Task<SigningResult> SignDetachedAsync(
        IReadOnlyList<Rendition> renditions,
        SegmentSink sink,
        ManifestDefinition definition,
        ClaimSigner signer,
        SigningOptions? options = null,
        MerkleOptions? merkle = null,
        Uri? remoteManifest = null,
        IProgress<long>? bytesWritten = null,
        CancellationToken cancellationToken = default) =>
        SignAsync(renditions, sink, definition, signer, options, new(merkle, remoteManifest, isDetached: true), bytesWritten, cancellationToken);

    /// <summary>
    /// Adds an update manifest to signed segments (§11.2.3): the same in every initialization segment of the asset, whose manifest stores have to be identical
    /// (§A.5.3). Only those are written, a few bytes changed and a box appended; media segments stay what they are. The media segments that are given are validated
    /// first; with those of every rendition the update records that the media was verified, otherwise it says nothing about it.
    /// </summary>
    /// <param name="renditions">Every rendition of the asset: what is left out would carry other credentials afterwards. Their segments may be left out.</param>
    /// <param name="sink">Where the initialization segments go; the caller disposes of it.</param>
    /// <param name="definition">What is added.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null. <see cref="SigningOptions.IfSigned"/> has no meaning here.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The update was refused or failed.</exception>
    /// <exception cref="IOException">An input cannot be read.</exception>
    public static Task<SigningResult> UpdateAsync(
        IReadOnlyList<Rendition> renditions, SegmentSink sink, UpdateDefinition definition, ClaimSigner signer, SigningOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentOutOfRangeException.ThrowIfZero(renditions.Count, nameof(renditions));
        return new SegmentUpdate(renditions, apart: null, definition, signer, options ?? new()).RunAsync(sink, cancellationToken);
    }

    /// <summary>
    /// Adds an update manifest to segments whose manifest store stands apart from them (§11.4, <see cref="SignDetachedAsync"/>). No segment changes: the sink is given
    /// the new store, which is in the result as well. The media segments that are given are validated first, as by <see cref="UpdateAsync"/>.
    /// </summary>
    /// <param name="renditions">Every rendition of the asset. Their segments may be left out.</param>
    /// <param name="manifestStore">The manifest store as it is, what a <c>.c2pa</c> file holds.</param>
    /// <param name="sink">Where the new manifest store goes; the caller disposes of it.</param>
    /// <param name="definition">What is added.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null. <see cref="SigningOptions.IfSigned"/> has no meaning here.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The update was refused or failed; an initialization segment that carries a manifest store itself is refused.</exception>
    /// <exception cref="IOException">An input cannot be read.</exception>
    public static Task<SigningResult> UpdateDetachedAsync(
        IReadOnlyList<Rendition> renditions,
        ReadOnlyMemory<byte> manifestStore,
        SegmentSink sink,
        UpdateDefinition definition,
        ClaimSigner signer,
        SigningOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentOutOfRangeException.ThrowIfZero(renditions.Count, nameof(renditions));
        ArgumentOutOfRangeException.ThrowIfZero(manifestStore.Length, nameof(manifestStore));
        return new SegmentUpdate(renditions, manifestStore, definition, signer, options ?? new()).RunAsync(sink, cancellationToken);
    }

    /// <summary>Whether a file is an initialization segment: it has a <c>moov</c> and no <c>moof</c>. Names and extensions say nothing.</summary>
    /// <param name="source">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async ValueTask<bool> IsInitSegmentAsync(AssetSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var index = await BoxIndex.ReadAsync(source, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
        return index.Root(BoxTypes.Moov) is not null && index.Root(BoxTypes.Moof) is null;
    }

    /// <summary>Puts media segments in the order of their decode times, those of each track among themselves; what states none comes last, as given.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public static async ValueTask<IReadOnlyList<AssetSource>> OrderByDecodeTimeAsync(IReadOnlyList<AssetSource> segments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var times = new List<(AssetSource Segment, ulong? Time)>();
        foreach (var segment in segments)
        {
            var index = await BoxIndex.ReadAsync(segment, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
            times.Add((segment, index.Root(BoxTypes.Moof)?.Descendant(BoxTypes.Traf, BoxTypes.Tfdt) is { } box && TfdtBox.TryParse(box, out var tfdt) ? tfdt.BaseMediaDecodeTime : null));
        }

        return [.. times.OrderBy(t => t.Time ?? ulong.MaxValue).Select(t => t.Segment)];
    }

    /// <summary>Validates the manifest in an initialization segment; the media segments are then validated as they come.</summary>
    /// <param name="init">The initialization segment; it may be disposed of afterwards.</param>
    /// <param name="options">What is trusted, at what time; nothing and now when null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<InitSegment> OpenAsync(AssetSource init, ValidationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(init);
        options ??= new();
        var format = InitSegmentFormat.Of(init);
        var result = await new Validator(format) { Options = options }.ValidateAsync(init, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        return new(result, format.Validation);
    }

    private static Task<SigningResult> SignAsync(
        IReadOnlyList<Rendition> renditions, SegmentSink sink, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options, SegmentForm form, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentOutOfRangeException.ThrowIfZero(renditions.Count, nameof(renditions));
        return new SegmentSigning(renditions, definition, signer, options ?? new(), form).RunAsync(sink, bytesWritten, cancellationToken);
    }
}
