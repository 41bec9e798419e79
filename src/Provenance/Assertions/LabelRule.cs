namespace Provenance;

/// <summary>The grammar of assertion labels and namespaced names (§6.2).</summary>
internal static class LabelRule
{
    // A label becomes part of many URIs; nothing real comes near this.
    private const int MaxLength = 255;

    /// <summary>Whether the text is <c>namespace *("." component)</c> with at least two components and without the reserved <c>__</c>.</summary>
    public static bool IsLabel(string text)
    {
        if (text.Length > MaxLength || text.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }

        string[] components = text.Split('.');
        return components.Length >= 2 && Array.TrueForAll(components, IsComponent);
    }

    /// <summary>Whether the text is a namespaced name of an entity, not of the standard: <c>com.example.thing</c>.</summary>
    public static bool IsEntitySpecific(string text) => IsLabel(text) && !text.StartsWith("c2pa.", StringComparison.Ordinal);

    private static bool IsComponent(string component) =>
        component.Length > 0 && char.IsAsciiLetterOrDigit(component[0]) && component.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
