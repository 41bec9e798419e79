using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>The rule checklist: complete, honest about what is left out, and the same as the page.</summary>
public sealed class CoverageTests
{
    private static readonly RuleList List = RuleList.Read();
    private static readonly IReadOnlyList<Proof> Proofs = Proof.ReadAll();

    [Fact]
    public void Every_shall_that_applies_is_proven() => Assert.Empty(Unproven(isShall: true));

    [Fact]
    public void Nine_of_ten_shoulds_that_apply_are_proven()
    {
        var (_, applicable, proven) = CoveragePage.Count(List, Proofs, isShall: false);
        Assert.True(proven * 10 >= applicable * 9, $"{proven} of {applicable}; not proven: {string.Join(", ", Unproven(isShall: false))}");
    }

    [Fact]
    public void Tests_name_rules_that_exist_and_apply()
    {
        var ids = List.Rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
        Assert.Empty(Proofs.Where(p => p.Target.Contains('-', StringComparison.Ordinal) && ids.GetValueOrDefault(p.Target) is not { Reason: null }).Select(p => $"{p.Name} says it proves {p.Target}"));
    }

    [Fact]
    public void Every_rule_has_an_id_of_its_own() => Assert.Equal(List.Rules.Select(r => r.Id).Distinct(StringComparer.Ordinal), List.Rules.Select(r => r.Id));

    [Fact]
    public void The_page_is_what_the_rules_and_the_tests_say()
    {
        string path = Repository.PathOf("spec-notes", "coverage.md");
        string page = CoveragePage.Write(List, Proofs);
        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(page == File.ReadAllText(path).ReplaceLineEndings("\n"), "spec-notes/coverage.md is out of date; run with PROVENANCE_UPDATE_SNAPSHOTS=1 and commit it.");
    }

    [Fact]
    public void Attributes_and_cases_are_found_in_sources()
    {
        const string Source = """
            /// <summary>[Clause("9.9-z")] in a comment is none.</summary>
            [Clause("1.1")]
            public sealed class SomeTests
            {
                [Fact]
                [Clause("1.2-a", "1.3-b")]
                [Clause("A.4-c")]
                public async Task Does_it() => Nothing();

                private static Cases All => [RuleCase.Of("a case", "1.5-d 1.6-e", () => new X()), new("another", "1.7", () => Y())];
            }
            """;
        Assert.Equal(
            [new("1.1", "SomeTests"), new("1.2-a", "SomeTests.Does_it"), new("1.3-b", "SomeTests.Does_it"), new("A.4-c", "SomeTests.Does_it"), new("1.5-d", "SomeTests: a case"), new("1.6-e", "SomeTests: a case"), new("1.7", "SomeTests: another")],
            Proof.OfSource(Source.ReplaceLineEndings("\n")));
    }

    private static IEnumerable<string> Unproven(bool isShall)
    {
        var targets = Proofs.Select(p => p.Target).ToHashSet(StringComparer.Ordinal);
        return List.Rules.Where(r => r.IsShall == isShall && r.Reason is null && !targets.Contains(r.Id)).Select(r => $"{r.Id} {r.Text}");
    }
}
