namespace Provenance.Tests.Cli;

/// <summary>Runs every script in <c>Scripts</c>: text files with command lines and what must come of them.</summary>
public sealed class ScriptTests
{
    private static string Folder => Repository.PathOf("tests", "Provenance.Cli.Tests", "Scripts");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.txt").Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    [Clause("15.3-c")]
    public async Task Script_comes_out_as_written(string name)
    {
        using var folder = new TempFolder();
        var script = new Script(folder);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(Folder, name), TestContext.Current.CancellationToken);
        for (int i = 0; i < lines.Length; i++)
        {
            string? fault = await script.RunAsync(lines[i]);
            Assert.True(fault is null, $"{name}:{i + 1}: {lines[i]}\n{fault}\n{script.Transcript}");
        }

        Assert.True(script.Checks > 0, $"{name} checks nothing");
    }
}
