namespace Provenance.Cli.Reports;

/// <summary>What a file proves of the duties of marking generated video, for people.</summary>
internal static class DisclosureText
{
    /// <summary>Writes one table a profile.</summary>
    public static void Write(TextWriter output, IReadOnlyList<DisclosureReport> reports)
    {
        foreach (var report in reports)
        {
            output.WriteLine();
            output.WriteLine($"Disclosure {report.Profile.Name}: {(report.IsMet ? "met" : "not met")} ({report.Profile.Title})");
            foreach (var item in report.Items)
            {
                string answer = item.Answer switch
                {
                    DisclosureAnswer.Proven => "proven ",
                    DisclosureAnswer.Stated => "stated ",
                    _ => item.Requirement.IsRequired ? "missing" : "absent, optional",
                };
                string value = item.Value is null ? string.Empty : $": {VisibleText.Escape(item.Value, 100)}";
                output.WriteLine($"  {answer}  {item.Requirement.Duty} [{item.Requirement.Source}]{value}");
            }
        }
    }
}
