namespace Provenance.Reports;

/// <summary>Findings in words.</summary>
internal static class StatusText
{
    /// <summary>What a finding does to the verdict, in one word.</summary>
    public static string Mark(ValidationStatusKind kind) => kind switch
    {
        ValidationStatusKind.Failure => "fails",
        ValidationStatusKind.Informational => "note",
        _ => "holds",
    };
}
