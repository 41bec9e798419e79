using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.10.3.2.3 c2pa.actions validation.</summary>
internal static class ActionsRules
{
    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current)
    {
        var all = current.Assertions.Where(a => AssertionLabel.IsActions(a.Label) && !a.IsRedacted).ToArray();
        foreach (var assertion in all)
        {
            if (assertion.Box is null || assertion.ContentFault is not null)
            {
                // Missing, outside or unreadable: reported where that was found.
                continue;
            }

            // "Ensure that it has an actions field": [1* action].
            if (assertion.Content?["actions"] is not { Kind: CborKind.Array, Items.Count: > 0 } list)
            {
                Malformed(current, assertion, "The assertion has no list of actions.");
                continue;
            }

            bool isFirst = ReferenceEquals(assertion, Array.Find(all, a => a.IsCreated == assertion.IsCreated));
            for (int i = 0; i < list.Items.Count; i++)
            {
                CheckAction(new ActionCheck(context, current, assertion, list.Items[i]), mayOpen: isFirst && i == 0);
            }
        }
    }

    private static void CheckAction(ActionCheck check, bool mayOpen)
    {
        if (check.Action["action"]?.AsText is not { Length: > 0 } name)
        {
            Malformed(check.Current, check.Assertion, "An action has no name.");
            return;
        }

        if (name is "c2pa.created" or "c2pa.opened" && !mayOpen)
        {
            Malformed(check.Current, check.Assertion, $"The action {name} is not the first action of the first actions assertion.");
        }

        switch (name)
        {
            case "c2pa.opened":
                ActionIngredients.Check(check, "parentOf", exactlyOne: true, elsewhere: false, required: true);
                break;
            case "c2pa.placed":
                ActionIngredients.Check(check, "componentOf", exactlyOne: false, elsewhere: false, required: true);
                break;
            case "c2pa.removed":
                ActionIngredients.Check(check, "componentOf", exactlyOne: false, elsewhere: true, required: true);
                break;
            case "c2pa.transcoded" or "c2pa.repackaged":
                ActionIngredients.Check(check, "parentOf", exactlyOne: false, elsewhere: false, required: false);
                break;
            case "c2pa.redacted":
                CheckRedacted(check);
                break;
            case "c2pa.watermarked" or "c2pa.watermarked.bound":
                if (!check.Current.HasAssertion("c2pa.soft-binding"))
                {
                    check.Current.Add(ValidationStatusCode.AssertionActionSoftBindingMissing, check.Assertion.Url);
                }

                break;
        }

        CheckRelatedAssertions(check);
    }

    // "Check the redacted field … for the presence of a JUMBF URI. If [it] is not present, or cannot be resolved to an assertion". What was
    // redacted may be gone altogether (§6.8): then the claim that listed it still says that it was an assertion.
    private static void CheckRedacted(ActionCheck check)
    {
        if (!JumbfUri.TryParse(check.Parameters?["redacted"]?.AsText, out var uri) || !IsAssertion(check.Context, check.Current.Manifest, uri))
        {
            check.Current.Add(ValidationStatusCode.AssertionActionRedactionMismatch, check.Assertion.Url);
        }
    }

    private static bool IsAssertion(ValidationContext context, Manifest from, JumbfUri uri)
    {
        var manifest = uri.ManifestLabel is null ? from : context.Store.Find(uri.ManifestLabel);
        if (manifest is null || uri.Path is not ["c2pa.assertions", _])
        {
            return false;
        }

        string url = JumbfUri.Absolute(manifest.Label, uri.Path).Text;
        return context.Store.Resolve(uri, from) is not null || context.For(manifest).FindAssertion(url) is not null;
    }

    private static void CheckRelatedAssertions(ActionCheck check)
    {
        if (check.Parameters?["relatedAssertions"] is not { } related)
        {
            return;
        }

        if (related.Kind != CborKind.Array || related.Items.Count == 0)
        {
            Malformed(check.Current, check.Assertion, "The list of related assertions is empty or not a list.");
            return;
        }

        // The hashes are checked with all other references (§15.10.3.3).
        foreach (var item in related.Items)
        {
            string? label = JumbfUri.TryParse(item["url"]?.AsText, out var uri)
                && (uri.ManifestLabel is null || uri.ManifestLabel == check.Current.Manifest.Label)
                && uri.Path is ["c2pa.assertions", var name]
                && check.Context.Store.Resolve(uri, check.Current.Manifest) is not null
                    ? AssertionLabel.WithoutInstance(name)
                    : null;
            if (label is null || AssertionLabel.IsActions(label) || AssertionLabel.IsIngredient(label))
            {
                Malformed(check.Current, check.Assertion, "A related assertion is not an assertion of this manifest, or is an ingredient or an actions assertion.");
            }
        }
    }

    private static void Malformed(CurrentManifest current, ListedAssertion assertion, string sentence) =>
        current.Add(ValidationStatusCode.AssertionActionMalformed, assertion.Url, sentence);
}

/// <summary>One action and where it stands.</summary>
internal sealed record ActionCheck(ValidationContext Context, CurrentManifest Current, ListedAssertion Assertion, CborValue Action)
{
    /// <summary>The parameters, or null.</summary>
    public CborValue? Parameters => Action["parameters"] is { Kind: CborKind.Map } map ? map : null;
}
