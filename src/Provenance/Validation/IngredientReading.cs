using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>What validation needs of an ingredient assertion of any version (§18.16).</summary>
internal sealed record IngredientReading
{
    /// <summary>The assertion.</summary>
    public required ListedAssertion Assertion { get; init; }

    /// <summary>1, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>The <c>relationship</c> as written, or null.</summary>
    public string? Relationship { get; init; }

    /// <summary><c>activeManifest</c>, or <c>c2pa_manifest</c> of versions 1 and 2, as written; null when absent.</summary>
    public CborValue? ActiveManifest { get; init; }

    /// <summary><c>claimSignature</c> as written; null when absent.</summary>
    public CborValue? ClaimSignature { get; init; }

    /// <summary>What was recorded when the ingredient was added: <c>validationResults</c>, or <c>validationStatus</c> of versions 1 and 2; null when absent.</summary>
    public ValidationResultsMap? Results { get; init; }

    /// <summary>Whether a results member is present but cannot be read.</summary>
    public bool HasUnreadableResults { get; init; }

    /// <summary>The nearest <c>alg</c> around the references: that of the assertion itself, or null.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Reads an ingredient assertion; null when its content is not a map.</summary>
    public static IngredientReading? Read(ListedAssertion assertion)
    {
        if (assertion.Content is not { Kind: CborKind.Map } content)
        {
            return null;
        }

        int version = assertion.Label switch { "c2pa.ingredient.v3" => 3, "c2pa.ingredient.v2" => 2, _ => 1 };
        var recorded = version == 3 ? content["validationResults"] : content["validationStatus"] ?? content["validationResults"];
        var results = recorded is { Kind: CborKind.Array } ? FromStatusList(recorded) : ValidationResultsMap.FromCbor(recorded);
        return new IngredientReading
        {
            Assertion = assertion,
            Version = version,
            Relationship = content["relationship"]?.AsText,
            ActiveManifest = version == 3 ? content["activeManifest"] : content["c2pa_manifest"] ?? content["activeManifest"],
            ClaimSignature = content["claimSignature"],
            Results = results,
            HasUnreadableResults = recorded is not null && results is null,
            Algorithm = content["alg"]?.AsText,
        };
    }

    private static ValidationResultsMap? FromStatusList(CborValue list)
    {
        var statuses = list.Items.Select(i => ValidationResultsMap.StatusFromCbor(i, null)).ToArray();
        return Array.Exists(statuses, s => s is null) ? null : new ValidationResultsMap { ActiveManifest = statuses! };
    }
}
