namespace Provenance.Validation;

/// <summary>§15.10.1 The assertions that each type of manifest must have, and must not have.</summary>
internal static class ManifestTypeRules
{
    // §11.2.3
    private static readonly HashSet<string> UpdateActions = new(StringComparer.Ordinal) { "c2pa.edited.metadata", "c2pa.opened", "c2pa.published", "c2pa.redacted" };

    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current)
    {
        if (current.Manifest.Kind == ManifestKind.Update)
        {
            CheckUpdate(current);
        }
        else
        {
            CheckStandard(current, isActive: ReferenceEquals(context.Store.Active, current.Manifest));
        }
    }

    // §15.10.1.2
    private static void CheckStandard(CurrentManifest current, bool isActive)
    {
        var bindings = current.Assertions.Where(a => AssertionLabel.IsHardBinding(a.Label)).ToArray();
        if (bindings.Length == 0)
        {
            // §18.6.1 has validators ignore the first BMFF hash, which is all that the oldest ingredients carry. Bindings of ingredients are
            // not evaluated (§15.11.3.3.1), so there it harms nobody.
            if (isActive || current.Claim.Version > 1 || !current.Assertions.Any(a => a.Label == "c2pa.hash.bmff"))
            {
                current.Add(ValidationStatusCode.ClaimHardBindingsMissing, current.Claim.Url);
            }
        }
        else if (bindings.Length > 1)
        {
            current.Add(ValidationStatusCode.AssertionMultipleHardBindings, JumbfUri.Absolute(current.Manifest.Label, "c2pa.assertions").Text);
        }

        // §10.2, §18.6: the signer vouches for the binding.
        else if (current.Claim.Version > 1 && !bindings[0].IsCreated)
        {
            current.Add(ValidationStatusCode.ClaimMalformed, current.Claim.Url, "The hard binding is gathered instead of created: the signer does not vouch for it.");
        }

        if (current.Ingredients.Count(i => i.Relationship == "parentOf") > 1)
        {
            current.Add(ValidationStatusCode.ManifestMultipleParents, current.Claim.Url);
        }

        CheckFirstAction(current);
    }

    // §15.10.1.2: "either a c2pa.created or c2pa.opened action is contained in exactly one actions assertion"; §18.15.2: among the created
    // assertions. A rule of version 2 claims: before them, manifests without actions were in order.
    private static void CheckFirstAction(CurrentManifest current)
    {
        if (current.Claim.Version == 1)
        {
            return;
        }

        var actions = current.Assertions.Where(a => AssertionLabel.IsActions(a.Label) && !a.IsRedacted).ToArray();
        var opening = actions.Where(a => Actions(a).Any(name => name is "c2pa.created" or "c2pa.opened")).ToArray();
        if (opening.Length == 0)
        {
            current.Add(ValidationStatusCode.AssertionActionMalformed, actions.FirstOrDefault()?.Url ?? current.Claim.Url, "No action says whether the asset was created or opened.");
        }
        else if (opening.Length > 1)
        {
            current.Add(ValidationStatusCode.AssertionActionMalformed, opening[1].Url, "More than one actions assertion says that the asset was created or opened.");
        }
    }

    // §15.10.1.3
    private static void CheckUpdate(CurrentManifest current)
    {
        var listed = current.Assertions.Where(a => AssertionLabel.IsIngredient(a.Label)).ToArray();
        if (listed.Length != 1 || current.Ingredients is not [{ Relationship: "parentOf" } parent])
        {
            current.Add(ValidationStatusCode.ManifestUpdateWrongParents, current.Claim.Url);
        }
        else if (parent.ActiveManifest is null || (parent.Version == 3 && parent.ClaimSignature is null))
        {
            // §11.2.3: with activeManifest and claimSignature.
            current.Add(ValidationStatusCode.ManifestUpdateWrongParents, current.Claim.Url, "The parent of the update manifest does not name a manifest and its signature.");
        }

        foreach (var assertion in current.Assertions)
        {
            if (AssertionLabel.IsHardBinding(assertion.Label) || AssertionLabel.IsThumbnail(assertion.Label) || assertion.Label == "c2pa.hash.multi-asset")
            {
                current.Add(ValidationStatusCode.ManifestUpdateInvalid, current.Claim.Url, $"An update manifest must not hold {assertion.Label}.");
            }
            else if (AssertionLabel.IsActions(assertion.Label) && Actions(assertion).Any(a => !UpdateActions.Contains(a)))
            {
                current.Add(ValidationStatusCode.ManifestUpdateInvalid, current.Claim.Url, "An update manifest holds an action that implies a change of the content.");
            }
        }
    }

    private static IEnumerable<string> Actions(ListedAssertion assertion) =>
        (assertion.Content?["actions"]?.Items ?? []).Select(a => a["action"]?.AsText ?? string.Empty);
}
