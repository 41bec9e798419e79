using Provenance.Cbor;

namespace Provenance;

/// <summary>Time-stamps of manifests that had none when they were signed (§18.18): the assertion <c>c2pa.time-stamp</c>.</summary>
/// <param name="Tokens">By label of the manifest the DER of a time-stamp token over its claim signature.</param>
public sealed record TimestampAssertion(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Tokens) : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.time-stamp";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <exception cref="FormatException">The content is not a non-empty map of labels to byte strings.</exception>
    internal static TimestampAssertion FromCbor(CborValue content)
    {
        var tokens = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (key, value) in content.Entries)
        {
            tokens[key.AsText ?? throw Malformed()] = value.AsBytes ?? throw Malformed();
        }

        return tokens.Count == 0 ? throw Malformed() : new TimestampAssertion(tokens);
    }

    internal CborValue ToCbor() => CborValue.Map(Tokens.Select(t => (t.Key, (CborValue?)CborValue.Bytes(t.Value))));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        if (Tokens.Count == 0)
        {
            yield return "A time-stamp assertion holds at least one token (§18.18).";
        }

        foreach (string label in Tokens.Keys.Where(l => !l.StartsWith("urn:c2pa:", StringComparison.Ordinal)))
        {
            yield return $"'{TextRule.Shorten(label)}' is not the label of a manifest, urn:c2pa:… (§18.18).";
        }
    }

    private static FormatException Malformed() => new("A time-stamp assertion is a non-empty map of manifest labels to time-stamp tokens (§18.18).");
}
