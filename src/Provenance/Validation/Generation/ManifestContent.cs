namespace Provenance.Validation;

/// <summary>The assertions of a manifest, read once. What cannot be read is passed over here: judging it is validation's work.</summary>
internal sealed class ManifestContent
{
    private const int MaxTemplates = 128;

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
        [.. assertions.OfType<ActionsAssertion>().SelectMany(Complete)];

    private static IEnumerable<ClaimAction> Complete(ActionsAssertion assertion)
    {
        // One for each action name, or for all: the standard knows no reason for more than a few. A hostile list would be walked for each action.
        ActionTemplate[] templates = [.. assertion.Templates.Take(MaxTemplates)];
        return assertion.Actions.Select(action => Complete(action, assertion, templates));
    }

    private static ClaimAction Complete(ClaimAction action, ActionsAssertion assertion, ActionTemplate[] templates)
    {
        var (agent, description, type) = (action.SoftwareAgent ?? Agent(action.SoftwareAgentIndex, assertion), action.Description, action.DigitalSourceType);
        foreach (var template in templates)
        {
            if (template.AppliesTo(action))
            {
                agent ??= template.SoftwareAgent ?? Agent(template.SoftwareAgentIndex, assertion);
                description ??= template.Description;
                type ??= template.DigitalSourceType;
            }
        }

        return action with { SoftwareAgent = agent, SoftwareAgentIndex = null, Description = description, DigitalSourceType = type };
    }

    private static ClaimGeneratorInfo? Agent(int? index, ActionsAssertion assertion) =>
        index is { } i && i >= 0 && i < assertion.SoftwareAgents.Count ? assertion.SoftwareAgents[i] : null;
}
