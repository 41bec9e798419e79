using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.10.3.2.3 The references of an action to ingredient assertions.</summary>
internal static class ActionIngredients
{
    /// <summary>Checks one action.</summary>
    /// <param name="check">The action.</param>
    /// <param name="relationship">What the ingredients must be.</param>
    /// <param name="exactlyOne">Whether there must be one; else one or more.</param>
    /// <param name="elsewhere">Whether the ingredients must stand in another manifest; else in this one.</param>
    /// <param name="required">Whether the action must name ingredients.</param>
    public static void Check(ActionCheck check, string relationship, bool exactlyOne, bool elsewhere, bool required)
    {
        bool isVersion1 = check.Assertion.Label == "c2pa.actions";

        // Actions of version 1 claims did not have to name their ingredients when they were written; what they name must hold.
        required &= !isVersion1 || check.Current.Claim.Version > 1;
        var value = check.Parameters?["ingredients"] ?? (isVersion1 ? check.Parameters?["ingredient"] : null);
        if (value is null)
        {
            if (required)
            {
                Mismatch(check, "The action names no ingredient.");
            }

            return;
        }

        // ingredients is a list; the ingredient of version 1 is one hashed URI.
        var references = value.Kind == CborKind.Map && isVersion1 ? [value] : value.Items;
        if (references.Count == 0)
        {
            Mismatch(check, "The action's list of ingredients is empty or not a list.");
            return;
        }

        if (exactlyOne && references.Count != 1)
        {
            Mismatch(check, "The action names more than one ingredient.");
            return;
        }

        if (!references.All(r => IsRight(check, r, relationship, elsewhere)))
        {
            Mismatch(check, $"An ingredient of the action is missing, changed, or not {relationship}.");
        }
    }

    private static bool IsRight(ActionCheck check, CborValue reference, string relationship, bool elsewhere)
    {
        var (context, current) = (check.Context, check.Current);
        var followed = FollowedReference.Follow(context, current.Manifest, reference["url"]?.AsText, reference["hash"]?.AsBytes, reference["alg"]?.AsText);
        if (followed.ManifestLabel is not { } label || string.Equals(label, current.Manifest.Label, StringComparison.Ordinal) == elsewhere)
        {
            return false;
        }

        // §15.10.3.1: "the redacted assertion is considered valid"; what it was cannot be asked any more.
        if (context.Lineage.RedactedUrls.Contains(followed.Url))
        {
            return true;
        }

        if (followed.Verdict != ReferenceVerdict.Match || context.Store.Find(label) is not { } manifest)
        {
            return false;
        }

        return context.For(manifest).FindIngredient(followed.Url)?.Relationship == relationship;
    }

    private static void Mismatch(ActionCheck check, string sentence) => check.Current.Add(ValidationStatusCode.AssertionActionIngredientMismatch, check.Assertion.Url, sentence);
}
