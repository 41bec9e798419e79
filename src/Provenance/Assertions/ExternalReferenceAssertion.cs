using Provenance.Cbor;

namespace Provenance;

/// <summary>Data or an assertion that is stored elsewhere (§18.24): the assertion <c>c2pa.external-reference</c>. Reading it fetches nothing.</summary>
/// <param name="Url">Where it is: with a hash an http or https URI, without one any absolute URI.</param>
public sealed record ExternalReferenceAssertion(string Url) : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.external-reference";

    private static readonly HashSet<string> NotReferable = new(StringComparer.Ordinal)
    {
        "c2pa.actions", "c2pa.actions.v2", "c2pa.cloud-data", "c2pa.external-reference", "c2pa.ingredient", "c2pa.ingredient.v2", "c2pa.ingredient.v3",
    };

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>The hash algorithm, when the data is referred to with its hash; both or neither.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The hash of the data; both or neither.</summary>
    public ReadOnlyMemory<byte>? Hash { get; init; }

    /// <summary>The media type of the data, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>The length of the data in bytes, or null.</summary>
    public long? Size { get; init; }

    /// <summary>What kind of data it is.</summary>
    public IReadOnlyList<AssetType> DataTypes { get; init; } = [];

    /// <summary>The label of the assertion that is referred to, or null for other data.</summary>
    public string? ReferencedLabel { get; init; }

    /// <summary>A description for people, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Assertion metadata (§18.3), untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of <c>location</c> beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalLocation { get; init; } = CborMembers.None;

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <exception cref="FormatException">The content has no location with a URL.</exception>
    internal static ExternalReferenceAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "external reference");
        var location = new CborMembers(members.Take("location", static v => v) ?? throw new FormatException("An external reference has no location (§18.24.1)."), "location of an external reference");
        return new ExternalReferenceAssertion(location.Text("url") ?? throw new FormatException("The location of an external reference has no url (§18.24.1)."))
        {
            Algorithm = location.Text("alg"),
            Hash = location.Bytes("hash"),
            MediaType = location.Text("dc:format"),
            Size = location.Integer("size", 0, long.MaxValue),
            DataTypes = location.List("data_types", AssetType.FromCbor),
            AdditionalLocation = location.Rest,
            ReferencedLabel = members.Text("label"),
            Description = members.Text("description"),
            Metadata = members.Take("metadata", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("location", CborMembers.Write(
            AdditionalLocation,
            ("url", CborValue.Text(Url)),
            ("alg", CborMembers.OfText(Algorithm)),
            ("hash", Hash is { } hash ? CborValue.Bytes(hash) : null),
            ("dc:format", CborMembers.OfText(MediaType)),
            ("size", Size is { } size ? CborValue.Integer(size) : null),
            ("data_types", CborMembers.OfList(DataTypes, t => t.ToCbor())))),
        ("label", CborMembers.OfText(ReferencedLabel)),
        ("description", CborMembers.OfText(Description)),
        ("metadata", Metadata));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        if (Hash is null ? !Uri.TryCreate(Url, UriKind.Absolute, out _) : !HashedExternalUri.IsWebUri(Url))
        {
            yield return "The location of an external reference is an absolute URI, with a hash an http or https one (§18.24.1, §8.4.2.2).";
        }

        if (Algorithm is null != Hash is null)
        {
            yield return "An external reference has an algorithm and a hash, or neither (§18.24.1).";
        }
        else if (Algorithm is not null && (Cryptography.ContentHash.Find(Algorithm) is not { } name || Hash!.Value.Length != Cryptography.ContentHash.Length(name)))
        {
            yield return "The hash of an external reference is sha256, sha384 or sha512, of that length (§13.1).";
        }

        if (ReferencedLabel is { } label && (NotReferable.Contains(label) || label.StartsWith("c2pa.hash.", StringComparison.Ordinal)))
        {
            yield return $"An external reference does not refer to a {label} assertion (§18.24.1).";
        }

        if (TextRule.Check("description of an external reference", Description, "18.24.1") is { } wrongDescription)
        {
            yield return wrongDescription;
        }

        if (MediaTypeRule.Check("format of an external reference", MediaType, "18.24.1") is { } wrongType)
        {
            yield return wrongType;
        }
    }
}
