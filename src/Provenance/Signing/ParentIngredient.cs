using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>The input as <c>parentOf</c> ingredient (§18.16) and what that does to the actions (§18.15.2), see <see cref="ManifestDefinition"/>.</summary>
internal static class ParentIngredient
{
    private static readonly HashSet<ValidationStatusCode> MediaMatches =
    [
        ValidationStatusCode.AssertionBmffHashMatch, ValidationStatusCode.AssertionDataHashMatch, ValidationStatusCode.AssertionBoxesHashMatch,
    ];

    /// <summary>The ingredient assertion of the parent.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="hash">The hash of the references to its manifest.</param>
    /// <param name="createdSource">The digital source type that the definition states for the content; kept here when the parent has no manifest that says it.</param>
    /// <exception cref="SigningException">The parent has a manifest store but no active manifest that could be read.</exception>
    public static IngredientAssertion Describe(ParentAsset parent, HashAlgorithmName hash, DigitalSourceType? createdSource)
    {
        var ingredient = new IngredientAssertion(Relationship.ParentOf) { MediaType = parent.MediaType, Title = parent.Title };
        if (parent.ManifestStores.Count == 0)
        {
            return ingredient with { DigitalSourceType = createdSource };
        }

        return WithManifest(ingredient, parent.ManifestStores, parent.Validation, hash, namesHash: false);
    }

    /// <summary>The ingredient with references to its active manifest, the results of its validation, and the manifests to carry over.</summary>
    /// <param name="ingredient">The ingredient.</param>
    /// <param name="stores">Its manifest stores.</param>
    /// <param name="validation">What validating it found.</param>
    /// <param name="hash">The hash of the references.</param>
    /// <param name="namesHash">Whether the references name their hash, because the claim they will stand under is not known yet.</param>
    /// <param name="redacted">The active manifest as it will be, when assertions of it are redacted; null when it stays as it is.</param>
    /// <exception cref="SigningException">There is no active manifest that could be read.</exception>
    public static IngredientAssertion WithManifest(
        IngredientAssertion ingredient, IReadOnlyList<ReadOnlyMemory<byte>> stores, ValidationResult? validation, HashAlgorithmName hash, bool namesHash, Manifest? redacted = null)
    {
        if ((redacted ?? validation?.ActiveManifest?.Manifest) is not { } active)
        {
            throw new SigningException(SigningFault.UnsupportedInput, "The content credentials of the input cannot be kept: its active manifest cannot be read.");
        }

        if (active.Box.Child("c2pa.signature") is not { } signature)
        {
            throw new SigningException(SigningFault.UnsupportedInput, "The content credentials of the input cannot be kept: its active manifest has no claim signature.");
        }

        string? algorithm = namesHash ? ContentHash.NameOf(hash) : null;
        return ingredient with
        {
            // §18.16.4: the title is not repeated when the ingredient's own manifest has it.
            Title = active.Claim?.Title is null ? ingredient.Title : null,
            ActiveManifest = new HashedUri(active.Url, ContentHash.Compute(hash, active.StoredBox.HashedContent.Span), algorithm),
            ClaimSignature = new HashedUri(JumbfUri.Absolute(active.Label, "c2pa.signature").Text, ContentHash.Compute(hash, signature.HashedContent.Span), algorithm),
            ValidationResults = validation!.ToValidationResultsMap().ToCbor(),
            ManifestStores = stores,
        };
    }

    /// <summary>The digital source type that a leading <c>c2pa.created</c> of the definition states, or null.</summary>
    public static DigitalSourceType? CreatedSource(IReadOnlyList<Assertion> created) =>
        FirstActions(created)?.Actions.FirstOrDefault() is { Name: ActionName.Created } first ? first.DigitalSourceType : null;

    /// <summary>The definition's assertions with <c>c2pa.opened</c> in front.</summary>
    /// <exception cref="SigningException">The definition opens an ingredient of its own.</exception>
    public static IReadOnlyList<Assertion> Open(IReadOnlyList<Assertion> created, IngredientAssertion ingredient, ParentAsset parent, ParserLimits limits)
    {
        var opened = new ClaimAction(ActionName.Opened) { Parameters = new ActionParameters { Ingredients = [ingredient] } };
        if (FirstActions(created) is not { } actions)
        {
            return [new ActionsAssertion([opened]), .. created];
        }

        if (actions.Actions.Count == 0)
        {
            return created;
        }

        var first = actions.Actions[0];
        IEnumerable<ClaimAction> following = actions.Actions;
        if (first.Name == ActionName.Opened)
        {
            if (first.Parameters?.Ingredients.Count > 0)
            {
                throw new SigningException(
                    SigningFault.InvalidDefinition,
                    "The input becomes the parentOf ingredient, but the definition's c2pa.opened names another; a manifest has at most one (§11.2.2). Leave the ingredient out, or sign with another policy for signed inputs.");
            }

            opened = first with { Parameters = (first.Parameters ?? new ActionParameters()) with { Ingredients = [ingredient] } };
            following = following.Skip(1);
        }
        else if (first.Name == ActionName.Created)
        {
            bool nothingNew = parent.ManifestStores.Count == 0 || (first.DigitalSourceType is { } source && IsIntact(parent) && States(parent, source, limits));
            following = nothingNew ? following.Skip(1) : following.Skip(1).Prepend(first with { Name = ActionName.Edited });
        }

        return [.. created.Select(a => ReferenceEquals(a, actions) ? actions with { Actions = [opened, .. following] } : a)];
    }

    private static ActionsAssertion? FirstActions(IReadOnlyList<Assertion> created) => created.OfType<ActionsAssertion>().FirstOrDefault();

    private static bool IsIntact(ParentAsset parent) => parent.Validation?.Statuses.Any(s => MediaMatches.Contains(s.Code)) ?? false;

    private static bool States(ParentAsset parent, DigitalSourceType source, ParserLimits limits) =>
        parent.Validation?.ActiveManifest?.Manifest.AssertionBoxes
            .Select(b => AssertionReader.Read(b, limits))
            .OfType<ActionsAssertion>()
            .SelectMany(a => a.Actions)
            .Any(a => a.DigitalSourceType == source) ?? false;
}
