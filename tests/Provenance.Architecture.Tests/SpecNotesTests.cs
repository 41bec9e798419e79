using System.Text.RegularExpressions;
using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>The notes on the standard point at types and tests that exist.</summary>
public sealed partial class SpecNotesTests
{
    public static TheoryData<string> Chapters =>
        [.. Directory.EnumerateFiles(Repository.PathOf("spec-notes"), "*.md").Where(f => File.ReadLines(f).Any(l => l.StartsWith("| Clause ", StringComparison.Ordinal))).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Chapters))]
    public void Every_type_and_test_of_a_table_exists(string page)
    {
        HashSet<string> types = Declarations("src");
        HashSet<string> tests = Declarations("tests");
        string[][] rows = [.. File.ReadLines(Repository.PathOf("spec-notes", page))
            .Where(l => l.StartsWith('|') && char.IsAsciiLetterOrDigit(l.ElementAtOrDefault(2)))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && cells[1] != "Clause")];

        Assert.NotEmpty(rows);
        string[] missing = [
            .. rows.SelectMany(r => Names(r[3])).Where(n => !types.Contains(n)),
            .. rows.SelectMany(r => Names(r[4])).SelectMany(n => n.Split('.')).Where(n => !tests.Contains(n)),
            .. rows.Where(r => !Names(r[3]).Any() || !Names(r[4]).Any()).Select(r => $"{r[1]} has no type or no test"),
        ];
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_page_is_in_the_index()
    {
        string index = File.ReadAllText(Repository.PathOf("spec-notes", "README.md"));
        Assert.All(Directory.EnumerateFiles(Repository.PathOf("spec-notes"), "*.md").Select(f => Path.GetFileName(f)!).Where(n => n != "README.md"), n => Assert.Contains($"({n})", index, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(string cell) => Quoted().Matches(cell).Select(m => m.Groups[1].Value);

    private static HashSet<string> Declarations(string folder) =>
        [.. SourceFolders.SourceFiles(Repository.PathOf(folder)).SelectMany(f => Declaration().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("`([A-Za-z0-9_.]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:class|struct|enum|interface|record(?! struct| class)|void|Task) (\w+)")]
    private static partial Regex Declaration();
}
