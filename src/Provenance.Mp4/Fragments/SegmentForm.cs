namespace Provenance.Bmff;

/// <summary>What signed segments are to look like, and where their manifest stands.</summary>
internal sealed record SegmentForm
{
    /// <param name="merkle">Which row of the trees the manifest holds; the usual one when null.</param>
    /// <param name="remoteManifest">The address that the initialization segments name (§11.5), or null for none.</param>
    /// <param name="isDetached">Whether the manifest store stands in a file of its own (§11.4).</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public SegmentForm(MerkleOptions? merkle, Uri? remoteManifest, bool isDetached)
    {
        Merkle = merkle ?? new();
        RemoteManifest = new Mp4SigningOptions { RemoteManifest = remoteManifest }.RemoteManifest;
        IsDetached = isDetached;
    }

    /// <summary>Which row of the trees the manifest holds.</summary>
    public MerkleOptions Merkle { get; }

    /// <summary>The address that the initialization segments name, or null for none.</summary>
    public Uri? RemoteManifest { get; }

    /// <summary>Whether the manifest store stands in a file of its own.</summary>
    public bool IsDetached { get; }
}
