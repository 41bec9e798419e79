namespace Provenance.Validation;

/// <summary>One reference from an ingredient assertion to a manifest.</summary>
/// <param name="From">The manifest with the ingredient assertion.</param>
/// <param name="Ingredient">The ingredient assertion.</param>
/// <param name="Target">The manifest it names, or null when it cannot be found.</param>
/// <param name="TargetLabel">The label it names, or null when the reference cannot be read.</param>
internal sealed record IngredientReference(Manifest From, IngredientReading Ingredient, Manifest? Target, string? TargetLabel);

/// <summary>The active manifest and every manifest it builds on, each once (§15.11.3.3).</summary>
/// <param name="Manifests">The active manifest first, then in the order in which the search reached them.</param>
/// <param name="References">Every reference between them.</param>
/// <param name="RedactedUrls">The absolute URIs of all assertions that some claim of the lineage redacts.</param>
/// <param name="TimestampTokens">Tokens of time-stamp assertions (§18.18) by manifest label, in store order.</param>
/// <param name="OcspResponses">Responses of certificate status assertions (§18.19), in store order.</param>
internal sealed record Lineage(
    IReadOnlyList<Manifest> Manifests,
    IReadOnlyList<IngredientReference> References,
    IReadOnlySet<string> RedactedUrls,
    IReadOnlyDictionary<string, List<ReadOnlyMemory<byte>>> TimestampTokens,
    IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses)
{
    /// <summary>Before the search.</summary>
    public static Lineage Empty { get; } = new([], [], new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, List<ReadOnlyMemory<byte>>>(StringComparer.Ordinal), []);

    private readonly Dictionary<string, List<string>> _redactedByManifest = RedactedUrls
        .GroupBy(u => JumbfUri.TryParse(u, out var uri) ? uri.ManifestLabel ?? string.Empty : string.Empty, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Order(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);

    /// <summary>The absolute URIs of what claims of the lineage redact in the manifest.</summary>
    public IReadOnlyList<string> RedactedIn(Manifest manifest) => _redactedByManifest.TryGetValue(manifest.Label, out var urls) ? urls : [];
}
