using System.Globalization;
using System.Runtime.InteropServices;

namespace Provenance.Compare;

/// <summary>The figures beside their targets.</summary>
internal sealed class RatioTable
{
    private readonly List<(string What, string Figure, string Target, string Verdict, string Detail)> _rows = [];

    /// <summary>A figure that must be at least, or at most, something.</summary>
    public void Add(string what, double figure, double target, bool atLeast, string unit, string detail)
    {
        bool isMet = atLeast ? figure >= target : figure <= target;
        _rows.Add((what, Number(figure) + unit, (atLeast ? "≥ " : "≤ ") + Number(target) + unit, isMet ? "yes" : "no", detail));
    }

    /// <summary>A figure without target.</summary>
    public void Add(string what, double figure, string unit, string detail) => _rows.Add((what, Number(figure) + unit, string.Empty, string.Empty, detail));

    /// <summary>Something that could not be measured here.</summary>
    public void Skip(string what, string why) => _rows.Add((what, "not measured", string.Empty, string.Empty, why));

    /// <summary>Writes the table as Markdown.</summary>
    public void Write(TextWriter output, Settings settings)
    {
        string processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor"
            : "unknown processor";
        string load = File.Exists("/proc/loadavg") ? $", load at the end {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : string.Empty;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{processor}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}{load}."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"File of {settings.SizeMegabytes} MiB, warm page cache, medians of {settings.Rounds} rounds, measured in turn."));
        output.WriteLine();
        output.WriteLine("| what | figure | target | met | from |");
        output.WriteLine("|---|---:|---:|---|---|");
        foreach (var (what, figure, target, verdict, detail) in _rows)
        {
            output.WriteLine($"| {what} | {figure} | {target} | {verdict} | {detail} |");
        }
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "F0" : Math.Abs(value) >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);
}
