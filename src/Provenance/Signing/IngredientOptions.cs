namespace Provenance;

/// <summary>What is known about an ingredient beside its bytes.</summary>
public sealed record IngredientOptions
{
    /// <summary>A title for people; the name of the file when null. An ingredient whose own manifest has a title keeps that one.</summary>
    public string? Title { get; init; }

    /// <summary>The media type; found by content when null.</summary>
    public string? MediaType { get; init; }

    /// <summary>What kind of data it is, for example <see cref="AssetType.Model"/>.</summary>
    public IReadOnlyList<AssetType> DataTypes { get; init; } = [];

    /// <summary>How it came to be; kept only when it has no manifest, which would say it (§18.16.6).</summary>
    public DigitalSourceType? DigitalSourceType { get; init; }

    /// <summary>A thumbnail, or null.</summary>
    public EmbeddedDataAssertion? Thumbnail { get; init; }

    /// <summary>A web page about it, or null.</summary>
    public string? InformationalUri { get; init; }

    /// <summary>
    /// The manifest store that was found for it by soft binding (<see cref="SoftBindingResolver"/>), or null. It is used in place of one of its own, and the
    /// ingredient says so (§18.16.14). That its hard binding does not match is expected then, and recorded.
    /// </summary>
    public RecoveredManifest? Recovered { get; init; }

    /// <summary>
    /// Whether an ingredient is kept whose content credentials do not verify, with its failures recorded, or cannot be read, then without them.
    /// False: it is refused.
    /// </summary>
    public bool KeepUnverified { get; init; }
}
