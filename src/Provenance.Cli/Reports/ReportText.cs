namespace Provenance.Cli.Reports;

/// <summary>Names in reports: those of the standard, not those of our types.</summary>
internal static class ReportText
{
    /// <summary>Name and version, or null.</summary>
    public static string? Agent(ClaimGeneratorInfo? agent) => agent is null ? null : $"{agent.Name} {agent.Version}".TrimEnd();

    /// <summary>The name of a member in camel case: <c>parentOf</c>, <c>notAllowed</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
