namespace Provenance;

/// <summary>One finding of a validation (§15.2.1, <c>validation-status-map</c>).</summary>
/// <param name="Code">The code.</param>
/// <param name="Url">JUMBF URI of what the finding is about (claim, signature or assertion box), or the empty string for the file as a whole.</param>
/// <param name="Explanation">A plain sentence that adds to the code's own meaning, or null.</param>
public sealed record ValidationStatus(ValidationStatusCode Code, string Url = "", string? Explanation = null)
{
    /// <summary>The table the code stands in.</summary>
    public ValidationStatusKind Kind => Code.Kind;

    /// <summary>The explanation, or the code's own meaning when there is none.</summary>
    public string Sentence => string.IsNullOrEmpty(Explanation) ? Code.Meaning : Explanation;

    /// <summary>The finding about bytes that could not be read: a limit is reported as what it is.</summary>
    internal static ValidationStatus Of(ReadingFault fault, ValidationStatusCode malformed, string url) =>
        new(fault.IsLimit ? ValidationStatusCode.LimitExceeded : malformed, url, fault.Sentence);

    /// <inheritdoc/>
    public override string ToString() => Url.Length == 0 ? $"{Code}: {Sentence}" : $"{Code}: {Sentence} [{Url}]";
}
