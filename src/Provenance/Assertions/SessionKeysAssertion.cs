using Provenance.Cbor;

namespace Provenance;

/// <summary>The keys that sign the segments of a live video (§18.25): the assertion <c>c2pa.session-keys</c>. <c>LiveSigner</c> makes it.</summary>
/// <param name="Keys">At least one.</param>
public sealed record SessionKeysAssertion(IReadOnlyList<SessionKey> Keys) : Assertion
{
    /// <summary>The label.</summary>
    public const string CurrentLabel = "c2pa.session-keys";

    /// <inheritdoc/>
    public override string Label => CurrentLabel;

    /// <exception cref="FormatException">The content is not a map with keys that can be read.</exception>
    internal static SessionKeysAssertion FromCbor(CborValue content)
    {
        var keys = new List<SessionKey>();
        foreach (var item in content["keys"]?.Items ?? [])
        {
            keys.Add(SessionKey.Read(item, out string? problem) ?? throw new FormatException(problem));
        }

        return keys.Count == 0 ? throw new FormatException("The assertion holds no keys.") : new SessionKeysAssertion(keys);
    }

    internal CborValue ToCbor() => CborValue.Map(("keys", CborValue.Array(Keys.Select(k => k.ToCbor()))));

    internal override AssertionContent ToContent() => AssertionContent.Cbor(ToCbor());

    internal override IEnumerable<string> Violations()
    {
        if (Keys.Count == 0)
        {
            yield return "A session keys assertion holds at least one key (§18.25.2).";
        }

        if (Keys.Any(k => SessionKey.Read(k.ToCbor(), out _) is null))
        {
            yield return "A session key is a COSE_Key with an identifier, of a kind that C2PA allows for signatures (§18.25.2).";
        }
    }
}
