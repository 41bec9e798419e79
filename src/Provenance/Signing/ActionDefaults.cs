namespace Provenance;

/// <summary>What signing fills in where the actions of a definition say nothing: the time and the software agent.</summary>
internal static class ActionDefaults
{
    /// <summary>The assertions with the gaps filled.</summary>
    /// <param name="created">What the signer vouches for; what others said (gathered) is not touched.</param>
    /// <param name="claimGenerator">Who did it unless an action, its index or a template says otherwise.</param>
    /// <param name="now">When it was done unless an action says otherwise; whole seconds are written.</param>
    public static IReadOnlyList<Assertion> Fill(IReadOnlyList<Assertion> created, ClaimGeneratorInfo claimGenerator, DateTimeOffset now)
    {
        var when = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var agent = claimGenerator with { SpecVersion = null };
        return [.. created.Select(a => a is ActionsAssertion actions ? actions with { Actions = [.. actions.Actions.Select(action => Fill(action, actions, agent, when))] } : a)];
    }

    private static ClaimAction Fill(ClaimAction action, ActionsAssertion assertion, ClaimGeneratorInfo agent, DateTimeOffset when)
    {
        bool named = action.SoftwareAgent is not null || action.SoftwareAgentIndex is not null
            || assertion.Templates.Any(t => t.AppliesTo(action) && (t.SoftwareAgent is not null || t.SoftwareAgentIndex is not null));
        return action with { When = action.When ?? when, SoftwareAgent = named ? action.SoftwareAgent : agent };
    }
}
