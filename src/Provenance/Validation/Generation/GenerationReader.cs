using System.Text.Json;
using Provenance.Json;

namespace Provenance.Validation;

/// <summary>Puts together what the manifests of a validated file say about its making.</summary>
internal static class GenerationReader
{
    public static GenerationReport Read(ValidationResult result)
    {
        if (HistoryEntry.Of(result) is not { } newest)
        {
            return new GenerationReport();
        }

        var types = new List<DigitalSourceType>();
        var involvement = InvolvementReading.Judge(newest, types);
        HistoryEntry[] timeline = [.. newest.Timeline()];

        // Newest first: who generated last is who must be named. What merely went in as input is not content.
        var content = Content(newest).ToArray();
        var generating = content.FirstOrDefault(e => e.Actions.Any(IsGenerating));
        var action = generating?.Actions.First(IsGenerating);
        return new GenerationReport
        {
            ClaimedInvolvement = involvement,
            HoldsTogether = result.State >= ValidationState.WellFormed,
            IsTrusted = result.State == ValidationState.Trusted,
            Signature = result.ActiveManifest?.Signature,
            DigitalSourceTypes = [.. types.Distinct()],
            Provider = Assertions(generating).OfType<MetadataAssertion>().Select(Publisher).FirstOrDefault(p => p is not null),
            System = action?.SoftwareAgent,
            Models = [.. content.SelectMany(Models).Distinct()],
            When = action?.When,
            HumanOversight = Assertions(generating).OfType<AiDisclosureAssertion>().FirstOrDefault(d => d.HumanOversight is not null)?.HumanOversight,
            Inputs = generating is null ? [] : [.. generating.Ingredients.Where(i => i.Relationship == Relationship.InputTo && !IsModel(i.Ingredient)).Select(Input)],
            Edits = [.. timeline.Where(content.Contains).SelectMany(e => e.Actions).Where(a => a.Name is not (ActionName.Created or ActionName.Opened))],
            TrainingAndDataMining = Assertions(newest).OfType<TrainingMiningAssertion>().FirstOrDefault(),
            SoftBindings = [.. content.SelectMany(Assertions).OfType<SoftBindingAssertion>()],
            ManifestLabel = result.ActiveManifest?.Manifest.Label,
            History = newest,
        };
    }

    /// <summary>Whether a trained model made what the action brought.</summary>
    public static bool IsGenerating(ClaimAction action) => action.DigitalSourceType is { InvolvesTrainedModel: true };

    /// <summary>Who publishes the content: <c>dc:publisher</c>, a text or a list of them; null when the metadata does not say.</summary>
    public static string? Publisher(MetadataAssertion metadata)
    {
        if (!UnicodeJson.TryParse(metadata.Json, out var document))
        {
            return null;
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("dc:publisher", out var value) ? FirstText(value) : null;
        }
    }

    /// <summary>The models that a manifest names; a version comes from the software agent of the same name.</summary>
    public static IEnumerable<DisclosedModel> Models(IEnumerable<Assertion> assertions, IReadOnlyList<ClaimAction> actions)
    {
        var versions = new Lazy<Dictionary<string, string?>>(() => Versions(actions), isThreadSafe: false);
        return assertions.OfType<AiDisclosureAssertion>().Select(d => new DisclosedModel(
            d.ModelName,
            d.ModelName is { } name && versions.Value.TryGetValue(name, out string? version) ? version : null,
            d.ModelIdentifier,
            d.ModelType));
    }

    private static Dictionary<string, string?> Versions(IReadOnlyList<ClaimAction> actions)
    {
        var versions = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var action in actions)
        {
            if (action.SoftwareAgent is { Name: { } name } agent)
            {
                versions.TryAdd(name, agent.Version);
            }
        }

        return versions;
    }

    private static string? FirstText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
        JsonValueKind.Array when value.GetArrayLength() > 0 => FirstText(value[0]),
        JsonValueKind.Object when value.TryGetProperty("@list", out var list) => FirstText(list),
        _ => null,
    };

    // Manifests without an AI disclosure name their models as ingredients (§18.16, example 12).
    private static IEnumerable<DisclosedModel> Models(HistoryEntry entry)
    {
        DisclosedModel[] disclosed = [.. Models(Assertions(entry), entry.Actions)];
        return disclosed.Length > 0
            ? disclosed
            : entry.Ingredients.Where(i => i.Relationship == Relationship.InputTo && IsModel(i.Ingredient))
                .Select(i => new DisclosedModel(i.Title, null, i.Ingredient!.InstanceId, i.Ingredient.DataTypes.FirstOrDefault(t => IsModelType(t.Type))?.Type));
    }

    private static IEnumerable<HistoryEntry> Content(HistoryEntry entry) =>
        entry.Ingredients.Where(i => i.Relationship != Relationship.InputTo).SelectMany(Content).Prepend(entry);

    private static IReadOnlyList<Assertion> Assertions(HistoryEntry? entry) => entry?.Manifest?.Assertions ?? [];

    private static GenerationInput Input(HistoryEntry entry) => new(
        KindOf(entry), entry.Title, entry.MediaType, entry.Manifest?.Manifest.Label, entry.Ingredient?.Data is not null);

    private static GenerationInputKind KindOf(HistoryEntry entry)
    {
        var types = entry.Ingredient?.DataTypes ?? [];
        return types.Any(t => t.Type == AssetType.Prompt.Type) ? GenerationInputKind.Prompt
            : types.Any(t => t.Type == AssetType.Seed.Type) ? GenerationInputKind.Seed
            : (entry.MediaType?.Split('/')[0]) switch
            {
                "image" => GenerationInputKind.Image,
                "video" => GenerationInputKind.Video,
                "audio" => GenerationInputKind.Audio,
                _ => GenerationInputKind.Other,
            };
    }

    private static bool IsModel(IngredientAssertion? ingredient) => ingredient?.DataTypes.Any(t => t.Type == AssetType.Generator.Type || IsModelType(t.Type)) ?? false;

    private static bool IsModelType(string type) => type == AssetType.Model.Type || type.StartsWith(AssetType.Model.Type + ".", StringComparison.Ordinal);
}
