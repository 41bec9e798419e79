namespace Provenance;

/// <summary>One step of a video's history: a manifest, or an ingredient that came without one.</summary>
public sealed record HistoryEntry
{
    // Hostile stores name each other in circles and diamonds; people do not read more than this anyway.
    private const int MaxEntries = 200;

    /// <summary>What it is to the step above; null for the newest.</summary>
    public Relationship? Relationship { get; init; }

    /// <summary>Its title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Its media type, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>Its manifest, or null when it came without one or its manifest is missing.</summary>
    public ManifestReport? Manifest { get; init; }

    /// <summary>The ingredient assertion that names it; null for the newest.</summary>
    public IngredientAssertion? Ingredient { get; init; }

    /// <summary>What was done, in order.</summary>
    public IReadOnlyList<ClaimAction> Actions { get; init; } = [];

    /// <summary>What it was made from.</summary>
    public IReadOnlyList<HistoryEntry> Ingredients { get; init; } = [];

    /// <summary>The steps from the first to this one: what a step was made from comes before it.</summary>
    public IEnumerable<HistoryEntry> Timeline() => Ingredients.SelectMany(i => i.Timeline()).Append(this);

    /// <summary>Reads the history of a validated file, or null when it has none.</summary>
    internal static HistoryEntry? Of(ValidationResult result)
    {
        if (result.ActiveManifest is not { } active)
        {
            return null;
        }

        var byLabel = new Dictionary<string, ManifestReport>(StringComparer.Ordinal);
        foreach (var report in result.Manifests)
        {
            byLabel.TryAdd(report.Manifest.Label, report);
        }

        int budget = MaxEntries;
        return Read(active, null, byLabel, new HashSet<string>(StringComparer.Ordinal), ref budget);
    }

    // The path down to here keeps out circles, the budget everything else that would not end soon.
    private static HistoryEntry Read(
        ManifestReport report, IngredientAssertion? ingredient, Dictionary<string, ManifestReport> byLabel, HashSet<string> path, ref int budget)
    {
        path.Add(report.Manifest.Label);
        var ingredients = new List<HistoryEntry>();
        foreach (var reading in report.Ingredients)
        {
            string? label = reading.ActiveManifest?.Uri?.ManifestLabel;
            if (--budget < 0)
            {
                break;
            }

            ingredients.Add(label is not null && !path.Contains(label) && byLabel.TryGetValue(label, out var child)
                ? Read(child, reading, byLabel, path, ref budget)
                : new HistoryEntry { Relationship = reading.Relationship, Title = reading.Title, MediaType = reading.MediaType, Ingredient = reading });
        }

        path.Remove(report.Manifest.Label);
        return new HistoryEntry
        {
            Relationship = ingredient?.Relationship,
            Title = ingredient?.Title ?? report.Manifest.Claim?.Title,
            MediaType = ingredient?.MediaType,
            Manifest = report,
            Ingredient = ingredient,
            Actions = report.Actions,
            Ingredients = ingredients,
        };
    }
}
