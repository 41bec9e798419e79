namespace Provenance.Cli.Reports;

/// <summary>One ingredient as a report shows it (§18.16), of version 1, 2 or 3.</summary>
/// <param name="Relationship"><c>parentOf</c>, <c>componentOf</c> or <c>inputTo</c>.</param>
/// <param name="Title">Its title, or null.</param>
/// <param name="Format">Its media type, or null.</param>
/// <param name="ManifestLabel">The label of its active manifest in the same store, or null when it had none.</param>
internal sealed record IngredientReading(string Relationship, string? Title, string? Format, string? ManifestLabel)
{
    /// <summary>Reads the ingredients of a manifest in order.</summary>
    public static IReadOnlyList<IngredientReading> Of(Manifest manifest) =>
    [
        .. AssertionReading.Contents(manifest, "c2pa.ingredient").Select(content => new IngredientReading(
            content["relationship"]?.AsText ?? "unknown",
            content["dc:title"]?.AsText,
            content["dc:format"]?.AsText,
            HashedUri.FromCbor(content["activeManifest"] ?? content["c2pa_manifest"])?.Uri?.ManifestLabel)),
    ];
}
