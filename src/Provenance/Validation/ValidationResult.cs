using System.Text.Json;
using Provenance.Validation;

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

    /// <summary>External data that was fetched and is what was signed; empty without <see cref="ValidationOptions.ExternalDataClient"/>.</summary>
    public IReadOnlyList<RetrievedData> RetrievedData { get; init; } = [];

    /// <summary>The media type of the asset by content, or null when it is not one we know.</summary>
    public string? MediaType { get; init; }

    /// <summary>The <c>AIGC</c> label in the file's own metadata (GB 45438-2025), or null. By itself it is nobody's word; valid credentials of the file cover it.</summary>
    public AigcLabel? AigcLabel { get; init; }

    /// <summary>Whether the asset is of a format that the validator understands; when not, nothing could be looked for and <see cref="State"/> is <see cref="ValidationState.NoCredentials"/>.</summary>
    public bool IsSupported { get; init; } = true;

    /// <summary>
    /// Whether the container could be read without damage. A damaged container in which no content credentials were found is neither
    /// signed nor known to be unsigned: <see cref="State"/> is <see cref="ValidationState.Invalid"/> and this is false.
    /// </summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>The time the validation used as now.</summary>
    public required DateTimeOffset ValidationTime { get; init; }

    /// <summary>Whether the bytes of the media were hashed; <see cref="Validator.InspectAsync(AssetSource, CancellationToken)"/> does not.</summary>
    public bool MediaWasHashed { get; init; }

    /// <summary>How the video was made, as its credentials say: by AI or not, by whom, from what. Without credentials everything is unknown.</summary>
    public GenerationReport Generation => GenerationReader.Read(this);

    /// <summary>Statuses that say something holds.</summary>
    public IEnumerable<ValidationStatus> Successes => Statuses.Where(s => s.Kind == ValidationStatusKind.Success);

    /// <summary>Statuses that are worth knowing.</summary>
    public IEnumerable<ValidationStatus> Informational => Statuses.Where(s => s.Kind == ValidationStatusKind.Informational);

    /// <summary>Statuses that say something does not hold.</summary>
    public IEnumerable<ValidationStatus> Failures => Statuses.Where(s => s.Kind == ValidationStatusKind.Failure);

    /// <summary>The results as an ingredient assertion records them when this asset becomes an ingredient (§15.2.1).</summary>
    public ValidationResultsMap ToValidationResultsMap() => new()
    {
        ActiveManifest = ActiveManifest is null ? null : Statuses,
        IngredientDeltas = ActiveManifest is null ? null : IngredientDeltas,
        SpecVersion = ActiveManifest is null ? null : SpecificationVersion,
    };

    /// <summary>The version of the standard that validation follows.</summary>
    public const string SpecificationVersion = "2.4.0";

    /// <summary>
    /// Writes the report as a crJSON document (Content Credentials JSON 2.4), the official form for validators: every manifest with its claim, assertions,
    /// signature and findings, the active one first. It satisfies the published schema whatever the asset holds.
    /// </summary>
    /// <param name="output">Takes UTF-8 text; it is left open.</param>
    /// <remarks>A view for reports and tests: nobody can verify anything with it, and it is not an input format (crJSON 2.4 §1).</remarks>
    public void WriteCrJson(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        CrJsonDocument.Write(json, this);
    }

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
