using System.Reflection;

namespace Provenance.Tests.Architecture;

/// <summary>
/// Folders are layers: a lower one never names a higher one. Two things escape compiled code and so this test: constants, which the compiler
/// copies, and <c>nameof</c>.
/// </summary>
public sealed class LayerTests
{
    // From low to high; the folders of one line stand side by side and may name each other.
    private static readonly string[][] Library =
    [
        ["Diagnostics"],
        [""], // ParserLimits
        ["Encoding"],
        ["Statuses", "References"],
        ["Trust"],
        ["Cryptography"],
        ["Assertions"],
        ["Manifests"],
        ["Assets"],
        ["Validation"],
        ["Signing"],
        ["Generation"],
    ];

    private static readonly string[][] Container =
    [
        ["Boxes"],
        ["Hashing"],
        ["Assets"],
        ["Embedding"],
        ["Fragments"],
        ["Live"],
        [""], // the facade
    ];

    private static readonly string[][] Pipeline =
    [
        ["Reports"],
        ["Html", "Uploads"],
        ["Endpoints"],
        [""], // what an application adds and maps
    ];

    [Fact]
    public void In_the_library_no_folder_names_a_higher_one() => AssertLayers("Provenance", typeof(Validator).Assembly, Library);

    [Fact]
    public void In_the_container_no_folder_names_a_higher_one() => AssertLayers("Provenance.Mp4", typeof(Mp4).Assembly, Container);

    [Fact]
    public void In_the_pipeline_no_folder_names_a_higher_one() => AssertLayers("Provenance.AspNetCore", typeof(HtmlReport).Assembly, Pipeline);

    [Fact]
    public void The_library_refers_to_nothing_but_the_platform_and_its_two_packages()
    {
        string[] others = [.. typeof(Validator).Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System.", StringComparison.Ordinal))];
        Assert.Empty(others);
    }

    [Fact]
    public void The_container_refers_to_nothing_but_the_platform_and_the_library()
    {
        string[] others = [.. typeof(Mp4).Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System.", StringComparison.Ordinal))];
        Assert.Equal(["Provenance"], others);
    }

    [Fact]
    public void The_pipeline_refers_to_nothing_but_the_platform_and_the_libraries()
    {
        string[] others = [.. typeof(HtmlReport).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && !n.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && !n.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && n != "Microsoft.Net.Http.Headers")];
        Assert.Empty(others.Except(["Provenance", "Provenance.Mp4"], StringComparer.Ordinal));
    }

    [Fact]
    public void Each_type_lives_in_one_folder()
    {
        string[] split = [.. new[] { "Provenance", "Provenance.Mp4", "Provenance.AspNetCore" }.SelectMany(SourceFolders.Read).Where(t => t.Value.Count > 1).Select(t => $"{t.Key}: {string.Join(", ", t.Value)}")];
        Assert.Empty(split);
    }

    private static void AssertLayers(string project, Assembly assembly, string[][] layers)
    {
        Dictionary<string, int> ranks = layers.SelectMany((folders, rank) => folders.Select(f => (f, rank))).ToDictionary(p => p.f, p => p.rank, StringComparer.Ordinal);
        IReadOnlyDictionary<string, IReadOnlySet<string>> folders = SourceFolders.Read(project);
        IReadOnlyDictionary<string, IReadOnlySet<string>> references = TypeReferences.Read(assembly.Location);

        string[] homeless = [.. folders.Values.SelectMany(f => f).Where(f => !ranks.ContainsKey(f)).Distinct(StringComparer.Ordinal)];
        Assert.True(homeless.Length == 0, $"Give these folders of src/{project} a place among the layers: {string.Join(", ", homeless)}");

        // Every hand-written type of the assembly was found in the source, or the test would prove less than it says.
        string[] unseen = [.. references.Keys.Where(n => n.StartsWith("Provenance", StringComparison.Ordinal) && !n.Contains('<', StringComparison.Ordinal) && !folders.ContainsKey(n))];
        Assert.True(unseen.Length == 0, $"No source declaration found for: {string.Join(", ", unseen)}");

        var violations = new List<string>();
        foreach ((string type, IReadOnlySet<string> names) in references)
        {
            if (!folders.TryGetValue(type, out IReadOnlySet<string>? home))
            {
                continue; // made by the compiler or a source generator
            }

            foreach (string name in names)
            {
                if (folders.TryGetValue(name, out IReadOnlySet<string>? there) && ranks[there.First()] > ranks[home.First()])
                {
                    violations.Add($"{home.First()}/{type} names {there.First()}/{name}");
                }
            }
        }

        Assert.True(violations.Count == 0, string.Join("\n", violations.Order(StringComparer.Ordinal)));
    }
}
