using System.Buffers.Text;
using System.Security.Cryptography;

namespace Provenance;

/// <summary>Manifests of videos that a generative model made or changed (§18.15, §18.16, §18.28): one call for each way of making them.</summary>
public static class GeneratedVideo
{
    /// <summary>Text to video: <c>c2pa.created</c>, <c>trainedAlgorithmicMedia</c>.</summary>
    /// <param name="details">The run of the model.</param>
    /// <exception cref="SigningException">A detail breaks a rule, or a disclosure profile misses something.</exception>
    public static ManifestDefinition FromText(GenerationDetails details) => Created(details, []);

    /// <summary>
    /// Image to video, the images in whatever number: <c>c2pa.created</c>, <c>trainedAlgorithmicMedia</c>, with the images as input. Their manifests come along.
    /// </summary>
    /// <param name="details">The run of the model.</param>
    /// <param name="images">Ingredients with the relationship <see cref="Relationship.InputTo"/>, see <see cref="Ingredient"/>.</param>
    /// <exception cref="SigningException">A detail breaks a rule, or a disclosure profile misses something.</exception>
    public static ManifestDefinition FromImage(GenerationDetails details, params IReadOnlyList<IngredientAssertion> images) => CreatedFrom(details, images, "image");

    /// <summary>
    /// Video to video where no footage of the source is left: <c>c2pa.created</c>, <c>trainedAlgorithmicMedia</c>, with the videos as input. When
    /// footage is kept it is <see cref="Edited"/>.
    /// </summary>
    /// <param name="details">The run of the model.</param>
    /// <param name="videos">Ingredients with the relationship <see cref="Relationship.InputTo"/>, see <see cref="Ingredient"/>.</param>
    /// <exception cref="SigningException">A detail breaks a rule, or a disclosure profile misses something.</exception>
    public static ManifestDefinition FromVideo(GenerationDetails details, params IReadOnlyList<IngredientAssertion> videos) => CreatedFrom(details, videos, "video");

    /// <summary>
    /// A video that keeps footage of the source, parts altered or added by a model: <c>c2pa.opened</c>, then <c>c2pa.edited</c> with
    /// <c>compositeWithTrainedAlgorithmicMedia</c>.
    /// </summary>
    /// <param name="details">The run of the model.</param>
    /// <param name="parent">
    /// The source, as ingredient with the relationship <see cref="Relationship.ParentOf"/>; null when the file that is signed carries the source's
    /// credentials and they become the parent (<see cref="IfSigned.Ingredient"/>).
    /// </param>
    /// <param name="changes">What was changed: ranges of time, areas, tracks; empty for unknown.</param>
    /// <param name="inputs">What else went in: ingredients with the relationship <see cref="Relationship.InputTo"/>.</param>
    /// <exception cref="SigningException">A detail breaks a rule, or a disclosure profile misses something.</exception>
    public static ManifestDefinition Edited(
        GenerationDetails details, IngredientAssertion? parent, IReadOnlyList<RegionOfInterest>? changes = null, params IReadOnlyList<IngredientAssertion> inputs)
    {
        Check(details);
        RequireRelationships(parent, inputs);
        var edited = Act(ActionName.Edited, DigitalSourceType.CompositeWithTrainedAlgorithmicMedia, details, inputs) with { Changes = changes ?? [] };
        return Define(details, ActionsAssertion.Opened(parent, edited), edited);
    }

    private static ManifestDefinition CreatedFrom(GenerationDetails details, IReadOnlyList<IngredientAssertion> inputs, string what) =>
        inputs is { Count: > 0 } ? Created(details, inputs) : throw new ArgumentException($"Name at least one {what} that went in.", nameof(inputs));

    private static ManifestDefinition Created(GenerationDetails details, IReadOnlyList<IngredientAssertion> inputs)
    {
        Check(details);
        RequireRelationships(null, inputs);
        var created = Act(ActionName.Created, DigitalSourceType.TrainedAlgorithmicMedia, details, inputs);
        return Define(details, new ActionsAssertion([created]), created);
    }

    private static ClaimAction Act(string name, DigitalSourceType source, GenerationDetails details, IReadOnlyList<IngredientAssertion> inputs) => new(name)
    {
        DigitalSourceType = source,
        SoftwareAgent = details.SoftwareAgent ?? details.Model.SoftwareAgent,
        When = details.When,
        Parameters = new ActionParameters
        {
            // What has a manifest comes first: simple rules look at one ingredient and take it for the media.
            Ingredients = [.. Inputs(details, inputs).OrderBy(i => i.ActiveManifest is null).Select(AssertionReference.FromAssertion)],
            RelatedAssertions = [details.Model.ToDisclosure(details.HumanOversight)],
        },
    };

    private static IEnumerable<IngredientAssertion> Inputs(GenerationDetails details, IReadOnlyList<IngredientAssertion> inputs)
    {
        if (details.Prompt is { } prompt && Describe(prompt, details.PromptPolicy) is { } described)
        {
            yield return described;
        }

        if (details.Seed is { } seed)
        {
            yield return new IngredientAssertion(Relationship.InputTo)
            {
                Title = "Seed",
                MediaType = "text/plain",
                DataTypes = [AssetType.Seed],
                Data = EmbeddedDataAssertion.Text(seed),
            };
        }

        foreach (var input in inputs)
        {
            yield return input;
        }

        if (details.ModelAsIngredient)
        {
            yield return details.Model.ToIngredient();
        }
    }

    private static IngredientAssertion? Describe(string prompt, PromptPolicy policy)
    {
        var ingredient = new IngredientAssertion(Relationship.InputTo) { Title = "Prompt", MediaType = "text/plain", DataTypes = [AssetType.Prompt] };
        return policy switch
        {
            PromptPolicy.Embed => ingredient with { Data = EmbeddedDataAssertion.Text(prompt) },
            PromptPolicy.Hash => ingredient with { InstanceId = NameOf(prompt) },
            _ => null,
        };
    }

    /// <summary>The name of a prompt under <see cref="PromptPolicy.Hash"/>: <c>ni:///sha-256;</c> and the base64url digest of its UTF-8 (RFC 6920).</summary>
    public static string NameOf(string prompt) => "ni:///sha-256;" + Base64Url.EncodeToString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(prompt)));

    private static ManifestDefinition Define(GenerationDetails details, ActionsAssertion actions, ClaimAction generating)
    {
        var definition = new ManifestDefinition
        {
            ClaimGenerator = details.ClaimGenerator ?? details.SoftwareAgent ?? details.Model.SoftwareAgent,
            Title = details.Title,
            AigcLabel = details.AigcLabel is { } label ? label with { ContentProducer = label.ContentProducer ?? details.Provider } : null,
            Assertions =
            [
                actions,
                .. generating.Parameters!.RelatedAssertions.Select(r => r.Target!),
                SystemMetadata.Of(details.Provider, details.Model),
                .. details.TrainingAndDataMining is { } permission ? [TrainingMiningAssertion.All(permission)] : Array.Empty<Assertion>(),
                .. details.Assertions,
            ],
        };
        if (details.SoftBinding is { } binding)
        {
            definition = definition.WithSoftBinding(binding);
        }

        foreach (var profile in details.Disclosures)
        {
            profile.Require(definition);
        }

        return definition;
    }

    private static void Check(GenerationDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        details.Model.Check();
        if (string.IsNullOrWhiteSpace(details.Provider))
        {
            throw new SigningException(SigningFault.InvalidDefinition, "The provider of the generative system is empty; it is what a receiver looks for first.");
        }

        if (!Enum.IsDefined(details.PromptPolicy))
        {
            throw new SigningException(SigningFault.InvalidDefinition, "The prompt policy is omit, hash or embed.");
        }

        // Half a surrogate pair would silently become another character.
        if ((TextRule.Check("provider", details.Provider, "18.17")
            ?? TextRule.Check("seed", details.Seed, "18.12")
            ?? TextRule.Check("prompt", details.PromptPolicy == PromptPolicy.Omit ? null : details.Prompt, "18.12")) is { } wrong)
        {
            throw new SigningException(SigningFault.InvalidDefinition, wrong);
        }
    }

    private static void RequireRelationships(IngredientAssertion? parent, IReadOnlyList<IngredientAssertion> inputs)
    {
        if (parent is { Relationship: not Relationship.ParentOf })
        {
            throw new SigningException(SigningFault.InvalidDefinition, "The video that was edited is an ingredient with the relationship parentOf (§18.15.2).");
        }

        if (inputs.Any(i => i.Relationship != Relationship.InputTo))
        {
            throw new SigningException(SigningFault.InvalidDefinition, "What a model was given is an ingredient with the relationship inputTo (§18.16.3).");
        }
    }
}
