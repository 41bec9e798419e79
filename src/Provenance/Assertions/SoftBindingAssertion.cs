using Provenance.Cbor;

namespace Provenance;

/// <summary>A watermark or fingerprint by which the manifest can be found again (§18.10): the assertion <c>c2pa.soft-binding</c>.</summary>
/// <param name="Algorithm">The algorithm, an entry of the soft binding algorithm list.</param>
/// <param name="Blocks">The values, each with its scope; at least one.</param>
public sealed record SoftBindingAssertion(string Algorithm, IReadOnlyList<SoftBindingBlock> Blocks) : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.soft-binding";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <summary>What this binding covers, for people, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Parameters of the algorithm, as the algorithm defines them, or null.</summary>
    public ReadOnlyMemory<byte>? AlgorithmParameters { get; init; }

    /// <summary>Further information about the binding (<c>bindingMetadata</c>), untouched, or null.</summary>
    public CborValue? BindingMetadata { get; init; }

    /// <summary>Assertion metadata (§18.3), untouched, or null.</summary>
    public CborValue? Metadata { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <summary>A soft binding of the whole asset.</summary>
    /// <param name="algorithm">The algorithm, an entry of the soft binding algorithm list.</param>
    /// <param name="value">The value, in the algorithm's form.</param>
    public static SoftBindingAssertion OfWholeAsset(string algorithm, ReadOnlyMemory<byte> value) => new(algorithm, [new SoftBindingBlock(value)]);

    /// <exception cref="FormatException">The content has no algorithm or no block that can be read.</exception>
    internal static SoftBindingAssertion FromCbor(CborValue content)
    {
        var members = new CborMembers(content, "soft binding");
        string algorithm = members.Text("alg") ?? throw new FormatException("A soft binding names no algorithm ('alg', §18.10.2).");
        var blocks = members.List("blocks", SoftBindingBlock.FromCbor);
        return blocks.Count == 0 ? throw new FormatException("A soft binding has no block that can be read (§18.10.2).") : new SoftBindingAssertion(algorithm, blocks)
        {
            Name = members.Text("name"),
            AlgorithmParameters = members.Bytes("alg-params"),
            BindingMetadata = members.Take("bindingMetadata", static v => v),
            Metadata = members.Take("metadata", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("alg", CborValue.Text(Algorithm)),
        ("blocks", CborValue.Array(Blocks.Select(b => b.ToCbor()))),
        ("name", CborMembers.OfText(Name)),
        ("alg-params", AlgorithmParameters is { } parameters ? CborValue.Bytes(parameters) : null),
        ("bindingMetadata", BindingMetadata),
        ("metadata", Metadata));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        if (TextRule.Check("algorithm of a soft binding", Algorithm, "18.10.3") is { } wrongAlgorithm)
        {
            yield return wrongAlgorithm;
        }
        else if (!SoftBindingAlgorithm.IsName(Algorithm))
        {
            yield return $"'{TextRule.Shorten(Algorithm)}' is not the name of a soft binding algorithm: an Internet domain backwards, then the product, such as com.example.product.1 (§18.10.4).";
        }

        if (TextRule.Check("name of a soft binding", Name, "18.10.2") is { } wrongName)
        {
            yield return wrongName;
        }

        if (Blocks.Count == 0)
        {
            yield return "A soft binding has at least one block (§18.10.2).";
        }

        if (AdditionalMembers.ContainsKey("url"))
        {
            yield return "The member 'url' of a soft binding is deprecated and not written any more (§18.10.2).";
        }

        if (Blocks.Any(b => b.TimeSpan is { } range && range.End <= range.Start))
        {
            yield return "The time span of a soft binding ends behind its start (§18.10.2).";
        }
    }
}

/// <summary>One value of a soft binding (§18.10.2).</summary>
/// <param name="Value">The value, in the algorithm's form.</param>
public sealed record SoftBindingBlock(ReadOnlyMemory<byte> Value)
{
    /// <summary>The range of time it covers, in milliseconds from the start, or null for no restriction.</summary>
    public (long Start, long End)? TimeSpan { get; init; }

    /// <summary>The region it covers, or null for no restriction.</summary>
    public RegionOfInterest? Region { get; init; }

    /// <summary>Members of the scope beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalScope { get; init; } = CborMembers.None;

    internal static SoftBindingBlock? FromCbor(CborValue value)
    {
        if (value.Entries.Count != 2 || value["value"]?.AsBytes is not { } bytes || value["scope"] is not { Kind: CborKind.Map } scope || scope.Entries.Any(e => e.Key.AsText is null))
        {
            return null;
        }

        var members = new CborMembers(scope, "scope of a soft binding");
        return new SoftBindingBlock(bytes)
        {
            TimeSpan = members.TakeStruct("timespan", ReadTimeSpan),
            Region = members.Take("region", RegionOfInterest.FromCbor),
            AdditionalScope = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborValue.Map(
        ("scope", CborMembers.Write(
            AdditionalScope,
            ("timespan", TimeSpan is { } range ? CborValue.Map(("start", CborValue.Integer(range.Start)), ("end", CborValue.Integer(range.End))) : null),
            ("region", Region?.ToCbor()))),
        ("value", CborValue.Bytes(Value)));

    private static (long Start, long End)? ReadTimeSpan(CborValue value) =>
        value.Entries.Count == 2 && value["start"]?.AsInt64 is >= 0 and { } start && value["end"]?.AsInt64 is >= 0 and { } end ? (start, end) : null;
}
