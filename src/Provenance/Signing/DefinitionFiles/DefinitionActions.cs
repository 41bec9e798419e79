namespace Provenance;

/// <summary>
/// Leads from actions to ingredients: by <c>ingredientIds</c>, as c2patool has it, and where a definition leaves it out, by what the standard leaves no
/// choice about: the parent was opened, components were placed (§18.16.3).
/// </summary>
internal sealed class DefinitionActions(JsonText text, IReadOnlyList<DefinedIngredient> ingredients, List<string> warnings)
{
    private static readonly string[] Links = ["ingredientIds", "org.cai.ingredientIds"];

    private readonly HashSet<DefinedIngredient> _used = [];

    /// <summary>The created assertions with their references, and the ingredients behind them.</summary>
    /// <exception cref="SigningException">An action names an ingredient that is not there, or breaks a rule.</exception>
    public List<Assertion> Link(DefinitionAssertions assertions)
    {
        var linked = new List<Assertion>();
        for (int i = 0; i < assertions.Created.Count; i++)
        {
            linked.Add(assertions.Created[i] is ActionsAssertion actions ? Resolve(actions, assertions.ActionItems.GetValueOrDefault(i, [])) : assertions.Created[i]);
        }

        int first = linked.FindIndex(a => a is ActionsAssertion);
        var complete = Complete(first < 0 ? null : (ActionsAssertion)linked[first]);
        if (complete is not null && first >= 0)
        {
            linked[first] = complete;
        }
        else if (complete is not null)
        {
            linked.Insert(0, complete);
        }

        foreach (var actions in linked.OfType<ActionsAssertion>())
        {
            if (actions.Violations().FirstOrDefault() is { } violation)
            {
                throw text.Fault(assertions.ActionsItem ?? text.Root, violation);
            }
        }

        linked.AddRange(ingredients.Select(i => i.Assertion));
        return linked;
    }

    private ActionsAssertion Resolve(ActionsAssertion assertion, IReadOnlyList<JsonItem> items) =>
        assertion with { Actions = [.. assertion.Actions.Select((action, i) => i < items.Count ? Resolve(action, items[i]) : action)] };

    private ClaimAction Resolve(ClaimAction action, JsonItem item)
    {
        if (action.Parameters is not { } parameters || item["parameters"] is not { } source)
        {
            return action;
        }

        var references = new List<AssertionReference>();
        foreach (string link in Links)
        {
            foreach (var id in source[link]?.Items ?? [])
            {
                var found = ingredients.FirstOrDefault(i => i.Names.Contains(id.Text ?? string.Empty, StringComparer.Ordinal))
                    ?? throw text.Fault(id, "No ingredient of the definition has this instance_id or label.");
                _used.Add(found);
                references.Add(found.Assertion);
            }
        }

        foreach (string name in (string[])["ingredients", "relatedAssertions", "ingredient"])
        {
            if (source[name] is { } reference)
            {
                throw text.Fault(reference, $"'{name}' holds hashed URIs, which signing makes: name ingredients by ingredientIds.");
            }
        }

        var additional = parameters.AdditionalMembers.Where(m => !Links.Contains(m.Key, StringComparer.Ordinal)).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        return action with { Parameters = parameters with { Ingredients = references, AdditionalMembers = additional.Count == 0 ? CborMembers.None : additional } };
    }

    // Null when there is nothing to add.
    private ActionsAssertion? Complete(ActionsAssertion? actions)
    {
        var parent = ingredients.FirstOrDefault(i => i.Assertion.Relationship == Relationship.ParentOf && !_used.Contains(i));
        DefinedIngredient[] components = [.. ingredients.Where(i => i.Assertion.Relationship == Relationship.ComponentOf && !_used.Contains(i))];
        DefinedIngredient[] inputs = [.. ingredients.Where(i => i.Assertion.Relationship == Relationship.InputTo && !_used.Contains(i))];
        if (parent is null && components.Length == 0 && inputs.Length == 0)
        {
            return actions;
        }

        List<ClaimAction> list = [.. actions?.Actions ?? []];
        if (parent is not null)
        {
            Attach(list, ActionName.Opened, [parent], list.Count == 0 || list[0].Name == ActionName.Opened ? 0 : null);
        }

        if (components.Length > 0)
        {
            Attach(list, ActionName.Placed, components, list.Count);
        }

        // What went in went into what made or changed the content, when that can be only one action.
        int[] makers = [.. Enumerable.Range(0, list.Count).Where(i => list[i].DigitalSourceType is { InvolvesTrainedModel: true })];
        if (makers is [var maker])
        {
            list[maker] = With(list[maker], inputs);
        }

        return (actions ?? new ActionsAssertion([])) with { Actions = list };
    }

    private void Attach(List<ClaimAction> list, string name, DefinedIngredient[] found, int? insertAt)
    {
        int existing = list.FindIndex(a => a.Name == name && (a.Parameters is null || a.Parameters.Ingredients.Count == 0));
        if (existing >= 0)
        {
            list[existing] = With(list[existing], found);
        }
        else if (insertAt is { } position)
        {
            list.Insert(position, With(new ClaimAction(name), found));
            warnings.Add($"{text.Place(found[0].Item)}: The action {name} was added for this ingredient (§18.16.3).");
        }
        else
        {
            throw text.Fault(found[0].Item, $"The definition has a parentOf ingredient, but its first action is not {name} (§18.15.2).");
        }
    }

    private static ClaimAction With(ClaimAction action, DefinedIngredient[] found)
    {
        var parameters = action.Parameters ?? new ActionParameters();
        return action with { Parameters = parameters with { Ingredients = [.. parameters.Ingredients, .. found.Select(f => AssertionReference.FromAssertion(f.Assertion))] } };
    }
}
