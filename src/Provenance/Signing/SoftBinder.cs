namespace Provenance;

/// <summary>
/// A watermark or fingerprint of an application: derive from it, and signing calls it before anything is hashed. A watermark changes the media, so it
/// has to come first; a fingerprint only reads it.
/// </summary>
public abstract class SoftBinder
{
    /// <summary>The algorithm, an entry of the soft binding algorithm list (§18.10.4), for example <c>com.example.product.1</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Whether it is a watermark: then the action <c>c2pa.watermarked.bound</c> is added, which refers to the soft binding (§18.15.5).</summary>
    public abstract bool IsWatermark { get; }

    /// <summary>The software that does it, or null for the claim generator.</summary>
    public virtual ClaimGeneratorInfo? SoftwareAgent => null;

    /// <summary>Binds one asset.</summary>
    /// <param name="media">The media as it is to be signed; read it at any offset.</param>
    /// <param name="output">
    /// Empty, seekable. Write the whole changed file here; it is signed in place of <paramref name="media"/>. Leave it empty when nothing changes: a
    /// fingerprint, or a watermark that has been in the frames since before they were encoded.
    /// </param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What the content is found by.</returns>
    public abstract Task<SoftBindingValue> BindAsync(AssetSource media, Stream output, CancellationToken cancellationToken);
}

/// <summary>What a <see cref="SoftBinder"/> found or put in.</summary>
/// <param name="Blocks">The values, each with its scope; at least one.</param>
public sealed record SoftBindingValue(params IReadOnlyList<SoftBindingBlock> Blocks)
{
    /// <summary>Parameters of the algorithm, or null.</summary>
    public ReadOnlyMemory<byte>? AlgorithmParameters { get; init; }

    /// <summary>What the binding covers, for people, or null.</summary>
    public string? Name { get; init; }

    internal SoftBindingAssertion ToAssertion(string algorithm) => new(algorithm, Blocks) { AlgorithmParameters = AlgorithmParameters, Name = Name };
}
