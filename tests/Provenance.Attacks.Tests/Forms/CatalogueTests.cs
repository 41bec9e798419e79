using System.Text;
using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Attacks;

/// <summary>The list of attacks, line by line, with the rows of the matrix and the vectors that carry each out: <c>spec-notes/attacks.md</c>.</summary>
public sealed class CatalogueTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static string PagePath => Repository.PathOf("spec-notes", "attacks.md");

    [Fact]
    public void Every_line_names_rows_and_vectors_that_are_there()
    {
        var rows = Rows("tampers.json").Concat(Rows("claims.json")).ToHashSet(StringComparer.Ordinal);
        Assert.All(Lines(), line =>
        {
            Assert.NotEmpty(line.Rows.Concat(line.Vectors));
            Assert.All(line.Rows, row => Assert.Contains(row, rows));
            Assert.All(line.Vectors, vector => Assert.True(VectorCase.All.ContainsKey(vector), vector));
        });
    }

    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = new StringBuilder("""
            # The list of attacks, line by line

            Generated from `tests/Matrix/catalogue.json` by `CatalogueTests`; do not edit. What is done to the bytes, and claims that are made otherwise,
            are rows of the [matrix](matrix.md), carried out on every container in every signing form that they fit; single cases are vectors.

            | Attack | Rows of the matrix | Vectors |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var line in Lines())
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {line.Line} | {string.Join("; ", line.Rows)} | {string.Join(", ", line.Vectors.Select(v => $"`{v}`"))} |\n");
        }

        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(PagePath, page.ToString());
        }

        Assert.True(
            string.Equals(page.ToString(), File.Exists(PagePath) ? File.ReadAllText(PagePath).ReplaceLineEndings("\n") : null, StringComparison.Ordinal),
            "spec-notes/attacks.md is out of date: run this test with PROVENANCE_UPDATE_SNAPSHOTS=1.");
    }

    private static string[] Rows(string file)
    {
        using var entries = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "Matrix", file)));
        return [.. entries.RootElement.EnumerateArray().Select(t => t.GetProperty("name").GetString()!)];
    }

    private static CatalogueLine[] Lines() => JsonSerializer.Deserialize<CatalogueLine[]>(File.ReadAllText(Repository.PathOf("tests", "Matrix", "catalogue.json")), Json)!;

    private sealed record CatalogueLine(string Line)
    {
        public IReadOnlyList<string> Rows { get; init; } = [];

        public IReadOnlyList<string> Vectors { get; init; } = [];
    }
}
