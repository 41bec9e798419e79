using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Provenance.Tests.AspNetCore;

/// <summary>The samples run, do what they say, and are what the README shows.</summary>
public sealed class SampleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Generator")]
    [InlineData("UploadApi")]
    [InlineData("CiCheck")]
    public void The_readme_shows_what_is_compiled(string sample)
    {
        string source = File.ReadAllText(Repository.PathOf("tests", "Provenance.Samples", sample, "Program.cs")).ReplaceLineEndings("\n");
        int start = source.IndexOf("// README begins\n", StringComparison.Ordinal);
        string shown = start < 0 ? source : source[(start + "// README begins\n".Length)..source.IndexOf("// README ends", StringComparison.Ordinal)];
        Assert.Contains($"```csharp\n{shown.TrimEnd()}\n```\n", File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_generator_publishes_what_it_signed_or_nothing()
    {
        using TempFolder folder = Folder();
        folder.Write("rendered.mp4", SignedVideo.Plain);
        ToolRun run = (await RunAsync("Generator", folder, "rendered.mp4", "published.mp4", "A red fox at dawn")).Succeeded();
        Assert.StartsWith("published.mp4: urn:c2pa:", run.Output, StringComparison.Ordinal);
        var result = await new Validator(Mp4.Format) { Options = new() { TrustList = TestPki.Default.SignerTrust } }.ValidateAsync(folder["published.mp4"], null, Token);
        Assert.Equal((ValidationState.Trusted, AiInvolvement.Wholly, "Acme Corporation"), (result.State, result.Generation.Involvement, result.Generation.Provider));

        folder.Write("broken.mp4", "no video");
        ToolRun refused = await RunAsync("Generator", folder, "broken.mp4", "never.mp4", "x");
        Assert.Equal(1, refused.ExitCode);
        Assert.False(File.Exists(folder["never.mp4"]));
        Assert.Equal(2, (await RunAsync("Generator", folder)).ExitCode);
    }

    [Fact]
    public async Task The_check_of_a_ci_job_passes_a_good_release_and_names_what_is_wrong_with_a_bad_one()
    {
        using TempFolder folder = Folder();
        Directory.CreateDirectory(folder["release"]);
        folder.Write("rendered.mp4", SignedVideo.Plain);
        (await RunAsync("Generator", folder, "rendered.mp4", "release/fox.mp4", "A red fox at dawn")).Succeeded();
        Assert.StartsWith("ok   ", (await RunAsync("CiCheck", folder, "keys/root.pem", "release")).Succeeded().Output, StringComparison.Ordinal);

        byte[] bytes = File.ReadAllBytes(folder["release/fox.mp4"]);
        bytes[^1] ^= 1;
        folder.Write("release/changed.mp4", bytes);
        folder.Write("release/unsigned.mp4", SignedVideo.Plain);
        ToolRun bad = await RunAsync("CiCheck", folder, "keys/root.pem", "release");
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("changed.mp4: Invalid", bad.Output, StringComparison.Ordinal);
        Assert.Contains("assertion.bmffHash.mismatch", bad.Output, StringComparison.Ordinal);
        Assert.Contains("unsigned.mp4: NoCredentials; missing: ", bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_upload_api_keeps_what_is_trusted_and_nothing_else()
    {
        using TempFolder folder = Folder();
        Directory.CreateDirectory(folder["videos"]);
        await using var factory = new WebApplicationFactory<Program>();
        using HttpClient client = factory.WithWebHostBuilder(b => b.ConfigureLogging(l => l.ClearProviders()).UseSetting("TrustList", folder["keys/root.pem"]).UseSetting("Videos", folder["videos"])).CreateClient();
        byte[] video = await SignedVideo.GetAsync();

        HttpResponseMessage good = await client.PostAsync("/videos", PipelineHost.Body(video), Token);
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
        Assert.Equal("\"Wholly\"", await good.Content.ReadAsStringAsync(Token));
        Assert.Equal(video, File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["videos"]))));

        foreach (byte[] bad in (byte[][])[await SignedVideo.TamperedAsync(), SignedVideo.Plain, await SignedVideo.SignAsync(SignedVideo.Plain, credential: TestPki.Stranger.Signer())])
        {
            HttpResponseMessage refused = await client.PostAsync("/videos", PipelineHost.Body(bad), Token);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        }

        Assert.Single(Directory.GetFiles(folder["videos"]));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/provenance/verify", PipelineHost.Body(video), Token)).StatusCode);
    }

    private static TempFolder Folder()
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder["keys"]);
        TestPki.Default.Signer().WriteTo(folder, "keys/signer");
        folder.Write("keys/root.pem", TestPki.Default.Root.ExportCertificatePem());
        return folder;
    }

    private static Task<ToolRun> RunAsync(string sample, TempFolder folder, params string[] arguments) =>
        Tools.RunAsync(Tools.Require("dotnet"), [PathOf(sample), .. arguments], folder.Path, cancellationToken: Token);

    // In the same configuration as the tests: …/bin/Debug/net10.0.
    private static string PathOf(string sample)
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Repository.PathOf("tests", "Provenance.Samples", sample, "bin", framework.Parent!.Name, framework.Name, $"Provenance.Samples.{sample}.dll");
    }
}
