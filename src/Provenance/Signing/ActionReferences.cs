namespace Provenance;

/// <summary>The rules between actions and the ingredients and other assertions they refer to (§15.10.3.2.3, §18.15.4.7, §18.16.3).</summary>
internal static class ActionReferences
{
    /// <summary>The rules that are broken.</summary>
    /// <param name="placed">The assertions of the manifest.</param>
    /// <param name="isUpdate">Whether it is an update manifest, whose ingredient needs no action.</param>
    public static IEnumerable<string> Check(IReadOnlyList<PlacedAssertion> placed, bool isUpdate)
    {
        var assertions = placed.Select(p => p.Assertion).ToArray();
        var actions = assertions.OfType<ActionsAssertion>().SelectMany(a => a.Actions).ToArray();
        bool hasSoftBinding = assertions.Any(a => a.Label == SoftBindingAssertion.CurrentLabel);
        foreach (var action in actions)
        {
            foreach (string violation in CheckIngredients(action).Concat(CheckRelated(action)))
            {
                yield return violation;
            }

            if (action.Name == ActionName.WatermarkedBound && !hasSoftBinding)
            {
                yield return "The action c2pa.watermarked.bound needs a soft binding assertion in the same manifest (§18.15.5).";
            }
        }

        var ingredients = assertions.OfType<IngredientAssertion>().ToArray();
        if (ingredients.Count(i => i.Relationship == Relationship.ParentOf) > 1)
        {
            yield return "A manifest has at most one parentOf ingredient (§11.2.2, manifest.multipleParents).";
        }

        foreach (var ingredient in isUpdate ? [] : ingredients)
        {
            string? needed = ingredient.Relationship switch { Relationship.ParentOf => ActionName.Opened, Relationship.ComponentOf => ActionName.Placed, _ => null };
            if (needed is not null && !actions.Any(a => a.Name == needed && Refers(a, ingredient)))
            {
                yield return $"The ingredient with the relationship {Name(ingredient.Relationship)} needs an action {needed} that refers to it (§18.16.3).";
            }
        }
    }

    private static IEnumerable<string> CheckIngredients(ClaimAction action)
    {
        string name = TextRule.Shorten(action.Name);
        var references = action.Parameters?.Ingredients ?? [];
        foreach (var reference in references)
        {
            if (reference.Target is not null and not IngredientAssertion)
            {
                yield return $"The action {name} names a {TextRule.Shorten(reference.Target.Label)} assertion as ingredient; ingredients are {IngredientAssertion.CurrentLabel} (§18.15.4.7).";
            }

            if (IsLocal(reference))
            {
                yield return $"The action {name} refers by hashed URI to an assertion of the manifest that is yet to be made; refer to it by object.";
            }
        }

        var relationships = references.Select(r => r.Target).OfType<IngredientAssertion>().Select(i => i.Relationship).ToArray();
        switch (action.Name)
        {
            case ActionName.Opened when references.Count != 1 || relationships is not [Relationship.ParentOf]:
                yield return "The action c2pa.opened refers to exactly one ingredient, with the relationship parentOf (§18.15.2).";
                break;
            case ActionName.Placed when !relationships.Contains(Relationship.ComponentOf):
                yield return "The action c2pa.placed refers to at least one ingredient with the relationship componentOf (§18.15.4.7).";
                break;
            case ActionName.Removed when references.Count == 0 || relationships.Length > 0:
                yield return "The action c2pa.removed refers to a componentOf ingredient of another manifest, by hashed URI (§18.15.4.7).";
                break;
            case ActionName.Transcoded or ActionName.Repackaged when relationships.Any(r => r != Relationship.ParentOf):
                yield return $"The action {name} refers to the parentOf ingredient or to none (§18.15.4.7).";
                break;
        }
    }

    private static IEnumerable<string> CheckRelated(ClaimAction action)
    {
        foreach (var reference in action.Parameters?.RelatedAssertions ?? [])
        {
            if (reference.Target is ActionsAssertion or IngredientAssertion)
            {
                yield return $"The related assertions of the action {TextRule.Shorten(action.Name)} are neither actions nor ingredients (§18.15.4.8).";
            }

            if (reference.Target is null)
            {
                yield return $"The related assertions of the action {TextRule.Shorten(action.Name)} are in the same manifest; refer to them by object (§18.15.4.8).";
            }
        }
    }

    private static bool IsLocal(AssertionReference reference) => reference.Uri is { } uri && uri.Uri?.ManifestLabel is null;

    private static bool Refers(ClaimAction action, IngredientAssertion ingredient) =>
        action.Parameters?.Ingredients.Any(r => ReferenceEquals(r.Target, ingredient)) ?? false;

    private static string Name(Relationship relationship) => relationship == Relationship.ParentOf ? "parentOf" : "componentOf";
}
