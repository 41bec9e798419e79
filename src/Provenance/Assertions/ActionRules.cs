namespace Provenance;

/// <summary>The rules that an actions assertion keeps on its own (§18.15). What needs the rest of the manifest is checked with the definition.</summary>
internal static class ActionRules
{
    private static readonly HashSet<string> Deprecated = new(StringComparer.Ordinal)
    {
        "c2pa.color_adjustments", "c2pa.watermarked", "c2pa.copied", "c2pa.formatted", "c2pa.version_updated", "c2pa.printed", "c2pa.managed", "c2pa.produced", "c2pa.saved",
    };

    private static readonly HashSet<string> Known = new(ActionName.All, StringComparer.Ordinal);

    private static readonly HashSet<string> Reasons = new(StringComparer.Ordinal)
    {
        "c2pa.PII.present", "c2pa.invalid.data", "c2pa.trade-secret.present", "c2pa.government.confidential",
    };

    public static IEnumerable<string> Check(ActionsAssertion assertion)
    {
        if (assertion.Version != 2)
        {
            yield return $"The label {assertion.Label} is deprecated; actions are written as {ActionsAssertion.CurrentLabel} (§18.15.1).";
        }

        if (assertion.Actions.Count == 0)
        {
            yield return "An actions assertion holds at least one action (§18.15).";
        }

        foreach (string violation in assertion.Actions.SelectMany(a => CheckAction(a, assertion, related: 0))
            .Concat(assertion.Templates.SelectMany(t => CheckTemplate(t, assertion)))
            .Concat(assertion.SoftwareAgents.SelectMany(a => a.Violations("software agent"))))
        {
            yield return violation;
        }
    }

    private static IEnumerable<string> CheckAction(ClaimAction action, ActionsAssertion assertion, int related)
    {
        if (related > 16)
        {
            return ["Related actions are nested more than 16 deep."];
        }

        return CheckName(action.Name)
            .Concat(CheckCommon(action.Name, action.SoftwareAgent, action.SoftwareAgentIndex, action.Description, action.DigitalSourceType, assertion))
            .Concat(CheckMembers(action))
            .Concat(action.Related.SelectMany(r => CheckAction(r, assertion, related + 1)));
    }

    private static IEnumerable<string> CheckName(string name)
    {
        if (Deprecated.Contains(name))
        {
            yield return $"The action {name} is deprecated and not written any more (§18.15.1).";
        }
        else if (!Known.Contains(name) && !LabelRule.IsEntitySpecific(name))
        {
            yield return name.StartsWith("c2pa.", StringComparison.Ordinal)
                ? $"'{TextRule.Shorten(name)}' is not an action of the standard; own actions have entity-specific names such as com.example.upscaled (§18.15.1)."
                : $"'{TextRule.Shorten(name)}' is not an action name: one of the standard's, or an entity-specific one such as com.example.upscaled (§18.15.1).";
        }
    }

    private static IEnumerable<string> CheckCommon(
        string name, ClaimGeneratorInfo? agent, int? agentIndex, string? description, DigitalSourceType? sourceType, ActionsAssertion assertion)
    {
        string what = TextRule.Shorten(name);
        if (agent is not null && agentIndex is not null)
        {
            yield return $"The action {what} has a softwareAgent or a softwareAgentIndex, not both (§18.15.4.4).";
        }

        if (agentIndex is { } index && (index < 0 || index >= assertion.SoftwareAgents.Count))
        {
            yield return $"The action {what} names software agent {index}, but the assertion lists {assertion.SoftwareAgents.Count} (§18.15.6.2).";
        }

        foreach (string violation in agent?.Violations($"software agent of {what}") ?? [])
        {
            yield return violation;
        }

        if (TextRule.Check($"description of the action {what}", description, "18.15.4.1") is { } wrongDescription)
        {
            yield return wrongDescription;
        }

        if (DigitalSourceTypeRule.Check($"the action {what}", sourceType) is { } wrongType)
        {
            yield return wrongType;
        }
    }

    private static IEnumerable<string> CheckMembers(ClaimAction action)
    {
        string name = TextRule.Shorten(action.Name);
        if (action.Reason is { } reason && !Reasons.Contains(reason) && !LabelRule.IsEntitySpecific(reason))
        {
            yield return $"'{TextRule.Shorten(reason)}' is not a reason: one of the standard's four, or an entity-specific one (§18.15.4.2).";
        }

        foreach (string key in action.AdditionalMembers.Keys.Where(k => k is "actors" or "changed" or "instanceID"))
        {
            yield return $"The member '{key}' of the action {name} is deprecated and not written any more (appendix C).";
        }

        if (action.Parameters is { } parameters)
        {
            foreach (string key in parameters.AdditionalMembers.Keys.Where(k => !LabelRule.IsEntitySpecific(k)))
            {
                yield return key is "instanceID" or "ingredient"
                    ? $"The parameter '{key}' of the action {name} belongs to version 1 and is not written any more (§18.15.4.7)."
                    : $"The parameter '{TextRule.Shorten(key)}' of the action {name} is not the standard's; own parameters have entity-specific names such as com.example.strength (§18.15.4.7).";
            }
        }

        foreach (var region in action.Changes)
        {
            if (region.Ranges.Count == 0)
            {
                yield return $"A region that the action {name} changed has no range (§18.2.2).";
            }

            if (region.AdditionalMembers.ContainsKey("role"))
            {
                yield return "The member 'role' of a region is deprecated and not written any more (§18.2.2).";
            }
        }

        switch (action.Name)
        {
            case ActionName.Created when action.DigitalSourceType is null:
                yield return "The action c2pa.created needs a digitalSourceType: how the content came to be (§18.15.2).";
                break;
            case ActionName.Opened when action.DigitalSourceType is not null:
                yield return "The action c2pa.opened carries no digitalSourceType: the ingredient says how the content came to be (§18.15.2).";
                break;
            case ActionName.Redacted when action.Reason is null || action.Parameters?.Redacted is null:
                yield return "The action c2pa.redacted needs a reason and the JUMBF URI of what was redacted (§18.15.4.2, §18.15.4.7).";
                break;
            case ActionName.Translated when action.Parameters?.SourceLanguage is not { Length: > 0 } || action.Parameters.TargetLanguage is not { Length: > 0 }:
                yield return "The action c2pa.translated needs sourceLanguage and targetLanguage as BCP 47 codes (§18.15.4.7).";
                break;
        }
    }

    private static IEnumerable<string> CheckTemplate(ActionTemplate template, ActionsAssertion assertion) =>
        (template.Name == "*" ? [] : CheckName(template.Name))
            .Concat(CheckCommon(template.Name, template.SoftwareAgent, template.SoftwareAgentIndex, template.Description, template.DigitalSourceType, assertion))
            .Concat(CheckIcon(template));

    // §18.15.6.3: readers know the standard's actions and have pictures of their own for them.
    private static IEnumerable<string> CheckIcon(ActionTemplate template)
    {
        if (template.Icon is not { } icon)
        {
            yield break;
        }

        if (!LabelRule.IsEntitySpecific(template.Name))
        {
            yield return $"A template for {TextRule.Shorten(template.Name)} has no icon; only one for an entity-specific action such as com.example.upscaled may (§18.15.6.3).";
        }

        if (icon.Target is { } target && target.Label is not (EmbeddedDataAssertion.IconLabel or "c2pa.cloud-data"))
        {
            yield return $"The icon of a template is an embedded data assertion with the label c2pa.icon, or a cloud data assertion (§18.15.6.3), not {target.Label}.";
        }
    }
}
