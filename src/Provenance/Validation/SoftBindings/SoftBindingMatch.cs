namespace Provenance;

/// <summary>A manifest that a repository knows for a soft binding (Soft Binding Resolution API, <c>softBindingQueryResult</c>).</summary>
/// <param name="ManifestId">The label of the active manifest.</param>
/// <param name="Endpoint">The repository that has it, when it is another than the one asked; null otherwise.</param>
/// <param name="SimilarityScore">How well it matches, from 0 to 100, or null.</param>
public sealed record SoftBindingMatch(string ManifestId, Uri? Endpoint, int? SimilarityScore);

/// <summary>
/// A manifest store that was found by soft binding (§18.10.5). What it says is about this content, not about these bytes: validate the asset with it as
/// <see cref="ValidationOptions.DetachedManifestStore"/>, and expect that the hard binding matches only an untouched copy.
/// </summary>
/// <param name="Match">How it was found.</param>
/// <param name="Algorithm">The soft binding algorithm.</param>
/// <param name="ManifestStore">The manifest store.</param>
public sealed record RecoveredManifest(SoftBindingMatch Match, string Algorithm, ReadOnlyMemory<byte> ManifestStore);
