namespace Provenance.Validation;

/// <summary>The assertions of a manifest, read once. What cannot be read is passed over here: judging it is validation's work.</summary>
internal sealed class ManifestContent
{
    private ManifestContent(Manifest manifest, IReadOnlyList<Assertion> assertions)
    {
        Manifest = manifest;
        Assertions = assertions;
        Actions = ActionsOf(assertions);
    }

    /// <summary>The manifest that was read.</summary>
    public Manifest Manifest { get; }

    /// <summary>The assertions, in order.</summary>
    public IReadOnlyList<Assertion> Assertions { get; }

    /// <summary>The actions of all actions assertions, in order, each with what its templates and the list of software agents say (§18.15.6).</summary>
    public IReadOnlyList<ClaimAction> Actions { get; }

    public static ManifestContent Of(Manifest manifest) => new(manifest, [.. manifest.AssertionBoxes.Select(b => AssertionReader.Read(b, ParserLimits.Default))]);

    /// <summary>The actions of assertions, those of a definition say, made whole.</summary>
    public static IReadOnlyList<ClaimAction> ActionsOf(IEnumerable<Assertion> assertions) =>
        [.. assertions.OfType<ActionsAssertion>().SelectMany(a => a.Actions.Select(action => Complete(action, a)))];

    private static ClaimAction Complete(ClaimAction action, ActionsAssertion assertion)
    {
        var agent = action.SoftwareAgent ?? Agent(action.SoftwareAgentIndex, assertion);
        foreach (var template in assertion.Templates.Where(t => t.AppliesTo(action)))
        {
            agent ??= template.SoftwareAgent ?? Agent(template.SoftwareAgentIndex, assertion);
            action = action with
            {
                Description = action.Description ?? template.Description,
                DigitalSourceType = action.DigitalSourceType ?? template.DigitalSourceType,
            };
        }

        return action with { SoftwareAgent = agent, SoftwareAgentIndex = null };
    }

    private static ClaimGeneratorInfo? Agent(int? index, ActionsAssertion assertion) =>
        index is { } i && i >= 0 && i < assertion.SoftwareAgents.Count ? assertion.SoftwareAgents[i] : null;
}
