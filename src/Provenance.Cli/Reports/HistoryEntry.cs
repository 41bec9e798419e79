namespace Provenance.Cli.Reports;

/// <summary>One step of a video's history: a manifest, or an ingredient that came without one.</summary>
internal sealed record HistoryEntry
{
    // Hostile stores name each other in circles and diamonds; people do not read more than this anyway.
    private const int MaxEntries = 200;

    /// <summary>How the manifest above refers to it; null for the newest.</summary>
    public string? Relationship { get; init; }

    /// <summary>Its title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Its media type, or null.</summary>
    public string? Format { get; init; }

    /// <summary>Its manifest, or null when it came without one or its manifest is missing.</summary>
    public ManifestReport? Manifest { get; init; }

    /// <summary>What was done, in order.</summary>
    public IReadOnlyList<ActionReading> Actions { get; init; } = [];

    /// <summary>What it was made from.</summary>
    public IReadOnlyList<HistoryEntry> Ingredients { get; init; } = [];

    /// <summary>Reads the history of a validated file, or null when it has none.</summary>
    public static HistoryEntry? Of(ValidationResult result)
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

        return Read(active, null, byLabel, new HashSet<string>(StringComparer.Ordinal));
    }

    private static HistoryEntry Read(ManifestReport report, IngredientReading? ingredient, Dictionary<string, ManifestReport> byLabel, HashSet<string> seen)
    {
        seen.Add(report.Manifest.Label);
        var ingredients = new List<HistoryEntry>();
        foreach (var reading in IngredientReading.Of(report.Manifest))
        {
            bool follow = reading.ManifestLabel is not null && seen.Count < MaxEntries && !seen.Contains(reading.ManifestLabel);
            ingredients.Add(follow && byLabel.TryGetValue(reading.ManifestLabel!, out var child)
                ? Read(child, reading, byLabel, seen)
                : new HistoryEntry { Relationship = reading.Relationship, Title = reading.Title, Format = reading.Format });
        }

        return new HistoryEntry
        {
            Relationship = ingredient?.Relationship,
            Title = ingredient?.Title ?? report.Manifest.Claim?.Title,
            Format = ingredient?.Format,
            Manifest = report,
            Actions = ActionReading.Of(report.Manifest),
            Ingredients = ingredients,
        };
    }
}
