using System.Globalization;
using System.Text;
using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Interop;

/// <summary>
/// c2pa-rs on every vector. Where its verdict is another one, <c>tests/Vectors/differences.json</c> says why ours is what the standard asks for; a
/// difference that is not listed fails, and so does one that is listed and gone.
/// </summary>
public sealed class VectorAgreementTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Differences Listed = JsonSerializer.Deserialize<Differences>(File.ReadAllText(Repository.PathOf("tests", "Vectors", "differences.json")), Json)!;

    private static Group[] Groups => Listed.Groups;

    private static string PagePath => Repository.PathOf("spec-notes", "differences.md");

    [Fact]
    public async Task Verdicts_agree_or_the_difference_is_justified()
    {
        using var folder = new TempFolder();

        // c2pa-rs has one list of anchors for both purposes and no seam for a clock or for an OCSP client.
        var vectors = VectorCase.All.Values.Where(v => v.Trust is { IsLibraryOnly: false, IsOnline: false, Signers: true, Timestamps: true } && !Listed.NotRun.Vectors.Contains(v.Name, StringComparer.Ordinal)).ToArray();
        var files = vectors.Select(v => new PeerFile(folder.Write(v.Name + ".mp4", v.Build().File))).ToArray();
        var verdicts = await Peer.VerifyAsync(TestPki.Default, files);

        var found = new List<string>();
        foreach (var (vector, verdict) in vectors.Zip(verdicts))
        {
            string ours = vector.State is "WellFormed" ? "Invalid" : vector.State is "Unreadable" ? "NoCredentials" : vector.State;
            string theirs = verdict.State ?? "error";
            bool bothRefuse = verdict.Error is not null && ours is ("Invalid" or "NoCredentials");
            if (ours != theirs && !bothRefuse)
            {
                found.Add($"{vector.Name}: {vector.State}, c2pa-rs {theirs} {verdict.Error} [{string.Join(", ", verdict.Failures ?? [])}] [{string.Join(", ", verdict.IngredientFailures ?? [])}]");
            }
        }

        var names = found.Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);
        var listed = Groups.SelectMany(g => g.Vectors).ToHashSet(StringComparer.Ordinal);
        var unlisted = found.Where(f => !listed.Contains(f[..f.IndexOf(':', StringComparison.Ordinal)])).ToArray();
        Assert.True(unlisted.Length == 0, "Not listed:\n" + string.Join('\n', unlisted));
        Assert.True(listed.IsSubsetOf(names), "Listed, but the verdicts agree:\n" + string.Join('\n', listed.Except(names, StringComparer.Ordinal)));
    }

    [Fact]
    public void Differences_name_vectors_and_clauses()
    {
        Assert.All(Groups.SelectMany(g => g.Vectors), name => Assert.True(VectorCase.All.ContainsKey(name), $"There is no vector {name}."));
        Assert.All(Groups, g => Assert.False(string.IsNullOrWhiteSpace(g.Clause) || string.IsNullOrWhiteSpace(g.Reason)));
        Assert.Equal(Groups.Sum(g => g.Vectors.Length), Groups.SelectMany(g => g.Vectors).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = new StringBuilder("# Where c2pa-rs comes to another verdict\n\nGenerated from `tests/Vectors/differences.json` by `VectorAgreementTests`; do not edit. c2pa-rs runs as WebAssembly over every vector; whatever is\nnot listed here has the same verdict from both, or is refused by both. Not asked: what takes c2pa-rs minutes or leads it to the network.\n\n| Clauses | Why ours is right | Vectors |\n|---|---|---|\n");
        foreach (var group in Groups)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {group.Clause} | {group.Reason} | {string.Join(", ", group.Vectors)} |\n");
        }

        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(PagePath, page.ToString());
        }

        Assert.True(
            string.Equals(page.ToString(), File.Exists(PagePath) ? File.ReadAllText(PagePath).ReplaceLineEndings("\n") : null, StringComparison.Ordinal),
            "spec-notes/differences.md is out of date: run this test with PROVENANCE_UPDATE_SNAPSHOTS=1.");
    }

    /// <summary>The file: what c2pa-rs is not asked about, and where it differs.</summary>
    private sealed record Differences(Group NotRun, [property: System.Text.Json.Serialization.JsonPropertyName("differences")] Group[] Groups);

    /// <summary>Vectors that share a reason.</summary>
    private sealed record Group(string? Clause, string Reason, string[] Vectors);
}
