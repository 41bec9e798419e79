using Provenance.Cbor;

namespace Provenance;

/// <summary>The parameters of an action (§18.15.4.7).</summary>
public sealed record ActionParameters
{
    /// <summary>The ingredient assertions it acts on.</summary>
    public IReadOnlyList<AssertionReference> Ingredients { get; init; } = [];

    /// <summary>Other assertions of the manifest that say more about it (§18.15.4.8); neither actions nor ingredients.</summary>
    public IReadOnlyList<AssertionReference> RelatedAssertions { get; init; } = [];

    /// <summary>JUMBF URI of the redacted assertion, for redactions.</summary>
    public string? Redacted { get; init; }

    /// <summary>BCP 47 code of the language before a translation.</summary>
    public string? SourceLanguage { get; init; }

    /// <summary>BCP 47 code of the language after a translation.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>Whether the action was done several times, or null for unknown.</summary>
    public bool? MultipleInstances { get; init; }

    /// <summary>Custom parameters, untouched; names are entity-specific, for example <c>com.example.strength</c>.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    internal IEnumerable<Assertion> Targets => Ingredients.Concat(RelatedAssertions).Select(r => r.Target).OfType<Assertion>();

    internal static ActionParameters? FromCbor(CborValue value)
    {
        if (value.Kind != CborKind.Map || value.Entries.Any(e => e.Key.AsText is null))
        {
            return null;
        }

        var members = new CborMembers(value, "parameters of an action");
        var ingredients = members.List("ingredients", AssertionReference.FromCbor);
        if (ingredients.Count == 0 && members.Reference("ingredient") is { } single)
        {
            // Version 1 names one ingredient (§18.15.4.7).
            ingredients = [single];
        }

        return new ActionParameters
        {
            Ingredients = ingredients,
            RelatedAssertions = members.List("relatedAssertions", AssertionReference.FromCbor),
            Redacted = members.Text("redacted"),
            SourceLanguage = members.Text("sourceLanguage"),
            TargetLanguage = members.Text("targetLanguage"),
            MultipleInstances = members.Boolean("multipleInstances"),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("ingredients", CborMembers.OfList(Ingredients, i => i.ToCbor())),
        ("relatedAssertions", CborMembers.OfList(RelatedAssertions, r => r.ToCbor())),
        ("redacted", CborMembers.OfText(Redacted)),
        ("sourceLanguage", CborMembers.OfText(SourceLanguage)),
        ("targetLanguage", CborMembers.OfText(TargetLanguage)),
        ("multipleInstances", CborMembers.OfBoolean(MultipleInstances)));

    internal ActionParameters Resolve(Func<Assertion, HashedUri> resolve) => this with
    {
        Ingredients = [.. Ingredients.Select(i => i.Resolve(resolve))],
        RelatedAssertions = [.. RelatedAssertions.Select(r => r.Resolve(resolve))],
    };
}
