using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary><c>inspect --recover</c>: what a stripped copy lost comes back from a repository on the loopback interface.</summary>
public sealed class RecoverTests
{
    private const string Binding = "com.example.mark.1=AQIDBA==";

    [Fact]
    public async Task A_stripped_copy_tells_again_who_made_it()
    {
        using var folder = new TempFolder();
        await using var repository = new TestManifestRepository();
        string clip = folder.Write("clip.mp4", DemoVideo.Create());
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder, "acme");
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        CliRun run = await CliRun.RunAsync("sign", clip, "-o", folder["fox.mp4"], "--cert", chain, "--key", key, "--generated", "text-to-video", "--provider", "Acme Corporation", "--model", "Fox", "--soft-binding", Binding);
        Assert.True(run.ExitCode == 0, run.Error);
        run = await CliRun.RunAsync("extract", folder["fox.mp4"], "-o", folder["fox.c2pa"]);
        Assert.True(run.ExitCode == 0, run.Error);
        run = await CliRun.RunAsync("strip", folder["fox.mp4"], "-o", folder["copy.mp4"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(4, (await CliRun.RunAsync("inspect", folder["copy.mp4"])).ExitCode);

        string url = repository.Endpoint.ToString();
        run = await AskAsync("inspect", folder["copy.mp4"], "--recover", url, "--soft-binding", Binding);
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("has no credentials for this soft binding", run.Error, StringComparison.Ordinal);

        byte[] store = await File.ReadAllBytesAsync(folder["fox.c2pa"], TestContext.Current.CancellationToken);
        repository.Add((await CliRun.RunAsync("inspect", folder["fox.mp4"], "--format", "json")).Output.Split("\"label\": \"")[1].Split('"')[0], store, [1, 2, 3, 4]);
        run = await AskAsync("inspect", folder["copy.mp4"], "--recover", url, "--soft-binding", Binding, "--trust", root);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Acme Corporation", run.Output, StringComparison.Ordinal);
        Assert.Contains("not about the bytes of this file", run.Error, StringComparison.Ordinal);
    }

    private static Task<CliRun> AskAsync(params string[] args) => CliRun.RunAsync(args, null, openHttpClient: () => new HttpClient());

    [Theory]
    [InlineData("--recover needs", "--recover", "http://127.0.0.1:9/v1")]
    [InlineData("needs a repository", "--soft-binding", Binding)]
    [InlineData("is not ALG=BASE64", "--recover", "http://127.0.0.1:9/v1", "--soft-binding", "mark=AQ==")]
    [InlineData("is not ALG=BASE64", "--recover", "http://127.0.0.1:9/v1", "--soft-binding", "com.example.mark=*")]
    [InlineData("is not an http or https URL", "--recover", "nonsense", "--soft-binding", Binding)]
    public async Task What_is_missing_is_said(string reason, params string[] options)
    {
        using var folder = new TempFolder();
        CliRun run = await CliRun.RunAsync(["inspect", folder.Write("clip.mp4", DemoVideo.Create()), .. options]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }
}
