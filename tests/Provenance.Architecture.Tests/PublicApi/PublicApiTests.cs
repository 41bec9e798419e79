using System.Reflection;
using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>
/// The public surface is pinned: a change shows in review as a changed text file. To accept one, run the tests with
/// <c>PROVENANCE_UPDATE_SNAPSHOTS=1</c> and commit the file.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_library_offers_what_its_snapshot_says() => AssertSnapshot(typeof(Validator).Assembly);

    [Fact]
    public void The_container_offers_what_its_snapshot_says() => AssertSnapshot(typeof(Mp4).Assembly);

    [Fact]
    public void The_pipeline_offers_what_its_snapshot_says() => AssertSnapshot(typeof(HtmlReport).Assembly);

    private static void AssertSnapshot(Assembly assembly)
    {
        string path = Repository.PathOf("tests", "Provenance.Architecture.Tests", "PublicApi", assembly.GetName().Name + ".txt");
        string actual = ApiText.Of(assembly);
        if (Environment.GetEnvironmentVariable("PROVENANCE_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"There is no snapshot {path}; make it with PROVENANCE_UPDATE_SNAPSHOTS=1.");
        string[] expected = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        string[] lines = actual.Split('\n');
        string[] changes = [.. expected.Except(lines, StringComparer.Ordinal).Select(l => "- " + l), .. lines.Except(expected, StringComparer.Ordinal).Select(l => "+ " + l)];
        Assert.True(expected.SequenceEqual(lines, StringComparer.Ordinal), "The public surface changed; if that is meant, run with PROVENANCE_UPDATE_SNAPSHOTS=1.\n" + string.Join("\n", changes));
    }
}
