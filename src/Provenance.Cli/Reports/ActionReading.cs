using System.Globalization;
using Provenance.Cbor;

namespace Provenance.Cli.Reports;

/// <summary>One action as a report shows it (§18.15).</summary>
/// <param name="Name">For example <c>c2pa.created</c>.</param>
/// <param name="When">When it happened, as stated, or null.</param>
/// <param name="DigitalSourceType">The full URI, or null.</param>
/// <param name="SoftwareAgent">What performed it, or null.</param>
/// <param name="Description">A description for people, or null.</param>
internal sealed record ActionReading(string Name, DateTimeOffset? When, string? DigitalSourceType, string? SoftwareAgent, string? Description)
{
    /// <summary>Reads the actions of a manifest, of version 1 and 2, in order. What is not an action is passed over: judging it is the validator's work.</summary>
    public static IReadOnlyList<ActionReading> Of(Manifest manifest)
    {
        var actions = new List<ActionReading>();
        foreach (var content in AssertionReading.Contents(manifest, "c2pa.actions"))
        {
            foreach (var item in content["actions"]?.Items ?? [])
            {
                if (item["action"]?.AsText is { } name)
                {
                    CborValue[] layers = [item, .. Templates(content, name)];
                    actions.Add(new ActionReading(name, ReadTime(item["when"]), First(layers, "digitalSourceType"), layers.Select(l => ReadAgent(l, content)).FirstOrDefault(a => a is not null), First(layers, "description")));
                }
            }
        }

        return actions;
    }

    // §18.15.6.1: an action's own values lie over those of its templates; a template for the one action lies over one for all.
    private static IEnumerable<CborValue> Templates(CborValue assertion, string name)
    {
        var templates = assertion["templates"]?.Items ?? [];
        return templates.Where(t => t["action"]?.AsText == name).Concat(templates.Where(t => t["action"]?.AsText == "*"));
    }

    private static string? First(CborValue[] layers, string key) => layers.Select(l => l[key]?.AsText).FirstOrDefault(t => t is not null);

    private static DateTimeOffset? ReadTime(CborValue? value) =>
        DateTimeOffset.TryParse(value?.Untagged.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    // A name in version 1; in version 2 a map, or an index into the list that the actions share.
    private static string? ReadAgent(CborValue action, CborValue assertion)
    {
        var agent = action["softwareAgent"];
        if (agent is null && action["softwareAgentIndex"]?.AsInt64 is { } index && assertion["softwareAgents"]?.Items is { } agents && index >= 0 && index < agents.Count)
        {
            agent = agents[(int)index];
        }

        return agent?.AsText ?? (agent?["name"]?.AsText is { } name ? $"{name} {agent["version"]?.AsText}".TrimEnd() : null);
    }
}
