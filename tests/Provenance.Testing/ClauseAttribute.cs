using Xunit.v3;

namespace Provenance.Testing;

/// <summary>
/// Names the clause of C2PA 2.4 that a test proves, for example <c>[Clause("15.10.3.2.3")]</c>. It is also a trait, so
/// <c>dotnet test --filter "Clause=15.10.3.2.3"</c> runs what proves that clause, and the coverage page is generated from it.
/// </summary>
/// <param name="number">The clause number as the standard prints it.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ClauseAttribute(string number) : Attribute, ITraitAttribute
{
    /// <summary>The clause number.</summary>
    public string Number { get; } = number;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Clause", Number)];
}
