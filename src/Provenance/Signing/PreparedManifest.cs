namespace Provenance;

/// <summary>The hard binding assertion of a manifest under construction: everything final but the digest, which is still zeros.</summary>
/// <param name="Label">For example <c>c2pa.hash.bmff.v3</c>.</param>
/// <param name="Content">The CBOR of the assertion, as long as it will be in the end.</param>
internal sealed record HardBindingTemplate(string Label, ReadOnlyMemory<byte> Content);

/// <summary>What is known of the input when it becomes the parent of the new manifest.</summary>
/// <param name="ManifestStore">Its manifest store, or empty when it has none.</param>
/// <param name="Validation">What validating it found, or null when it has no manifest store.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Title">Its title, a file name say, or null.</param>
internal sealed record ParentAsset(ReadOnlyMemory<byte> ManifestStore, ValidationResult? Validation, string MediaType, string? Title);

/// <summary>
/// A manifest whose size is known to the byte while the hash of the media is not: the container lays itself out around
/// <see cref="StoreLength"/> bytes, hashes, and then asks for the signed store (§10.4).
/// </summary>
internal sealed class PreparedManifest
{
    /// <summary>The label of the new manifest.</summary>
    public string Label => throw new NotImplementedException();

    /// <summary>Length of the manifest store, in bytes.</summary>
    public int StoreLength => throw new NotImplementedException();

    /// <summary>Checks definition and credential, and builds everything that does not depend on the media.</summary>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How.</param>
    /// <param name="binding">The hard binding with a digest of zeros.</param>
    /// <param name="parent">The input as parent ingredient, or null.</param>
    /// <param name="reserve">Bytes reserved for signature, time-stamp and revocation data; 0 for the usual amount.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The definition or the credential cannot be used.</exception>
    public static Task<PreparedManifest> CreateAsync(
        ManifestDefinition definition, ClaimSigner signer, SigningOptions options, HardBindingTemplate binding, ParentAsset? parent, int reserve, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Puts in the hard binding, signs, time-stamps.</summary>
    /// <param name="bindingContent">The assertion with its digest: exactly as long as the template.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A store of exactly <see cref="StoreLength"/> bytes.</returns>
    /// <exception cref="SigningException">The signer or the time-stamp authority failed.</exception>
    /// <exception cref="ReserveExceededException">Signature and time-stamp are larger than what was reserved: prepare again with the needed size.</exception>
    public Task<SignedManifest> SignAsync(ReadOnlyMemory<byte> bindingContent, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <summary>A finished manifest store.</summary>
internal sealed record SignedManifest(ReadOnlyMemory<byte> Store, DateTimeOffset? TimestampTime, IReadOnlyList<string> Warnings);

/// <summary>The signature structure did not fit into what was reserved.</summary>
internal sealed class ReserveExceededException(int needed) : Exception("The signature is larger than the reserved space.")
{
    /// <summary>Bytes to reserve.</summary>
    public int Needed { get; } = needed;
}
