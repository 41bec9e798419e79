namespace Provenance.Bmff;

/// <summary>An opened file of which all is as it is, but for how its hard binding is checked: with parts missing, or with further files.</summary>
/// <param name="asset">The file.</param>
internal abstract class Mp4AssetView(Mp4Asset asset) : Asset
{
    public override string MediaType => asset.MediaType;

    public override long Length => asset.Length;

    public override IReadOnlyList<EmbeddedStore> Stores => asset.Stores;

    public override bool HasUnusableStore => asset.HasUnusableStore;

    public override string? RemoteManifestUrl => asset.RemoteManifestUrl;

    public override AigcLabel? AigcLabel => asset.AigcLabel;

    public override IReadOnlyList<ValidationStatus> Findings => asset.Findings;

    internal override IReadOnlyList<ValidationStatus> FindingsWhenDetached => asset.FindingsWhenDetached;

    public override bool Supports(string hardBindingLabel) => asset.Supports(hardBindingLabel);
}
