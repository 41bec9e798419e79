using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>
/// Every container, signed in every mode, tampered with in every way: what is found must be what <c>tests/Matrix/tampers.json</c> says. The same
/// of claims that are made otherwise, and <c>claims.json</c>. <c>spec-notes/matrix.md</c> is generated from both.
/// </summary>
[Clause("15.12.2")]
[Clause("15.12.2.1")]
[Clause("15.12.2.2")]
public sealed class MatrixTests
{
    private static readonly MatrixEntry[] Tampers = MatrixEntry.Read("tampers.json");

    private static readonly MatrixEntry[] Claims = MatrixEntry.Read("claims.json");

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
            string[]? found = MatrixTampers.All[tamper.Name](signed, other) is { } tampered ? await MatrixFindings.OfAsync(tampered) : null;
            Compare(tamper, container, mode, signed, found, wrong);
        }

        Assert.True(wrong.Count == 0, $"{container}, {mode}:\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task What_is_claimed_otherwise_is_found(string container, string mode)
    {
        var wrong = new List<string>();
        var made = new Dictionary<object, MatrixAsset>();
        foreach (var row in MatrixClaims.All)
        {
            var signed = made.TryGetValue(row.Claim, out var one) ? one : made[row.Claim] = await Mode(mode).SignAsync(MatrixContainers.All[container](0), await row.Claim.Value);
            string[]? found = await row.ChangeAsync(signed) is { } changed ? await MatrixFindings.OfAsync(changed, row.Reader) : null;
            Compare(Claims.Single(c => c.Name == row.Name), container, mode, signed, found, wrong);
        }

        Assert.True(wrong.Count == 0, $"{container}, {mode}:\n{string.Join('\n', wrong)}");
    }

    // What is found, or nothing where the row makes no sense.
    private static void Compare(MatrixEntry entry, string container, string mode, MatrixAsset signed, string[]? found, List<string> wrong)
    {
        string[]? expected = entry.Scope.Holds(signed) ? entry.Expected(container, mode) ?? ["(nothing is said about it)"] : null;
        if (!(found ?? ["-"]).SequenceEqual(expected ?? ["-"]))
        {
            wrong.Add($"{entry.Name}: expected [{string.Join(", ", expected ?? ["nothing, as it makes no sense"])}], found [{string.Join(", ", found ?? ["nothing, as it makes no sense"])}]");
        }
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
        Assert.Equal(MatrixClaims.All.Select(c => c.Name), Claims.Select(c => c.Name));
        MatrixEntry[] entries = [.. Tampers, .. Claims];
        Assert.Equal(MatrixScope.All.Keys.Order(StringComparer.Ordinal), entries.Select(e => e.Where).Distinct().Order(StringComparer.Ordinal));
        string[] selectors = ["*", .. MatrixContainers.All.Keys, .. MatrixModes.All.Select(m => m.Name), .. Cells().Select(c => $"{c.Data.Item1} / {c.Data.Item2}")];
        Assert.All(entries, t => Assert.All(t.Expect.Keys, key => Assert.Contains(key, selectors)));
        string[] codes = [.. ValidationStatusCode.All.Select(c => c.Value)];
        Assert.All(entries.SelectMany(t => t.Expect.Values.SelectMany(v => v)).Where(v => v.Contains('.', StringComparison.Ordinal)), v => Assert.Contains(v[(v.LastIndexOf(' ') + 1)..], codes));
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
            return (await Mode(key.Mode).SignAsync(make(0), MatrixClaim.Usual), await Mode(key.Mode).SignAsync(make(31), MatrixClaim.Usual));
        })).Value;

    private static async Task<string> PageAsync()
    {
        var page = new StringBuilder();
        page.Append("# Matrix of containers, signing modes and tampering\n\nGenerated from `tests/Matrix` by `MatrixTests`; do not edit. Every container is signed in every mode that fits it, and then tampered\nwith in every way that makes sense. The verdict comes first, then the codes; what stays `Trusted` is outside every hash by the standard. Of segments, the\nfindings follow with their codes.\n\n");
        page.Append("| Container | Modes |\n|---|---|\n");
        foreach (var group in Cells().GroupBy(c => c.Data.Item1))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {string.Join("; ", group.Select(c => c.Data.Item2))} |\n");
        }

        int total = await TableAsync(page, "Tampering", Tampers);
        page.Append("\n## Claims that are made otherwise\n\nFrom `tests/Matrix/claims.json`: what needs a key, or another reader. Every claim is made in every container and mode.\n");
        total += await TableAsync(page, "Claim", Claims);
        page.Append("\n## Where rows make sense\n\nA test asserts that a row is carried out in just these cells.\n\n| Where | Why not elsewhere |\n|---|---|\n");
        foreach (var (name, scope) in MatrixScope.All.Where(s => s.Value.Why.Length > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {scope.Why} |\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\n{total} cells.\n\n## Inputs that lie\n\nFrom `tests/Matrix/inputs.json`: what signing does with them, in every mode. A refusal comes before anything is written.\n\n| Input | Signing |\n|---|---|\n");
        foreach (var (name, expected) in MatrixInputTests.Expected)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {(expected == "Signs" ? "signs it: whatever is played is hashed" : $"refuses it (`{expected}`)")} |\n");
        }

        return page.ToString();
    }

    private static async Task<int> TableAsync(StringBuilder page, string first, MatrixEntry[] entries)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n| {first} | Clause | Cells | What is found | Where it is different |\n|---|---|---|---|---|\n");
        int total = 0;
        foreach (var entry in entries)
        {
            int cells = 0;
            foreach (var cell in Cells())
            {
                cells += entry.Scope.Holds((await SignedAsync(cell.Data.Item1, cell.Data.Item2)).Signed) ? 1 : 0;
            }

            Assert.True(cells > 0, $"{entry.Name} makes sense nowhere.");
            total += cells;
            string exceptions = string.Join("; ", entry.Expect.Where(e => e.Key != "*").Select(e => $"{e.Key}: {Codes(e.Value)}"));
            page.Append(CultureInfo.InvariantCulture, $"| {entry.Name} | {entry.Clause} | {cells}, {entry.Where} | {(entry.Expect.TryGetValue("*", out var usual) ? Codes(usual) : string.Empty)} | {exceptions} |\n");
        }

        return total;
    }

    private static string Codes(string[] codes) => codes.Length == 0 ? "—" : string.Join(", ", codes.Select(c => $"`{c}`"));
}
