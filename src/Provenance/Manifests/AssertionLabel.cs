namespace Provenance;

/// <summary>Assertion labels (§6.2–6.4): the label proper, an optional version <c>.vN</c> that belongs to it, and an instance suffix <c>__N</c> that does not.</summary>
internal static class AssertionLabel
{
    /// <summary>The label without its instance suffix: <c>c2pa.actions.v2__1</c> is <c>c2pa.actions.v2</c>.</summary>
    public static string WithoutInstance(string label)
    {
        int suffix = label.LastIndexOf("__", StringComparison.Ordinal);
        return suffix > 0 && suffix + 2 < label.Length && label.AsSpan(suffix + 2).IndexOfAnyExceptInRange('0', '9') < 0 ? label[..suffix] : label;
    }

    /// <summary>Whether this is an actions assertion.</summary>
    public static bool IsActions(string label) => label is "c2pa.actions" or "c2pa.actions.v2";

    /// <summary>Whether this is an ingredient assertion.</summary>
    public static bool IsIngredient(string label) => label is "c2pa.ingredient" or "c2pa.ingredient.v2" or "c2pa.ingredient.v3";

    /// <summary>Whether this is a hard binding that validation accepts (§15.10.1.2); the first BMFF hash is ignored (§18.6.1).</summary>
    public static bool IsHardBinding(string label) =>
        label is "c2pa.hash.data" or "c2pa.hash.boxes" or "c2pa.hash.collection.data" or "c2pa.hash.bmff.v2" or "c2pa.hash.bmff.v3";

    /// <summary>Whether this is a thumbnail, with or without the format suffix of old writers.</summary>
    public static bool IsThumbnail(string label) => label.StartsWith("c2pa.thumbnail.", StringComparison.Ordinal);

    /// <summary>Whether the standard defines this label (§18.4).</summary>
    public static bool IsStandard(string label) => label.StartsWith("c2pa.", StringComparison.Ordinal);
}
