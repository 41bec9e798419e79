using Provenance.Cbor;

namespace Provenance;

/// <summary>An asset or data that went into this asset (§18.16): the assertion <c>c2pa.ingredient.v3</c>.</summary>
/// <param name="Relationship">What it is to this asset.</param>
public sealed record IngredientAssertion(Relationship Relationship) : Assertion
{
    /// <summary>The label of version 3.</summary>
    public const string CurrentLabel = "c2pa.ingredient.v3";

    /// <inheritdoc/>
    public override string Label => Version switch { 1 => "c2pa.ingredient", 2 => "c2pa.ingredient.v2", _ => CurrentLabel };

    /// <summary>3; 1 or 2 for an assertion of an old writer.</summary>
    public int Version { get; private init; } = 3;

    /// <summary>A title for people (§18.16.4), or null.</summary>
    public string? Title { get; init; }

    /// <summary>The media type (§18.16.5), or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>Identifies the ingredient (§8.3), or null.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The data itself (§18.16.8), as embedded data assertion, or null.</summary>
    public AssertionReference? Data { get; init; }

    /// <summary>Where the data is outside the manifest, with its hash; excludes <see cref="Data"/>.</summary>
    public HashedExternalUri? ExternalData { get; init; }

    /// <summary>What kind of data it is.</summary>
    public IReadOnlyList<AssetType> DataTypes { get; init; } = [];

    /// <summary>The ingredient's active manifest in this manifest store (§18.16.12.3), or null. Versions 1 and 2 call it <c>c2pa_manifest</c>.</summary>
    public HashedUri? ActiveManifest { get; init; }

    /// <summary>The claim signature of that manifest, or null.</summary>
    public HashedUri? ClaimSignature { get; init; }

    /// <summary>What validating the ingredient found when it was added (<c>validation-results-map</c>), untouched, or null.</summary>
    public CborValue? ValidationResults { get; init; }

    /// <summary>A thumbnail (§18.16.10): an assertion <c>c2pa.thumbnail.ingredient</c>, or null.</summary>
    public AssertionReference? Thumbnail { get; init; }

    /// <summary>What it is or is used for, written by the claim generator, not by its user (§18.16.7), or null.</summary>
    public string? Description { get; init; }

    /// <summary>A web page about it (§18.16.9), or null.</summary>
    public string? InformationalUri { get; init; }

    /// <summary>Whether its manifest was found by soft binding (§18.16.14), or null.</summary>
    public bool? SoftBindingsMatched { get; init; }

    /// <summary>The soft binding algorithms by which its manifest was found.</summary>
    public IReadOnlyList<string> SoftBindingAlgorithmsMatched { get; init; } = [];

    /// <summary>How it came to be; only for one without a manifest.</summary>
    public DigitalSourceType? DigitalSourceType { get; init; }

    /// <summary>Assertion metadata (§18.16.13), untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <summary>
    /// The manifest stores the ingredient came with (one, or an original and its update, §A.5.3): signing carries their manifests over untouched
    /// (§10.3.2.2). Not part of the assertion.
    /// </summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> ManifestStores { get; init; } = [];

    /// <summary>What was taken out of those stores (§6.8), by absolute JUMBF URI: the claim lists it. Not part of the assertion.</summary>
    internal IReadOnlyList<Redaction> Redactions { get; init; } = [];

    internal override IEnumerable<Assertion> Targets => new[] { Data?.Target, Thumbnail?.Target }.OfType<Assertion>();

    /// <exception cref="FormatException">The content breaks the schema where it matters: no relationship, or none of the three.</exception>
    internal static IngredientAssertion FromCbor(CborValue content, int version)
    {
        var members = new CborMembers(content, "ingredient assertion");
        string relationship = members.Text("relationship") ?? throw new FormatException("An ingredient has no relationship (§18.16.3).");
        return new IngredientAssertion(Parse(relationship))
        {
            Version = version,
            Title = members.Text("dc:title"),
            MediaType = members.Text("dc:format"),
            InstanceId = members.Text("instanceID"),
            ExternalData = members.Take("data", HashedExternalUri.FromCbor),
            Data = members.Reference("data"),
            DataTypes = members.List(version == 3 ? "dataTypes" : "data_types", AssetType.FromCbor),
            ActiveManifest = members.HashedUri(version == 3 ? "activeManifest" : "c2pa_manifest"),
            ClaimSignature = members.HashedUri("claimSignature"),
            ValidationResults = members.Take("validationResults", static v => v),
            Thumbnail = members.Reference("thumbnail"),
            Description = members.Text("description"),
            InformationalUri = members.Text(version == 3 ? "informationalURI" : "informational_URI"),
            SoftBindingsMatched = members.Boolean("softBindingsMatched"),
            SoftBindingAlgorithmsMatched = members.List("softBindingAlgorithmsMatched", static v => v.AsText),
            DigitalSourceType = members.Text("digitalSourceType") is { } type ? new DigitalSourceType(type) : null,
            Metadata = members.Take("metadata", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("relationship", CborValue.Text(NameOf(Relationship))),
        ("dc:title", CborMembers.OfText(Title)),
        ("dc:format", CborMembers.OfText(MediaType)),
        ("instanceID", CborMembers.OfText(InstanceId)),
        ("data", ExternalData?.ToCbor() ?? Data?.ToCbor()),
        (Version == 3 ? "dataTypes" : "data_types", CborMembers.OfList(DataTypes, t => t.ToCbor())),
        (Version == 3 ? "activeManifest" : "c2pa_manifest", ActiveManifest?.ToCbor()),
        ("claimSignature", ClaimSignature?.ToCbor()),
        ("validationResults", ValidationResults),
        ("thumbnail", Thumbnail?.ToCbor()),
        ("description", CborMembers.OfText(Description)),
        (Version == 3 ? "informationalURI" : "informational_URI", CborMembers.OfText(InformationalUri)),
        ("softBindingsMatched", CborMembers.OfBoolean(SoftBindingsMatched)),
        ("softBindingAlgorithmsMatched", CborMembers.OfList(SoftBindingAlgorithmsMatched, CborValue.Text)),
        ("digitalSourceType", CborMembers.OfText(DigitalSourceType?.Value)),
        ("metadata", Metadata));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override Assertion Resolve(Func<Assertion, HashedUri> resolve) =>
        this with { Data = Data?.Resolve(resolve), Thumbnail = Thumbnail?.Resolve(resolve) };

    internal override IEnumerable<string> Violations() => IngredientRules.Check(this);

    private static Relationship Parse(string name) => name switch
    {
        "parentOf" => Relationship.ParentOf,
        "componentOf" => Relationship.ComponentOf,
        "inputTo" => Relationship.InputTo,
        _ => throw new FormatException($"'{TextRule.Shorten(name)}' is not a relationship: parentOf, componentOf and inputTo are (§18.16.3)."),
    };

    private static string NameOf(Relationship relationship) => relationship switch
    {
        Relationship.ParentOf => "parentOf",
        Relationship.ComponentOf => "componentOf",
        _ => "inputTo",
    };
}
