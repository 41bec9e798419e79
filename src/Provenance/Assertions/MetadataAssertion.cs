using System.Text.Json;
using Provenance.Json;

namespace Provenance;

/// <summary>Metadata as JSON-LD (§18.17): <c>c2pa.metadata</c> with the fields of Appendix B, or <c>cawg.metadata</c> with any.</summary>
/// <param name="Label">The label.</param>
/// <param name="Json">The JSON text in UTF-8.</param>
public sealed record MetadataAssertion(string Label, ReadOnlyMemory<byte> Json) : Assertion
{
    /// <summary>The label of the standard's metadata assertion.</summary>
    public const string StandardLabel = "c2pa.metadata";

    /// <summary>The label of free metadata (CAWG).</summary>
    public const string CawgLabel = "cawg.metadata";

    /// <inheritdoc/>
    public override string Label { get; } = Label;

    /// <summary>Makes a metadata assertion.</summary>
    /// <param name="json">JSON-LD: an object with <c>@context</c>.</param>
    /// <param name="label"><see cref="StandardLabel"/> or <see cref="CawgLabel"/>.</param>
    public static MetadataAssertion FromJson(string json, string label = StandardLabel) => new(label, System.Text.Encoding.UTF8.GetBytes(json));

    /// <exception cref="FormatException">The text is not a JSON object.</exception>
    internal static MetadataAssertion FromJson(string label, ReadOnlyMemory<byte> json, ParserLimits limits) =>
        JsonRule.Check(json, limits) is { } problem ? throw new FormatException(problem.Sentence) : new MetadataAssertion(label, json);

    internal override AssertionContent ToContent() => AssertionContent.Json(Json);

    internal override IEnumerable<string> Violations()
    {
        if (Label is not (StandardLabel or CawgLabel))
        {
            yield return $"Metadata has the label {StandardLabel} or {CawgLabel}, not {TextRule.Shorten(Label)} (§18.17).";
        }

        if (JsonRule.Check(Json, ParserLimits.Default) is { } problem)
        {
            yield return $"The assertion {TextRule.Shorten(Label)}: {problem.Sentence}";
            yield break;
        }

        if (!UnicodeJson.TryParse(Json, out var document))
        {
            yield return $"The assertion {TextRule.Shorten(Label)} holds a string that is not Unicode text (half of a surrogate pair).";
            yield break;
        }

        using var disposed = document;
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("@context", out _))
        {
            yield return $"The assertion {TextRule.Shorten(Label)} is JSON-LD: an object with a member @context (§18.17).";
        }
    }
}
