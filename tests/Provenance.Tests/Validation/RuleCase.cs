using Provenance.Testing;

namespace Provenance.Tests;

/// <summary>A rule, a store that breaks it, and the failure codes it must lead to: these and no others.</summary>
/// <param name="Name">What the case proves.</param>
/// <param name="Clause">The clause of the standard.</param>
/// <param name="Manifests">The manifests of the store, the last one active.</param>
/// <param name="Failures">The failure codes; empty when the store is in order.</param>
internal sealed record RuleCase(string Name, string Clause, Func<IReadOnlyList<TestManifest>> Manifests, params string[] Failures)
{
    /// <summary>Codes that must be among the others.</summary>
    public IReadOnlyList<string> Informational { get; init; } = [];

    public static RuleCase Of(string name, string clause, Func<TestManifest> manifest, params string[] failures) => new(name, clause, () => [manifest()], failures);

    public override string ToString() => Name;
}
