namespace Provenance;

/// <summary>Validates the content credentials of assets (chapter 15). Safe to use from several threads.</summary>
/// <param name="formats">The containers it understands, for example <c>Mp4.Format</c>.</param>
public sealed class Validator(params IReadOnlyList<AssetFormat> formats)
{
    /// <summary>The containers it understands.</summary>
    public IReadOnlyList<AssetFormat> Formats { get; } = formats;

    /// <summary>What is trusted, at what time, within which limits.</summary>
    public ValidationOptions Options { get; init; } = new();

    /// <summary>Validates everything: structure, signature, trust, assertions, ingredients, and the bytes of the media.</summary>
    /// <param name="asset">The asset; the caller disposes of it.</param>
    /// <param name="bytesHashed">Told the number of media bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the validation.</param>
    /// <returns>Always a report, whatever the bytes are.</returns>
    /// <exception cref="IOException">The asset cannot be read, or changed while it was read.</exception>
    public Task<ValidationResult> ValidateAsync(AssetSource asset, IProgress<long>? bytesHashed = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Validates everything except the bytes of the media, which are not read.</summary>
    public Task<ValidationResult> InspectAsync(AssetSource asset, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
