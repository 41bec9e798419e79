using System.Text.Json;
using System.Text.RegularExpressions;
using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>Something that proves a rule: a test with <c>[Clause]</c>, a case of a table of rule cases, or a vector.</summary>
/// <param name="Target">The id of the rule, or a clause.</param>
/// <param name="Name">Where to find it: <c>Class.Method</c>, <c>Class: case</c>, or the folder of the vector.</param>
internal sealed partial record Proof(string Target, string Name)
{
    /// <summary>Reads the sources of all tests: what is not compiled into this assembly cannot be reflected over. The tests of this reading are left out.</summary>
    public static IReadOnlyList<Proof> ReadAll() => [.. SourceFolders.SourceFiles(Repository.PathOf("tests")).Where(f => Path.GetFileName(f) != "CoverageTests.cs").SelectMany(f => OfSource(File.ReadAllText(f))), .. Vectors()];

    internal static IEnumerable<Proof> OfSource(string source)
    {
        string type = string.Empty;
        var pending = new List<string>();
        foreach (Match match in Piece().Matches(source))
        {
            if (match.Groups["clauses"] is { Success: true } clauses)
            {
                pending.AddRange(Quoted().Matches(clauses.Value).Select(m => m.Groups[1].Value));
            }
            else if (match.Groups["case"] is { Success: true } name)
            {
                foreach (string target in match.Groups["rules"].Value.Split(' '))
                {
                    yield return new(target, $"{type}: {name.Value}");
                }
            }
            else
            {
                bool isType = match.Groups["type"].Success;
                type = isType ? match.Groups["type"].Value : type;
                foreach (string target in pending)
                {
                    yield return new(target, isType ? type : $"{type}.{match.Groups["method"].Value}");
                }

                pending.Clear();
            }
        }
    }

    private static IEnumerable<Proof> Vectors()
    {
        string folder = Repository.PathOf("tests", "Vectors");
        foreach (string file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "case.json", SearchOption.AllDirectories) : [])
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            if (json.RootElement.TryGetProperty("clauses", out var clauses))
            {
                string name = "Vectors/" + Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Replace('\\', '/');
                foreach (var clause in clauses.EnumerateArray())
                {
                    yield return new(clause.GetString()!, name);
                }
            }
        }
    }

    // An attribute, a row of a table of cases, or the next declaration; comments are passed over.
    [GeneratedRegex("""
        ^[ ]*///.*$
        |^[ ]*\[Clause\((?<clauses>"[^)]*")\)\]
        |\b(?:RuleCase\.Of|new(?:\ RuleCase)?)\("(?<case>[^"]+)",\ "(?<rules>[0-9A-Z][0-9.]*(?:-[a-z]+)?(?:\ [0-9A-Z][0-9.]*(?:-[a-z]+)?)*)",
        |^[ ]*(?:public|internal|private)[\w ]*\ class\ (?<type>\w+)
        |^[ ]*(?:public|internal|private)\ (?:static\ )?(?:async\ )?(?:void|Task|ValueTask)\ (?<method>\w+)\(
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Piece();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();
}
