namespace Provenance.Validation;

/// <summary>§15.10.3.1 An assertion in the store that the claim does not list.</summary>
internal static class UndeclaredAssertions
{
    /// <summary>Runs the step.</summary>
    public static void Check(CurrentManifest current)
    {
        var listed = new HashSet<string>(current.Assertions.Select(a => a.Url), StringComparer.Ordinal);
        foreach (var box in current.Manifest.AssertionBoxes)
        {
            string url = JumbfUri.Absolute(current.Manifest.Label, "c2pa.assertions", box.Label).Text;
            if (!listed.Contains(url))
            {
                current.Add(ValidationStatusCode.AssertionUndeclared, url);
            }
        }
    }
}
