namespace Provenance.Reports;

/// <summary>An action of the history in one line.</summary>
internal static class ActionText
{
    /// <summary>What was done, as what, with what, when; safe to print.</summary>
    public static string Of(ClaimAction action)
    {
        string name = action.Name.StartsWith("c2pa.", StringComparison.Ordinal) ? action.Name["c2pa.".Length..] : action.Name;
        string line = VisibleText.Escape(name, 60);
        line += action.DigitalSourceType is { } type ? $" as {VisibleText.Escape(type.Name, 60)}" : string.Empty;
        line += ReportText.Agent(action.SoftwareAgent) is { } agent ? $" with {VisibleText.Escape(agent, 60)}" : string.Empty;
        line += action.When is { } when ? $" at {ReportText.Time(when)}" : string.Empty;
        return action.Description is { Length: > 0 } description ? $"{line}: {VisibleText.Escape(description, 200)}" : line;
    }
}
