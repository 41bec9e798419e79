namespace Provenance;

/// <summary>How an ISO base media file is signed, beyond what <see cref="SigningOptions"/> says for every format.</summary>
public sealed record Mp4SigningOptions
{
    /// <summary>Binds the media with Merkle trees, so that parts can be validated; null binds it with one hash over the file.</summary>
    public MerkleOptions? Merkle { get; init; }
}
