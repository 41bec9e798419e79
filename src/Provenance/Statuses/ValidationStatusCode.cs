namespace Provenance;

/// <summary>
/// A status code of the standard (§15.2.2), or one of our own under <c>provenance.</c> for what the standard leaves open.
/// </summary>
/// <param name="Value">The code as the standard spells it, for example <c>assertion.bmffHash.mismatch</c>.</param>
/// <param name="Kind">The table it stands in.</param>
/// <param name="Meaning">A plain sentence for people.</param>
public sealed partial record ValidationStatusCode(string Value, ValidationStatusKind Kind, string Meaning)
{
    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Every code, in the order of the tables: success, informational, failure, ours.</summary>
    public static IReadOnlyList<ValidationStatusCode> All => Catalogue.All;

    /// <summary>Finds a code by its text; unknown text becomes an informational code without a meaning of its own, as a reader must not fail on codes of later versions.</summary>
    public static ValidationStatusCode Parse(string value) =>
        All.FirstOrDefault(c => string.Equals(c.Value, value, StringComparison.Ordinal)) ?? new(value, ValidationStatusKind.Informational, string.Empty);

    // The initializers of several files run in no defined order; those of a nested class run when all of them are done.
    private static class Catalogue
    {
        public static IReadOnlyList<ValidationStatusCode> All { get; } = [.. SuccessTable, .. InformationalTable, .. FailureTable, .. OursTable];
    }
}
