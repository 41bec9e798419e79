using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>§6.8: assertions of an ingredient's manifests that are removed when it is used; the claim lists them, and actions say why.</summary>
internal static class IngredientRedaction
{
    /// <summary>The ingredient with its manifests as they will be carried.</summary>
    /// <param name="ingredient">The ingredient.</param>
    /// <param name="redactions">What goes.</param>
    /// <param name="hash">The hash of its reference, where that names none.</param>
    /// <param name="limits">Limits of reading.</param>
    /// <exception cref="SigningException">It has no manifests, or none with such an assertion, or one that cannot be redacted.</exception>
    public static IngredientAssertion Apply(IngredientAssertion ingredient, IReadOnlyList<Redaction> redactions, HashAlgorithmName hash, ParserLimits limits)
    {
        if (redactions.Count == 0)
        {
            return ingredient;
        }

        if (ingredient.ActiveManifest is not { } reference || ManifestStoreReader.Read(ingredient.ManifestStores, limits).Store is not { Active: not null } store)
        {
            throw new SigningException(SigningFault.InvalidDefinition, "An assertion is to be redacted from an ingredient that has no content credentials (§6.8).");
        }

        var (stores, urls) = StoreRedaction.Apply(ingredient.ManifestStores, store, redactions, limits);
        var active = ManifestStoreReader.Read(stores, limits).Store!.Active!;
        var algorithm = ContentHash.Find(reference.Algorithm) ?? hash;
        return ingredient with
        {
            ManifestStores = stores,
            ActiveManifest = reference with { Hash = ContentHash.Compute(algorithm, active.StoredBox.HashedContent.Span) },
            Redactions = [.. ingredient.Redactions, .. redactions.Select((r, i) => r with { Assertion = urls[i] })],
        };
    }

    /// <summary>The definition's assertions with an action for every redaction that none of them tells of (§18.15.4.7).</summary>
    public static IReadOnlyList<Assertion> Tell(IReadOnlyList<Assertion> created, IReadOnlyList<Redaction> redactions)
    {
        var told = created.OfType<ActionsAssertion>().SelectMany(a => a.Actions).Select(a => a.Parameters?.Redacted).OfType<string>().ToHashSet(StringComparer.Ordinal);
        ClaimAction[] removals = [.. redactions.Where(r => !told.Contains(r.Assertion)).Select(r => new ClaimAction(ActionName.Redacted) { Reason = r.Reason, Parameters = new() { Redacted = r.Assertion } })];
        var first = created.OfType<ActionsAssertion>().FirstOrDefault();
        return removals.Length == 0 ? created
            : first is null ? [new ActionsAssertion(removals), .. created]
            : [.. created.Select(a => ReferenceEquals(a, first) ? first with { Actions = [.. first.Actions, .. removals] } : a)];
    }
}
