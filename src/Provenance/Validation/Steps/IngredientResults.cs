namespace Provenance.Validation;

/// <summary>§15.11.3.3 Recorded results and deltas: what validation finds about an ingredient now and nobody recorded when it was added.</summary>
internal static class IngredientResults
{
    /// <summary>The deltas of the whole lineage, one per ingredient assertion that has any.</summary>
    public static List<IngredientDelta> Compare(ValidationContext context)
    {
        var recordedDeltas = RecordedDeltas(context);
        var deltas = new List<IngredientDelta>();
        int left = context.Limits.MaxIngredientFindings;
        foreach (var reference in context.Lineage.References)
        {
            // A thousand references to one ingredient with a thousand faults are a million findings.
            left -= 1 + (reference.Target is { } counted ? context.For(counted).Statuses.Count : 0) + (reference.Ingredient.Results?.ActiveManifest?.Count ?? 0);
            if (left < 0)
            {
                context.Statuses.Add(new(ValidationStatusCode.LimitExceeded, reference.Ingredient.Assertion.Url, ExceededLimit.Sentence("The ingredients give rise to more findings than are compared", context.Limits.MaxIngredientFindings)));
                break;
            }

            var url = reference.Ingredient.Assertion.Url;
            var recorded = new HashSet<(string Code, string Url)>();
            Add(recorded, reference.Ingredient.Results?.ActiveManifest, reference.TargetLabel);
            Add(recorded, recordedDeltas.GetValueOrDefault(url), reference.TargetLabel);

            var found = new List<ValidationStatus>();
            if (Ingredients.CheckReference(context, reference) is { } status)
            {
                found.Add(status);
            }

            if (reference.Target is { } target)
            {
                found.AddRange(context.For(target).Statuses);
            }

            var fresh = found.Where(s => !recorded.Contains((s.Code.Value, s.Url)) && !recorded.Contains((s.Code.Value, string.Empty))).ToArray();
            if (fresh.Length > 0)
            {
                deltas.Add(new IngredientDelta(url, fresh));
            }
        }

        return deltas;
    }

    /// <summary>"For each entry in the value of the validationResults field, if an equivalent entry was not returned …, return it": by the manifest it is about.</summary>
    public static Dictionary<Manifest, IReadOnlyList<ValidationStatus>> FindRecordedOnly(ValidationContext context)
    {
        var recorded = new Dictionary<Manifest, IReadOnlyList<ValidationStatus>>(ReferenceEqualityComparer.Instance);
        foreach (var reference in context.Lineage.References)
        {
            if (reference is not { Target: { } target, Ingredient.Results.ActiveManifest: { Count: > 0 } results } || recorded.ContainsKey(target))
            {
                continue;
            }

            var found = context.For(target).Statuses.Select(s => (s.Code.Value, s.Url)).ToHashSet();
            recorded[target] = [.. results.Select(s => s with { Url = s.Url.Length == 0 ? s.Url : Absolute(s.Url, target.Label) }).Where(s => !found.Contains((s.Code.Value, s.Url)))];
        }

        return recorded;
    }

    // What a later claim generator saw of an earlier one's ingredients.
    private static Dictionary<string, List<ValidationStatus>> RecordedDeltas(ValidationContext context)
    {
        var recorded = new Dictionary<string, List<ValidationStatus>>(StringComparer.Ordinal);
        foreach (var reference in context.Lineage.References)
        {
            foreach (var delta in reference.Ingredient.Results?.IngredientDeltas ?? [])
            {
                string url = Absolute(delta.IngredientUrl, reference.TargetLabel);
                if (!recorded.TryGetValue(url, out var list))
                {
                    recorded[url] = list = [];
                }

                list.AddRange(delta.Statuses);
            }
        }

        return recorded;
    }

    private static void Add(HashSet<(string Code, string Url)> recorded, IEnumerable<ValidationStatus>? statuses, string? manifestLabel)
    {
        foreach (var status in statuses ?? [])
        {
            recorded.Add((status.Code.Value, status.Url.Length == 0 ? string.Empty : Absolute(status.Url, manifestLabel)));
        }
    }

    // Writers record relative URIs, absolute ones, and absolute ones without the slash: one form to compare.
    private static string Absolute(string url, string? manifestLabel) =>
        JumbfUri.TryParse(url, out var uri) && (uri.ManifestLabel ?? manifestLabel) is { } label ? JumbfUri.Absolute(label, uri.Path).Text : url;
}
