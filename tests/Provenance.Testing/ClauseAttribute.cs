using Xunit.v3;

namespace Provenance.Testing;

/// <summary>
/// Names what of C2PA 2.4 a test proves: rules of the checklist, for example <c>[Clause("15.7-l", "13.2.6-a")]</c>, or a whole clause,
/// <c>[Clause("15.7")]</c>. It is also a trait, so <c>dotnet test --filter "Clause=15.7-l"</c> runs what proves that rule and
/// <c>"Clause=15.7"</c> what proves anything of the clause. <c>spec-notes/coverage.md</c> is generated from the rules.
/// </summary>
/// <param name="numbers">Clause numbers as the standard prints them, or ids of <c>Coverage/rules.txt</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ClauseAttribute(params string[] numbers) : Attribute, ITraitAttribute
{
    /// <summary>The clauses and rules.</summary>
    public IReadOnlyList<string> Numbers { get; } = numbers;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. Numbers.SelectMany(n => new[] { n, n.Split('-')[0] }).Distinct(StringComparer.Ordinal).Select(n => KeyValuePair.Create("Clause", n))];
}
