using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>
/// Every container, signed in every mode, tampered with in every way: what is found must be what <c>tests/Matrix/tampers.json</c> says.
/// <c>spec-notes/matrix.md</c> is generated from it.
/// </summary>
[Clause("15.12.2")]
[Clause("15.12.2.1")]
[Clause("15.12.2.2")]
public sealed class MatrixTests
{
    private static readonly MatrixEntry[] Tampers =
        JsonSerializer.Deserialize<MatrixEntry[]>(File.ReadAllText(Repository.PathOf("tests", "Matrix", "tampers.json")), new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    private static readonly ConcurrentDictionary<(string Container, string Mode), Lazy<Task<(MatrixAsset Signed, MatrixAsset Other)>>> SignedAssets = new();

    private static string PagePath => Repository.PathOf("spec-notes", "matrix.md");

    public static TheoryData<string, string> Cells()
    {
        var data = new TheoryData<string, string>();
        foreach (var (container, make) in MatrixContainers.All)
        {
            foreach (var mode in MatrixModes.All.Where(m => m.Fits(make(0))))
            {
                data.Add(container, mode.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task What_is_done_to_a_signed_asset_is_found(string container, string mode)
    {
        var (signed, other) = await SignedAsync(container, mode);
        var wrong = new List<string>();
        foreach (var tamper in Tampers)
        {
            string[]? expected = tamper.Expected(container, mode);
            string[]? found = MatrixTampers.All[tamper.Name](signed, other) is { } tampered ? await Mode(mode).FindAsync(tampered) : null;
            if (found is not null && (expected is null || !found.SequenceEqual(expected)))
            {
                wrong.Add($"{tamper.Name}: expected [{string.Join(", ", expected ?? [])}], found [{string.Join(", ", found)}]");
            }
        }

        Assert.True(wrong.Count == 0, $"{container}, {mode}:\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task What_is_signed_plays_the_same(string container, string mode)
    {
        var plain = MatrixContainers.All[container](0);
        var (signed, _) = await SignedAsync(container, mode);
        Assert.Equal(MediaProbe.Follow(Bytes.Concat([plain.Main, .. plain.Segments ?? []])), MediaProbe.Follow(Bytes.Concat([signed.Main, .. signed.Segments ?? []])));
    }

    [Fact]
    public void The_data_and_the_code_name_the_same_tampers_and_every_exception_names_a_cell()
    {
        Assert.Equal(MatrixTampers.All.Keys, Tampers.Select(t => t.Name));
        string[] selectors = ["*", .. MatrixContainers.All.Keys, .. MatrixModes.All.Select(m => m.Name), .. Cells().Select(c => $"{c.Data.Item1} / {c.Data.Item2}")];
        Assert.All(Tampers, t => Assert.All(t.Expect.Keys, key => Assert.Contains(key, selectors)));
        string[] codes = [.. ValidationStatusCode.All.Select(c => c.Value)];
        Assert.All(Tampers.SelectMany(t => t.Expect.Values.SelectMany(v => v)).Where(v => v.Contains('.', StringComparison.Ordinal)), v => Assert.Contains(v[(v.LastIndexOf(' ') + 1)..], codes));
    }

    [Fact]
    public async Task The_page_is_up_to_date()
    {
        string page = await PageAsync();
        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(PagePath, page);
        }

        Assert.True(
            string.Equals(page, File.Exists(PagePath) ? (await File.ReadAllTextAsync(PagePath)).ReplaceLineEndings("\n") : null, StringComparison.Ordinal),
            "spec-notes/matrix.md is out of date: run this test with PROVENANCE_UPDATE_SNAPSHOTS=1.");
    }

    private static MatrixMode Mode(string name) => MatrixModes.All.Single(m => m.Name == name);

    // The other asset is of the same form and signed the same way; its media is different.
    private static Task<(MatrixAsset Signed, MatrixAsset Other)> SignedAsync(string container, string mode) =>
        SignedAssets.GetOrAdd((container, mode), key => new(async () =>
        {
            var make = MatrixContainers.All[key.Container];
            return (await Mode(key.Mode).SignAsync(make(0)), await Mode(key.Mode).SignAsync(make(31)));
        })).Value;

    private static async Task<string> PageAsync()
    {
        var page = new StringBuilder();
        page.Append("# Matrix of containers, signing modes and tampering\n\nGenerated from `tests/Matrix/tampers.json` by `MatrixTests`; do not edit. Every container is signed in every mode that fits it, and then tampered\nwith in every way that makes sense. The verdict comes first, then the codes; what stays `Trusted` is outside every hash by the standard. Of segments, the\nfindings follow with their codes.\n\n");
        page.Append("| Container | Modes |\n|---|---|\n");
        foreach (var group in Cells().GroupBy(c => c.Data.Item1))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {string.Join("; ", group.Select(c => c.Data.Item2))} |\n");
        }

        page.Append("\n| Tampering | Clause | Cells | What is found | Where it is different |\n|---|---|---|---|---|\n");
        int total = 0;
        foreach (var tamper in Tampers)
        {
            int cells = 0;
            foreach (var cell in Cells())
            {
                var (signed, other) = await SignedAsync(cell.Data.Item1, cell.Data.Item2);
                cells += MatrixTampers.All[tamper.Name](signed, other) is null ? 0 : 1;
            }

            Assert.True(cells > 0, $"{tamper.Name} makes sense nowhere.");
            total += cells;
            string exceptions = string.Join("; ", tamper.Expect.Where(e => e.Key != "*").Select(e => $"{e.Key}: {Codes(e.Value)}"));
            page.Append(CultureInfo.InvariantCulture, $"| {tamper.Name} | {tamper.Clause} | {cells} | {(tamper.Expect.TryGetValue("*", out var usual) ? Codes(usual) : string.Empty)} | {exceptions} |\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\n{total} cells.\n\n## Inputs that lie\n\nFrom `tests/Matrix/inputs.json`: what signing does with them, in every mode. A refusal comes before anything is written.\n\n| Input | Signing |\n|---|---|\n");
        foreach (var (name, expected) in MatrixInputTests.Expected)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {(expected == "Signs" ? "signs it: whatever is played is hashed" : $"refuses it (`{expected}`)")} |\n");
        }

        return page.ToString();
    }

    private static string Codes(string[] codes) => codes.Length == 0 ? "—" : string.Join(", ", codes.Select(c => $"`{c}`"));

    /// <summary>One entry of the data.</summary>
    /// <param name="Name">Which tampering.</param>
    /// <param name="Clause">What decides.</param>
    /// <param name="Expect">What is found: under <c>*</c>, or a mode, or a container, or <c>container / mode</c>; the narrowest counts.</param>
    private sealed record MatrixEntry(string Name, string Clause, Dictionary<string, string[]> Expect)
    {
        public string[]? Expected(string container, string mode) =>
            Expect.GetValueOrDefault($"{container} / {mode}") ?? Expect.GetValueOrDefault(container) ?? Expect.GetValueOrDefault(mode) ?? Expect.GetValueOrDefault("*");
    }
}
