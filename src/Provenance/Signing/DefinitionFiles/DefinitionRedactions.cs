using System.Security.Cryptography;
using System.Text.Json;

namespace Provenance;

/// <summary>
/// Reads <c>redactions</c> of a definition (§6.8): JUMBF URIs whose reason an action <c>c2pa.redacted</c> gives, as c2patool has it, or objects with
/// <c>assertion</c> and <c>reason</c>.
/// </summary>
internal sealed class DefinitionRedactions(JsonText text, IReadOnlyList<ClaimAction> actions)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="SigningException">One is neither, or has no reason.</exception>
    public IReadOnlyList<Redaction> Read(JsonItem? list) => list switch
    {
        null => [],
        { Kind: JsonValueKind.Array } => [.. list.Items.Select(ReadOne)],
        _ => throw text.Fault(list, "This has to be an array."),
    };

    /// <summary>Redacts the ingredients that hold what is named by URI; the rest concerns the input.</summary>
    public static (IReadOnlyList<DefinedIngredient> Ingredients, IReadOnlyList<Redaction> OfInput) Apply(
        IReadOnlyList<Redaction> redactions, IReadOnlyList<DefinedIngredient> ingredients, ParserLimits limits)
    {
        var rest = new List<Redaction>(redactions);
        var redacted = new List<DefinedIngredient>();
        foreach (var ingredient in ingredients)
        {
            var store = ingredient.Assertion.ManifestStores.Count == 0 || redactions.Count == 0 ? null : ManifestStoreReader.Read(ingredient.Assertion.ManifestStores, limits).Store;
            Redaction[] own = [.. redactions.Where(r => JumbfUri.TryParse(r.Assertion, out var uri) && uri.ManifestLabel is { } label && store?.Find(label) is not null)];
            rest.RemoveAll(own.Contains);
            redacted.Add(ingredient with { Assertion = IngredientRedaction.Apply(ingredient.Assertion, own, HashAlgorithmName.SHA256, limits) });
        }

        return (redacted, rest);
    }

    private Redaction ReadOne(JsonItem item)
    {
        if (item.Kind == JsonValueKind.Object)
        {
            DefinitionReader.RequireMembers(text, item, "assertion", "reason");
            return item["assertion"] is { Text: { } named } && item["reason"] is { Text: { } why } ? new(named, why) : throw text.Fault(item, "A redaction names an assertion and a reason (§6.8).");
        }

        string uri = DefinitionReader.Text(text, item);
        return actions.FirstOrDefault(a => a.Name == ActionName.Redacted && a.Parameters?.Redacted == uri)?.Reason is { } reason
            ? new(uri, reason)
            : throw text.Fault(item, "No action c2pa.redacted says why: one with a reason and this URI in parameters.redacted, or give an object with assertion and reason (§18.15.4.7).");
    }
}
