using Provenance.Cbor;

namespace Provenance;

/// <summary>One action (§18.15.1): something that was done to the asset.</summary>
/// <param name="Name">The name, one of <see cref="ActionName"/> or entity-specific.</param>
public sealed record ClaimAction(string Name)
{
    /// <summary>What did it. Signing fills in the claim generator when neither this nor <see cref="SoftwareAgentIndex"/> nor a template says so.</summary>
    public ClaimGeneratorInfo? SoftwareAgent { get; init; }

    /// <summary>What did it, as zero-based index into <see cref="ActionsAssertion.SoftwareAgents"/>; excludes <see cref="SoftwareAgent"/>.</summary>
    public int? SoftwareAgentIndex { get; init; }

    /// <summary>More about it, or null.</summary>
    public string? Description { get; init; }

    /// <summary>How the content that it brought came to be, or null.</summary>
    public DigitalSourceType? DigitalSourceType { get; init; }

    /// <summary>When it was done. Signing fills in the time of its clock when this is null.</summary>
    public DateTimeOffset? When { get; init; }

    /// <summary>The parts of the asset it changed; empty for unknown.</summary>
    public IReadOnlyList<RegionOfInterest> Changes { get; init; } = [];

    /// <summary>Related actions.</summary>
    public IReadOnlyList<ClaimAction> Related { get; init; } = [];

    /// <summary>Why it was done: one of the four of §18.15.4.2 or an entity-specific one. Redaction needs it.</summary>
    public string? Reason { get; init; }

    /// <summary>Parameters, or null.</summary>
    public ActionParameters? Parameters { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    internal IEnumerable<Assertion> Targets =>
        (SoftwareAgent?.Targets ?? []).Concat(Parameters?.Targets ?? []).Concat(Related.SelectMany(r => r.Targets));

    /// <exception cref="FormatException">It is not a map, or has no name.</exception>
    internal static ClaimAction FromCbor(CborValue value)
    {
        var members = new CborMembers(value, "action");
        return new ClaimAction(members.Text("action") ?? throw new FormatException("An action has no name ('action', §18.15.1)."))
        {
            // Version 1 names the software by a plain text (§18.15.4.4).
            SoftwareAgent = members.Take("softwareAgent", static v => v.AsText is { Length: > 0 } name ? new ClaimGeneratorInfo(name) : ClaimGeneratorInfo.FromCbor(v)),
            SoftwareAgentIndex = (int?)members.Integer("softwareAgentIndex", 0, int.MaxValue),
            Description = members.Text("description"),
            DigitalSourceType = members.Text("digitalSourceType") is { } type ? new DigitalSourceType(type) : null,
            When = members.Time("when"),
            Changes = members.List("changes", RegionOfInterest.FromCbor),
            Related = members.List("related", FromCbor),
            Reason = members.Text("reason"),
            Parameters = members.Take("parameters", ActionParameters.FromCbor),
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
        ("when", CborMembers.OfTime(When)),
        ("changes", CborMembers.OfList(Changes, c => c.ToCbor())),
        ("related", CborMembers.OfList(Related, r => r.ToCbor())),
        ("reason", CborMembers.OfText(Reason)),
        ("parameters", Parameters?.ToCbor()));

    internal ClaimAction Resolve(Func<Assertion, HashedUri> resolve) => this with
    {
        SoftwareAgent = SoftwareAgent?.Resolve(resolve),
        Related = [.. Related.Select(r => r.Resolve(resolve))],
        Parameters = Parameters?.Resolve(resolve),
    };
}
