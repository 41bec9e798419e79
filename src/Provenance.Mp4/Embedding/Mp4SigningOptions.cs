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
}
