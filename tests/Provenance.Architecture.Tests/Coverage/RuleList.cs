using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>The rules of <c>rules.txt</c>: <c>! word | reason</c>, <c># clause title</c>, <c>id | shall or should | word | text</c>.</summary>
internal sealed class RuleList
{
    private const int RuleCells = 4;

    private RuleList(IReadOnlyList<Rule> rules, IReadOnlyDictionary<string, string> titles)
    {
        Rules = rules;
        Titles = titles;
    }

    /// <summary>In the order of the standard.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The title of each clause.</summary>
    public IReadOnlyDictionary<string, string> Titles { get; }

    public static RuleList Read()
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        var rules = new List<Rule>();
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "Provenance.Architecture.Tests", "Coverage", "rules.txt")))
        {
            string[] cells = line.TrimStart('!', '#').Split('|', StringSplitOptions.TrimEntries);
            if (line.StartsWith('!'))
            {
                reasons.Add(cells[0], cells[1]);
            }
            else if (line.StartsWith('#'))
            {
                titles[cells[0].Split(' ')[0]] = cells[0];
            }
            else if (line.Length > 0)
            {
                Assert.True(cells.Length == RuleCells && cells[1] is "shall" or "should" && cells[3].Length > 0, $"Not a rule: {line}");
                rules.Add(new(cells[0], cells[1] == "shall", cells[2].Length == 0 ? null : reasons[cells[2]], cells[3]));
            }
        }

        return new(rules, titles);
    }
}
