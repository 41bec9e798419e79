using System.Globalization;

namespace Provenance.Reports;

/// <summary>Names in reports: those of the standard, not those of our types.</summary>
internal static class ReportText
{
    /// <summary>Name and version, or null.</summary>
    public static string? Agent(ClaimGeneratorInfo? agent) => agent is null ? null : $"{agent.Name} {agent.Version}".TrimEnd();

    /// <summary>A time as people read it.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The name of a member in camel case: <c>parentOf</c>, <c>notAllowed</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
