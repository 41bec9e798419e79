namespace Provenance.Cli.Reports;

/// <summary>A report in the standard's own form: what <see cref="ValidationResult.WriteCrJson"/> writes.</summary>
internal static class CrJsonReport
{
    /// <summary>Writes the document.</summary>
    public static void Write(TextWriter output, ValidationResult result)
    {
        using var buffer = new MemoryStream();
        result.WriteCrJson(buffer);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
