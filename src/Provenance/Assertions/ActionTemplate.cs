using Provenance.Cbor;

namespace Provenance;

/// <summary>What several actions have in common (§18.15.6): a reader lays an action's own members over those of its templates.</summary>
/// <param name="Name">The action name it applies to, or <c>*</c> for all.</param>
public sealed record ActionTemplate(string Name)
{
    /// <summary>What did it, or null.</summary>
    public ClaimGeneratorInfo? SoftwareAgent { get; init; }

    /// <summary>What did it, as index into <see cref="ActionsAssertion.SoftwareAgents"/>, or null.</summary>
    public int? SoftwareAgentIndex { get; init; }

    /// <summary>More about it, or null.</summary>
    public string? Description { get; init; }

    /// <summary>How the content that it brought came to be, or null.</summary>
    public DigitalSourceType? DigitalSourceType { get; init; }

    /// <summary>An icon: an embedded data assertion, or null.</summary>
    public AssertionReference? Icon { get; init; }

    /// <summary>Parameters of the template, untouched, or null.</summary>
    public CborValue? TemplateParameters { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    internal IEnumerable<Assertion> Targets => (SoftwareAgent?.Targets ?? []).Concat(Icon?.Target is { } icon ? [icon] : []);

    /// <summary>Whether the template applies to the action.</summary>
    internal bool AppliesTo(ClaimAction action) => Name == "*" || string.Equals(Name, action.Name, StringComparison.Ordinal);

    internal static ActionTemplate? FromCbor(CborValue value)
    {
        if (value["action"]?.AsText is null || value.Entries.Any(e => e.Key.AsText is null))
        {
            return null;
        }

        var members = new CborMembers(value, "action template");
        return new ActionTemplate(members.Text("action")!)
        {
            SoftwareAgent = members.Take("softwareAgent", ClaimGeneratorInfo.FromCbor),
            SoftwareAgentIndex = (int?)members.Integer("softwareAgentIndex", 0, int.MaxValue),
            Description = members.Text("description"),
            DigitalSourceType = members.Text("digitalSourceType") is { } type ? new DigitalSourceType(type) : null,
            Icon = members.Reference("icon"),
            TemplateParameters = members.Take("templateParameters", static v => v),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("action", CborValue.Text(Name)),
        ("softwareAgent", SoftwareAgent?.ToCbor()),
        ("softwareAgentIndex", SoftwareAgentIndex is { } index ? CborValue.Integer(index) : null),
        ("description", CborMembers.OfText(Description)),
        ("digitalSourceType", CborMembers.OfText(DigitalSourceType?.Value)),
        ("icon", Icon?.ToCbor()),
        ("templateParameters", TemplateParameters));

    internal ActionTemplate Resolve(Func<Assertion, HashedUri> resolve) =>
        this with { SoftwareAgent = SoftwareAgent?.Resolve(resolve), Icon = Icon?.Resolve(resolve) };
}
