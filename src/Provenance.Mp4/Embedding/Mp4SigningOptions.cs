namespace Provenance;

/// <summary>How an ISO base media file is signed, beyond what <see cref="SigningOptions"/> says for every format.</summary>
public sealed record Mp4SigningOptions
{
    /// <summary>Binds the media with Merkle trees, so that parts can be validated; null binds it with one hash over the file.</summary>
    public MerkleOptions? Merkle { get; init; }

    /// <summary>How much of an output is read again before it is published.</summary>
    public ReadBackScope ReadBack { get; init; }

    /// <summary>
    /// Whether a signed file is on the disk before it appears under its name, so that a power failure leaves the old file or the new one. It is
    /// by default. Without, signing does not wait for the disk, as copying a file does not either; what a power failure shortly afterwards
    /// leaves may be incomplete, which validation tells.
    /// </summary>
    public bool IsStored { get; init; } = true;

    /// <summary>
    /// Puts a watermark into the media, or takes its fingerprint, before anything is hashed; the soft binding is added to the manifest. Null for none. Where
    /// the media stays as it is (in place, or with the manifest in a file of its own) it may be a fingerprint, or a watermark that is there already; one that writes a
    /// file is refused then. Segments are signed without one: add the soft binding to the definition.
    /// </summary>
    public SoftBinder? SoftBinder { get; init; }

    /// <summary>The published list of soft binding algorithms: with it, <see cref="SoftBinder"/> must be on it and not deprecated (§18.10.4). Null by default: only the form of the name is checked.</summary>
    public SoftBindingAlgorithmList? SoftBindingAlgorithms { get; init; }

    /// <summary>Where the media is kept that a <see cref="SoftBinder"/> writes, until it is signed; the system's folder for temporary files when null.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>
    /// Bytes kept free behind the manifest store, beside the padding to 4096 bytes that is always there: room for signing the file again in
    /// place. 0 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 16 MiB.</exception>
    public int Reserve
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 16 << 20);
            field = value;
        }
    }

    /// <summary>
    /// Whether the media is read and compared with the hard binding that goes on to count. Null is the usual: yes when a file is signed
    /// in place, no when an update manifest is added, which says nothing about the media. With false, signing in place carries the hard binding over on the
    /// caller's word that the media is unchanged; whoever validates the file hashes it all the same, so a wrong word makes it invalid, never
    /// authentic.
    /// </summary>
    public bool? VerifyMedia { get; init; }

    /// <summary>
    /// Whether signing in place may make room by putting whole blocks into the file, where there is none (<c>FALLOC_FL_INSERT_RANGE</c>: Linux, ext4 and XFS): a file of any
    /// size is signed where it is, with one reading and no copy. It is not by default. Offsets in the file are corrected as when signing to another file; the
    /// media stays where it is on the disk. Without the file system's help, in a file with several names (hard links) or without a place on the
    /// disk for all of it (a sparse file), it is refused: nothing is ever copied instead.
    /// </summary>
    public bool MayInsert { get; init; }

    /// <summary>
    /// The address at which the manifest store will be found (§11.5): written into the XMP of the file as <c>dcterms:provenance</c>. Null writes none,
    /// and takes out one that is there. With it the manifest is embedded all the same, unless it is signed apart
    /// (<see cref="Mp4.SignDetachedAsync(string, string, string, ManifestDefinition, ClaimSigner, SigningOptions, Mp4SigningOptions, IProgress{long}, CancellationToken)"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The value is not an absolute http or https address of at most 2048 characters.</exception>
    public Uri? RemoteManifest
    {
        get;
        init => field = value is null || (value.IsAbsoluteUri && (value.Scheme is "http" or "https") && value.AbsoluteUri.Length <= 2048)
            ? value
            : throw new ArgumentException("The address of a remote manifest is an absolute http or https URL of at most 2048 characters.", nameof(value));
    }
}
