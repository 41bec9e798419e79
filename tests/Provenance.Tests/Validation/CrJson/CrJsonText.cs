namespace Provenance.Tests;

/// <summary>The crJSON report as text.</summary>
internal static class CrJsonText
{
    public static string ToCrJson(this ValidationResult result)
    {
        using var stream = new MemoryStream();
        result.WriteCrJson(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
