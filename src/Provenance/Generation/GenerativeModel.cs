namespace Provenance;

/// <summary>A trained model that made or changed content.</summary>
/// <param name="Name">Its name for people, for example <c>Stable Video Diffusion</c>.</param>
/// <param name="Version">Its version, or null. Disclosure laws ask for it (<see cref="DisclosureProfile"/>).</param>
public sealed record GenerativeModel(string Name, string? Version = null)
{
    /// <summary>Identifies the model (§18.28): a URI or a package URL such as <c>pkg:huggingface/stabilityai/stable-video-diffusion-img2vid-xt@main</c>, or null.</summary>
    public string? Identifier { get; init; }

    /// <summary>Its kind (§18.28, table 12), for example <c>c2pa.types.model.pytorch</c>.</summary>
    public string ModelType { get; init; } = AssetType.Model.Type;

    /// <summary>A web page about it, or null.</summary>
    public string? InformationalUri { get; init; }

    /// <summary>The model as the software that acted (§18.15.4.4).</summary>
    internal ClaimGeneratorInfo SoftwareAgent => new(Name, Version);

    /// <summary>The model as ingredient (§18.16): what went in, without its data, so nothing about a private model gets out but its name.</summary>
    internal IngredientAssertion ToIngredient() => new(Relationship.InputTo)
    {
        Title = Version is null ? Name : $"{Name} {Version}",
        DataTypes = ModelType == AssetType.Generator.Type ? [AssetType.Generator] : [AssetType.Generator, new AssetType(ModelType)],
        InstanceId = Identifier,
        InformationalUri = InformationalUri,
    };

    /// <summary>The model as AI disclosure (§18.28).</summary>
    internal AiDisclosureAssertion ToDisclosure(HumanOversight? oversight) =>
        new(ModelType) { ModelName = Name, ModelIdentifier = Identifier, HumanOversight = oversight };

    /// <exception cref="SigningException">The identifier is not a URI.</exception>
    internal void Check()
    {
        if (Identifier is { } identifier && !Uri.TryCreate(identifier, UriKind.Absolute, out _))
        {
            throw new SigningException(
                SigningFault.InvalidDefinition,
                $"The identifier of the model, '{TextRule.Shorten(identifier)}', is neither a URI nor a package URL such as pkg:huggingface/owner/model@revision (§18.28).");
        }
    }
}
