namespace Provenance;

/// <summary>How an ISO base media file is signed, beyond what <see cref="SigningOptions"/> says for every format.</summary>
public sealed record Mp4SigningOptions
{
    /// <summary>Binds the media with Merkle trees, so that parts can be validated; null binds it with one hash over the file.</summary>
    public MerkleOptions? Merkle { get; init; }

    /// <summary>How much of an output is read again before it is published.</summary>
    public ReadBack ReadBack { get; init; }

    /// <summary>
    /// Whether a signed file is on the disk before it appears under its name, so that a power failure leaves the old file or the new one. It is
    /// by default. Without, signing does not wait for the disk, as copying a file does not either; what a power failure shortly afterwards
    /// leaves may be incomplete, which validation tells.
    /// </summary>
    public bool IsStored { get; init; } = true;
}
