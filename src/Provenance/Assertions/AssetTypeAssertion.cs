using Provenance.Cbor;

namespace Provenance;

/// <summary>What kind of data the asset is (§18.21): the assertion <c>c2pa.asset-type.v2</c>.</summary>
/// <param name="Types">The types.</param>
public sealed record AssetTypeAssertion(IReadOnlyList<AssetType> Types) : Assertion
{
    /// <summary>The label of version 2.</summary>
    public const string CurrentLabel = "c2pa.asset-type.v2";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>The media type of the asset, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>Assertion metadata (§18.3), untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <exception cref="FormatException">The content is not a map with text keys.</exception>
    internal static AssetTypeAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "asset type");
        return new AssetTypeAssertion(members.List("types", AssetType.FromCbor))
        {
            MediaType = members.Text("dc:format"),
            Metadata = members.Take("metadata", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("types", CborMembers.OfList(Types, t => t.ToCbor())),
        ("dc:format", CborMembers.OfText(MediaType)),
        ("metadata", Metadata));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        foreach (var type in Types.Where(t => !LabelRule.IsLabel(t.Type)))
        {
            yield return $"'{TextRule.Shorten(type.Type)}' is not an asset type: the standard's start with c2pa.types, others are entity-specific (§18.21).";
        }

        if (MediaTypeRule.Check("format of the asset type", MediaType, "18.21") is { } wrongType)
        {
            yield return wrongType;
        }
    }
}
