using Provenance.Cbor;

namespace Provenance;

/// <summary>The results of a validation as an ingredient assertion records them (§15.2.1, <c>validation-results-map</c>).</summary>
public sealed record ValidationResultsMap
{
    /// <summary>The findings about the ingredient's active manifest; null when the ingredient is not a C2PA asset.</summary>
    public IReadOnlyList<ValidationStatus>? ActiveManifest { get; init; }

    /// <summary>What differed from the results that the ingredient's own ingredients had recorded; null when not stated.</summary>
    public IReadOnlyList<IngredientDelta>? IngredientDeltas { get; init; }

    /// <summary>The version of the standard the validation followed (SemVer), or null.</summary>
    public string? SpecVersion { get; init; }

    /// <summary>The trust list used, or null. Never fetched.</summary>
    public string? TrustListUri { get; init; }

    /// <summary>Reads the map; null when it is not a map or a status in it has no code.</summary>
    public static ValidationResultsMap? FromCbor(CborValue? value)
    {
        if (value is not { Kind: CborKind.Map })
        {
            return null;
        }

        IReadOnlyList<ValidationStatus>? active = null;
        if (value["activeManifest"] is { } activeMap && (active = StatusCodesFromCbor(activeMap)) is null)
        {
            return null;
        }

        List<IngredientDelta>? deltas = null;
        if (value["ingredientDeltas"] is { } deltaArray)
        {
            if (deltaArray.Kind != CborKind.Array)
            {
                return null;
            }

            deltas = [];
            foreach (var item in deltaArray.Items)
            {
                if (item["ingredientAssertionURI"]?.AsText is not { } url || item["validationDeltas"] is not { } map || StatusCodesFromCbor(map) is not { } statuses)
                {
                    return null;
                }

                deltas.Add(new IngredientDelta(url, statuses));
            }
        }

        return new ValidationResultsMap
        {
            ActiveManifest = active,
            IngredientDeltas = deltas,
            SpecVersion = value["specVersion"]?.AsText,

            // The schema says trustListUri, the prose trustListURI.
            TrustListUri = value["trustListUri"]?.AsText ?? value["trustListURI"]?.AsText,
        };
    }

    /// <summary>Writes the map.</summary>
    public CborValue ToCbor() => CborValue.Map(
        ("activeManifest", ActiveManifest is null ? null : StatusCodesToCbor(ActiveManifest)),
        ("ingredientDeltas", IngredientDeltas is null ? null : CborValue.Array(IngredientDeltas.Select(d => CborValue.Map(
            ("ingredientAssertionURI", CborValue.Text(d.IngredientUrl)),
            ("validationDeltas", StatusCodesToCbor(d.Statuses)))))),
        ("specVersion", Text(SpecVersion)),
        ("trustListUri", Text(TrustListUri)));

    /// <summary>Reads one <c>status-map</c>; null when it has no code.</summary>
    /// <param name="value">The map.</param>
    /// <param name="kind">The table it stands in; null takes it from the code (the <c>validationStatus</c> list of old ingredients).</param>
    internal static ValidationStatus? StatusFromCbor(CborValue value, ValidationStatusKind? kind)
    {
        if (value["code"]?.AsText is not { Length: > 0 } text)
        {
            return null;
        }

        var code = ValidationStatusCode.Parse(text);
        if (kind is { } stated && code.Kind != stated)
        {
            // What the recorder called a failure stays one, also when the table has changed since (ocsp.unknown was a failure up to 2.2).
            code = code with { Kind = stated };
        }

        return new ValidationStatus(code, value["url"]?.AsText ?? string.Empty, value["explanation"]?.AsText);
    }

    private static List<ValidationStatus>? StatusCodesFromCbor(CborValue map)
    {
        if (map.Kind != CborKind.Map)
        {
            return null;
        }

        var statuses = new List<ValidationStatus>();
        foreach (var (key, kind) in Tables)
        {
            foreach (var item in map[key]?.Items ?? [])
            {
                if (StatusFromCbor(item, kind) is not { } status)
                {
                    return null;
                }

                statuses.Add(status);
            }
        }

        return statuses;
    }

    private static CborValue StatusCodesToCbor(IReadOnlyList<ValidationStatus> statuses) =>
        CborValue.Map(Tables.Select(t => (t.Key, (CborValue?)CborValue.Array(statuses.Where(s => s.Kind == t.Kind).Select(StatusToCbor)))));

    private static CborValue StatusToCbor(ValidationStatus status) => CborValue.Map(
        ("code", CborValue.Text(status.Code.Value)),
        ("url", Text(status.Url)),
        ("explanation", Text(status.Explanation)));

    // The schema wants strings of at least one character: an empty one is left out.
    private static CborValue? Text(string? text) => string.IsNullOrEmpty(text) ? null : CborValue.Text(text);

    private static IReadOnlyList<(string Key, ValidationStatusKind Kind)> Tables { get; } =
    [
        ("success", ValidationStatusKind.Success),
        ("informational", ValidationStatusKind.Informational),
        ("failure", ValidationStatusKind.Failure),
    ];
}
