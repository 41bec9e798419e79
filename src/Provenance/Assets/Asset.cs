using Provenance.Cryptography.MultiLane;

namespace Provenance;

/// <summary>An opened asset of some <see cref="AssetFormat"/>: where its manifest store is, and how its media is hashed.</summary>
public abstract class Asset
{
    /// <summary>The media type by content, for example <c>video/mp4</c>.</summary>
    public abstract string MediaType { get; }

    /// <summary>Length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>
    /// The embedded manifest stores in the order in which their manifests follow one another: one, or an original and its update (§A.5.3).
    /// Empty when there is none or when what is there cannot be used (then <see cref="HasUnusableStore"/> is true).
    /// </summary>
    public abstract IReadOnlyList<EmbeddedStore> Stores { get; }

    /// <summary>Content credentials are there but cannot be used: several stores, an unknown purpose, an update without its original (§15.5.2.1).</summary>
    public abstract bool HasUnusableStore { get; }

    /// <summary>The remote manifest the asset names (XMP <c>dcterms:provenance</c>, §11.4), or null.</summary>
    public abstract string? RemoteManifestUrl { get; }

    /// <summary>The <c>AIGC</c> label in the asset's own metadata (GB 45438-2025), or null when there is none, or several that differ.</summary>
    public virtual AigcLabel? AigcLabel => null;

    /// <summary>What is noteworthy or wrong about the container itself, found without hashing. Reported once, for the asset.</summary>
    public abstract IReadOnlyList<ValidationStatus> Findings { get; }

    /// <summary>What is to add to <see cref="Findings"/> when the manifest store is not embedded: what undermines a promise that the file itself does not make.</summary>
    internal virtual IReadOnlyList<ValidationStatus> FindingsWhenDetached => [];

    /// <summary>Whether this format knows how to check the hard binding assertion with this label, for example <c>c2pa.hash.bmff.v3</c>.</summary>
    public abstract bool Supports(string hardBindingLabel);

    /// <summary>
    /// Where the content of the box with the path is (§18.9.2, <c>bmffBox</c>: "the payload of that box only, excluding the box header"); null when there is
    /// no such box, when several have the path, or when the format has no boxes.
    /// </summary>
    /// <param name="path">A path as in BMFF exclusions, for example <c>/mpvd</c>.</param>
    internal virtual (long Offset, long Length)? FindBox(string path) => null;

    /// <summary>What a general box hash lists (§18.7), in file order; empty for containers that are not hashed that way.</summary>
    internal virtual IReadOnlyList<AssetBox> HashedBoxes => [];

    /// <summary>
    /// Checks a hard binding against the bytes of the asset (§15.12). Statuses carry <see cref="HardBinding.Url"/>.
    /// A binding that checked nothing is a failure.
    /// </summary>
    public abstract ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken = default);

    /// <summary>Checks a hard binding as above, one of a batch: what the media is hashed with looks after other assets as well.</summary>
    internal virtual ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, HashPool pool, IProgress<long>? bytesHashed, CancellationToken cancellationToken) =>
        pool.RunAloneAsync(() => ValidateAsync(binding, bytesHashed, cancellationToken));
}

/// <summary>A manifest store embedded in an asset.</summary>
/// <param name="Bytes">The JUMBF bytes, with any padding behind the superbox.</param>
/// <param name="Offset">Where they start in the asset, in bytes.</param>
public sealed record EmbeddedStore(ReadOnlyMemory<byte> Bytes, long Offset)
{
    /// <summary>What the container wraps around the store: headers, checksums, the segments it is cut into. Null where the store stands in one piece behind a short header.</summary>
    internal StorePlace? Place { get; init; }
}

/// <summary>The bytes of an asset that a manifest store takes up with everything the container puts around it.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last one.</param>
/// <param name="IsExcludedWhole">Whether a data hash leaves out exactly these bytes (§15.12.1.2), and not just some of them.</param>
internal sealed record StorePlace(long Start, long End, bool IsExcludedWhole);
