namespace Provenance;

/// <summary>
/// The container seam: recognises an asset by its content and opens it, so that validation can find the manifest store and
/// check the hard binding without knowing the container.
/// </summary>
public abstract class AssetFormat
{
    /// <summary>A name for messages, for example <c>ISO BMFF</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the first bytes look like this format.</summary>
    /// <param name="head">Up to the first 64 bytes of the asset.</param>
    public abstract bool Recognizes(ReadOnlySpan<byte> head);

    /// <summary>
    /// Indexes the asset. Damage is a finding in <see cref="Asset.Findings"/>, never an exception; only reading errors and cancellation throw.
    /// </summary>
    public abstract ValueTask<Asset> OpenAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default);
}
