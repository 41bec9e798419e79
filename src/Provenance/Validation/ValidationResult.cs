namespace Provenance;

/// <summary>What a validation found: the verdict, and why.</summary>
public sealed record ValidationResult
{
    /// <summary>The verdict.</summary>
    public required ValidationState State { get; init; }

    /// <summary>The active manifest and what was found about it, or null when none could be read.</summary>
    public ManifestReport? ActiveManifest { get; init; }

    /// <summary>Every manifest of the store, the active one first, then in reverse order of the store.</summary>
    public IReadOnlyList<ManifestReport> Manifests { get; init; } = [];

    /// <summary>Statuses of the active manifest, of the asset and of the container.</summary>
    public required IReadOnlyList<ValidationStatus> Statuses { get; init; }

    /// <summary>What differs from the results that ingredients recorded when they were added (§15.11.3).</summary>
    public IReadOnlyList<IngredientDelta> IngredientDeltas { get; init; } = [];

    /// <summary>The media type of the asset by content, or null when it is not one we know.</summary>
    public string? MediaType { get; init; }

    /// <summary>The time the validation used as now.</summary>
    public required DateTimeOffset ValidationTime { get; init; }

    /// <summary>Whether the bytes of the media were hashed; <see cref="Validator.InspectAsync"/> does not.</summary>
    public bool MediaWasHashed { get; init; }

    /// <summary>Statuses that say something holds.</summary>
    public IEnumerable<ValidationStatus> Successes => Statuses.Where(s => s.Kind == ValidationStatusKind.Success);

    /// <summary>Statuses that are worth knowing.</summary>
    public IEnumerable<ValidationStatus> Informational => Statuses.Where(s => s.Kind == ValidationStatusKind.Informational);

    /// <summary>Statuses that say something does not hold.</summary>
    public IEnumerable<ValidationStatus> Failures => Statuses.Where(s => s.Kind == ValidationStatusKind.Failure);

    /// <summary>Throws when the verdict is below what is required.</summary>
    /// <exception cref="InvalidDataException">The verdict is below; the message names the reasons.</exception>
    public void ThrowIfBelow(ValidationState required)
    {
        if (State < required)
        {
            string reasons = string.Join("; ", Failures.Take(5).Select(f => f.ToString()));
            throw new InvalidDataException($"The content credentials are {State}, {required} was required." + (reasons.Length == 0 ? string.Empty : " " + reasons));
        }
    }
}

/// <summary>What changed about an ingredient since its results were recorded (§15.11.3).</summary>
/// <param name="IngredientUrl">JUMBF URI of the ingredient assertion.</param>
/// <param name="Statuses">The statuses found now and not recorded then.</param>
public sealed record IngredientDelta(string IngredientUrl, IReadOnlyList<ValidationStatus> Statuses);
