using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Provenance.Tests.Cli;

/// <summary>
/// <c>spec-notes/status-codes.md</c>: every status code with its clause, what it means and the vectors that produce it. The page is generated; with
/// <c>PROVENANCE_UPDATE_SNAPSHOTS=1</c> this writes it, otherwise it must be what is there.
/// </summary>
public sealed class StatusCodeTableTests
{
    private static readonly JsonElement Codes = Read("codes.json");
    private static readonly JsonElement Cases = Read("cases.json");

    private static string PagePath => Repository.PathOf("spec-notes", "status-codes.md");

    [Fact]
    public void Every_code_has_a_vector_or_a_reason()
    {
        var produced = VectorsByCode();
        var names = ValidationStatusCode.All.Select(c => c.Value).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), Codes.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(names, code => Assert.True(
            produced.Contains(code) != Codes.GetProperty(code).TryGetProperty("reason", out _),
            $"{code} needs a vector that expects it, or a reason in tests/Vectors/codes.json why no BMFF asset can produce it, and not both."));
    }

    [Fact]
    public void No_vector_expects_a_code_that_is_none()
    {
        var known = ValidationStatusCode.All.Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        Assert.All(VectorCase.All.Values.SelectMany(v => Expected(v).Concat(v.Without)), code => Assert.Contains(code, known));
    }

    [Fact]
    public void Every_case_of_bad_input_has_a_vector_or_a_test()
    {
        var covered = VectorCase.All.Values.SelectMany(v => v.Cases).Concat(Cases.EnumerateObject().Select(p => p.Name)).ToHashSet(StringComparer.Ordinal);
        string[] all = [.. Enumerable.Range(1, 70).Select(n => "V" + n.ToString(CultureInfo.InvariantCulture))];
        Assert.Empty(all.Except(covered, StringComparer.Ordinal));
        Assert.Empty(covered.Except(all, StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_is_up_to_date()
    {
        string page = Page();
        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(PagePath, page);
        }

        Assert.True(
            string.Equals(page, File.Exists(PagePath) ? File.ReadAllText(PagePath).ReplaceLineEndings("\n") : null, StringComparison.Ordinal),
            "spec-notes/status-codes.md is out of date: run this test with PROVENANCE_UPDATE_SNAPSHOTS=1.");
    }

    private static string Page()
    {
        var produced = VectorsByCode();
        var page = new StringBuilder();
        page.Append("# Status codes\n\nGenerated from `tests/Vectors` by `StatusCodeTableTests`; do not edit. Each vector is a folder with a recipe, the verdict and the codes it must\nlead to, the same through the library and the command line. Codes that start with `provenance.` are ours, for what the standard leaves open.\n");
        foreach (var kind in Enum.GetValues<ValidationStatusKind>())
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {kind}\n\n| Code | Clause | Meaning | Vectors |\n|---|---|---|---|\n");
            foreach (var code in ValidationStatusCode.All.Where(c => c.Kind == kind))
            {
                var entry = Codes.GetProperty(code.Value);
                string vectors = entry.TryGetProperty("reason", out var reason) ? "none: " + reason.GetString() : Names(produced[code.Value]);
                page.Append(CultureInfo.InvariantCulture, $"| `{code.Value}` | {entry.GetProperty("clause").GetString()} | {code.Meaning} | {vectors} |\n");
            }
        }

        page.Append("\n## Bad input\n\nThe cases of the list of bad input, V1 to V70.\n\n| Case | Vectors |\n|---|---|\n");
        for (int number = 1; number <= 70; number++)
        {
            string id = "V" + number.ToString(CultureInfo.InvariantCulture);
            var vectors = VectorCase.All.Values.Where(v => v.Cases.Contains(id, StringComparer.Ordinal)).ToArray();
            string cell = string.Join(", ", vectors.Select(v => v.Name)) + (Cases.TryGetProperty(id, out var test) ? (vectors.Length > 0 ? "; " : string.Empty) + test.GetString() : string.Empty);
            page.Append(CultureInfo.InvariantCulture, $"| {id} | {cell} |\n");
        }

        page.Append("\n## Where our verdict is another one\n\n| Vector | Why |\n|---|---|\n");
        foreach (var vector in VectorCase.All.Values.Where(v => v.Reason is not null))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {vector.Name} | {vector.Reason} |\n");
        }

        return page.ToString();
    }

    // A code that nearly every vector leads to would name them all.
    private static string Names(IEnumerable<string> vectors)
    {
        string[] names = [.. vectors];
        return names.Length <= 8 ? string.Join(", ", names) : string.Join(", ", names.Take(6)) + $" and {names.Length - 6} more";
    }

    private static ILookup<string, string> VectorsByCode() =>
        VectorCase.All.Values.SelectMany(v => Expected(v).Distinct(StringComparer.Ordinal).Select(code => (code, v.Name))).ToLookup(p => p.code, p => p.Name, StringComparer.Ordinal);

    private static IEnumerable<string> Expected(VectorCase vector) => vector.Codes.Concat(vector.IngredientCodes).Concat(vector.ManifestCodes);

    private static JsonElement Read(string name) => JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "Vectors", name))).RootElement;
}
