using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>
/// §15.11.3.3 The search for every manifest the asset builds on, and for every redaction. Iterative, each manifest once, within budgets:
/// neither cycles nor diamonds nor long chains can multiply the work.
/// </summary>
internal static class IngredientLineage
{
    /// <summary>Runs the search and reads the assertions of every manifest it reaches.</summary>
    public static void Find(ValidationContext context, Manifest active)
    {
        var order = new List<Manifest>();
        var references = new List<IngredientReference>();
        var redacted = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Manifest>(ReferenceEqualityComparer.Instance) { active };
        var queue = new Queue<(Manifest Manifest, int Depth)>();
        queue.Enqueue((active, 0));
        while (queue.TryDequeue(out var item))
        {
            var (manifest, depth) = item;
            order.Add(manifest);
            CollectRedactions(manifest, redacted);
            foreach (var ingredient in ReadIngredients(context, manifest))
            {
                if (FindLimit(context.Limits, references.Count, ingredient.ActiveManifest is null ? 0 : depth) is { } limit)
                {
                    context.Statuses.Add(new(ValidationStatusCode.LimitExceeded, ingredient.Assertion.Url, limit));
                    queue.Clear();
                    break;
                }

                var (target, label) = Resolve(context, manifest, ingredient.ActiveManifest);
                references.Add(new IngredientReference(manifest, ingredient, target, label));
                if (target is not null && seen.Add(target))
                {
                    queue.Enqueue((target, depth + 1));
                }
            }
        }

        Finish(context, order, references, redacted);
    }

    private static string? FindLimit(ParserLimits limits, int visits, int depth) =>
        visits >= limits.MaxIngredientVisits ? ExceededLimit.Sentence("The manifests refer to too many ingredients", limits.MaxIngredientVisits)
        : depth >= limits.MaxIngredientDepth ? ExceededLimit.Sentence("The ingredients build on one another too deeply", limits.MaxIngredientDepth)
        : null;

    // A claim cannot redact its own assertions; Redactions reports it, and here it has no effect.
    private static void CollectRedactions(Manifest manifest, HashSet<string> redacted)
    {
        foreach (string text in manifest.Claim?.RedactedAssertions ?? [])
        {
            if (JumbfUri.TryParse(text, out var uri) && uri.ManifestLabel is { } label && !string.Equals(label, manifest.Label, StringComparison.Ordinal))
            {
                redacted.Add(JumbfUri.Absolute(label, uri.Path).Text);
            }
        }
    }

    private static List<IngredientReading> ReadIngredients(ValidationContext context, Manifest manifest)
    {
        var current = context.For(manifest);
        current.Assertions = AssertionReferences.Read(context, manifest, new HashSet<string>(StringComparer.Ordinal));

        // "If the URI does not resolve, or the hash does not match, or the content boxes contain only zeros, skip to the next."
        return [.. current.Assertions.Where(a => a.IsIntact && AssertionLabel.IsIngredient(a.Label)).Select(IngredientReading.Read).OfType<IngredientReading>()];
    }

    private static (Manifest? Target, string? Label) Resolve(ValidationContext context, Manifest from, CborValue? reference) =>
        JumbfUri.TryParse(reference?["url"]?.AsText, out var uri) && uri is { ManifestLabel: { } label, Path.Count: 0 }
            ? (context.Store.Find(label) is { } target && !ReferenceEquals(target, from) ? target : null, label)
            : (null, null);

    private static void Finish(ValidationContext context, List<Manifest> order, List<IngredientReference> references, HashSet<string> redacted)
    {
        var tokens = new Dictionary<string, List<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        var responses = new List<ReadOnlyMemory<byte>>();
        foreach (var manifest in order)
        {
            var current = context.For(manifest);
            if (redacted.Count > 0)
            {
                current.Assertions = AssertionReferences.Read(context, manifest, redacted);
            }

            current.Ingredients = [.. current.Assertions.Where(a => a.IsIntact && AssertionLabel.IsIngredient(a.Label)).Select(IngredientReading.Read).OfType<IngredientReading>()];
            foreach (var assertion in current.Assertions.Where(a => a.IsIntact))
            {
                CollectTokens(assertion, tokens);
                CollectResponses(assertion, responses);
            }
        }

        context.Lineage = new Lineage(order, references, redacted, tokens, responses);
    }

    // §15.10.3.2.6: kept for later use, by manifest identifier.
    private static void CollectTokens(ListedAssertion assertion, Dictionary<string, List<ReadOnlyMemory<byte>>> tokens)
    {
        if (assertion.Label != "c2pa.time-stamp")
        {
            return;
        }

        foreach (var (key, value) in assertion.Content?.Entries ?? [])
        {
            if (key.AsText is { } label && value.AsBytes is { } token)
            {
                if (!tokens.TryGetValue(label, out var list))
                {
                    tokens[label] = list = [];
                }

                list.Add(token);
            }
        }
    }

    // §18.19
    private static void CollectResponses(ListedAssertion assertion, List<ReadOnlyMemory<byte>> responses)
    {
        if (assertion.Label == "c2pa.certificate-status")
        {
            responses.AddRange((assertion.Content?["ocspVals"]?.Items ?? []).Select(i => i.AsBytes).OfType<ReadOnlyMemory<byte>>());
        }
    }
}
