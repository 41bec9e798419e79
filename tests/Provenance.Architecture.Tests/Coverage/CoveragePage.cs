using System.Globalization;
using System.Text;

namespace Provenance.Tests.Architecture;

/// <summary>Writes <c>spec-notes/coverage.md</c>.</summary>
internal static class CoveragePage
{
    private const int MostNames = 3;

    public static string Write(RuleList list, IReadOnlyList<Proof> proofs)
    {
        var names = proofs.GroupBy(p => p.Target, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(p => p.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        var page = new StringBuilder();
        page.Append("""
            # The rule checklist

            Every "shall" and "should" of chapters 10 to 15, 18.6, 18.15, 18.16, 18.25, 19 and A.5 of C2PA 2.4, in our words, with the tests that prove it
            or the reason why it does not apply. An id is the clause and a running letter; the specification itself is the authority.

            Generated from `tests/Provenance.Architecture.Tests/Coverage/rules.txt` and from what tests say of themselves: `[Clause("15.7-l")]`,
            the clause column of rule cases, and `clauses` in `tests/Vectors/*/case.json`. `PROVENANCE_UPDATE_SNAPSHOTS=1 dotnet test
            tests/Provenance.Architecture.Tests` writes it anew. `dotnet test --filter "Clause=15.7-l"` runs what proves one rule.


            """.ReplaceLineEndings("\n"));
        page.Append("| | rules | apply | proven |\n|---|---:|---:|---:|\n");
        foreach (bool isShall in new[] { true, false })
        {
            var (all, applicable, proven) = Count(list, proofs, isShall);
            page.Append(CultureInfo.InvariantCulture, $"| {(isShall ? "shall" : "should")} | {all} | {applicable} | {proven} ({100.0 * proven / applicable:0.0} %) |\n");
        }

        foreach (var clause in list.Rules.GroupBy(r => r.Clause, StringComparer.Ordinal))
        {
            page.Append('\n').Append("## ").Append(list.Titles[clause.Key]).Append("\n\n| Rule | | What it asks | Proof, or why it does not apply |\n|---|---|---|---|\n");
            foreach (var rule in clause)
            {
                page.Append("| ").Append(rule.Id).Append(" | ").Append(rule.IsShall ? "shall" : "should").Append(" | ").Append(rule.Text).Append(" | ")
                    .Append(rule.Reason is { } reason ? $"*Does not apply.* {reason}" : Proofs(names.GetValueOrDefault(rule.Id, []))).Append(" |\n");
            }
        }

        return page.ToString();
    }

    public static (int All, int Applicable, int Proven) Count(RuleList list, IReadOnlyList<Proof> proofs, bool isShall)
    {
        var targets = proofs.Select(p => p.Target).ToHashSet(StringComparer.Ordinal);
        Rule[] all = [.. list.Rules.Where(r => r.IsShall == isShall)];
        Rule[] applicable = [.. all.Where(r => r.Reason is null)];
        return (all.Length, applicable.Length, applicable.Count(r => targets.Contains(r.Id)));
    }

    private static string Proofs(string[] names) => names.Length switch
    {
        0 => "**not proven**",
        <= MostNames => string.Join(", ", names.Select(n => $"`{n}`")),
        _ => string.Join(", ", names.Take(MostNames).Select(n => $"`{n}`")) + $" and {names.Length - MostNames} more",
    };
}
