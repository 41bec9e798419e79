namespace Provenance;

/// <summary>The kinds of input of a generative model.</summary>
public enum GenerationInputKind
{
    /// <summary>A prompt; its text is personal data.</summary>
    Prompt,

    /// <summary>A seed.</summary>
    Seed,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A video.</summary>
    Video,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>Something a generative model was given (§18.16, <c>inputTo</c>).</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Title">A title for people, or null.</param>
/// <param name="MediaType">Its media type, or null.</param>
/// <param name="ManifestLabel">The label of its manifest in the same store, or null when it came without one.</param>
/// <param name="IsEmbedded">Whether the manifest holds the data itself: the text of a prompt, say. It is not repeated here.</param>
public sealed record GenerationInput(GenerationInputKind Kind, string? Title, string? MediaType, string? ManifestLabel, bool IsEmbedded);

/// <summary>A model that the credentials name.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Version">Its version, or null.</param>
/// <param name="Identifier">A URI or package URL, or null.</param>
/// <param name="ModelType">Its kind (§18.28, table 12), or null.</param>
public sealed record DisclosedModel(string? Name, string? Version, string? Identifier, string? ModelType);
