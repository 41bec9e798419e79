namespace Provenance;

/// <summary>What is known of the input when it becomes the parent of the new manifest.</summary>
/// <param name="ManifestStores">Its manifest stores in the order of their manifests: one, or an original and its update (§A.5.3); empty when it has none.</param>
/// <param name="Validation">What validating it found, media included, or null when it has no manifest store.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Title">Its title, a file name say, or null.</param>
internal sealed record ParentAsset(IReadOnlyList<ReadOnlyMemory<byte>> ManifestStores, ValidationResult? Validation, string MediaType, string? Title);
