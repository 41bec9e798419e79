using System.Net;
using System.Text;
using System.Text.Json;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary><c>provenance serve</c>: on this machine only, and only for who asks for it by its own name.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task It_serves_the_page_and_the_endpoints_until_it_is_interrupted()
    {
        using var folder = new TempFolder();
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        TestPki.Default.Signer().WriteTo(folder);
        folder.Write("in.mp4", DemoVideo.Create());
        Assert.Equal(0, (await CliRun.RunAsync("sign", folder["in.mp4"], "-o", folder["out.mp4"], "--cert", folder["signer.pem"], "--key", folder["signer.key"], "--digital-source-type", "trainedAlgorithmicMedia")).ExitCode);

        await using var server = await ServerRun.StartAsync("serve", "--trust", root);
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.True(server.Address.IsLoopback);
        Assert.Contains("Choose a video", await client.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(await (await PostAsync(client, "/provenance/verify", folder["out.mp4"])).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Trusted", report.RootElement.GetProperty("state").GetString());
        Assert.Contains("data-tone=\"good\"", await (await PostAsync(client, "/", folder["out.mp4"])).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Nothing signs, no other name is answered to, and no other site can send anything.
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, "/provenance/sign", folder["in.mp4"])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(client, "/", folder["in.mp4"], ("Host", "evil.example"))).StatusCode);
        foreach (string path in (string[])["/", "/provenance/verify", "/provenance/sign"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, path, folder["in.mp4"], ("Origin", "http://evil.example"))).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, path, folder["in.mp4"], ("Sec-Fetch-Site", "cross-site"))).StatusCode);
        }

        // A link to the page may be followed.
        using var link = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(link, TestContext.Current.CancellationToken)).StatusCode);

        // A second one on the same port is told so.
        CliRun second = await CliRun.RunAsync("serve", "--port", server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(5, second.ExitCode);
        Assert.Contains("cannot be used", second.Error, StringComparison.Ordinal);

        Assert.Equal(0, await server.StopAsync());
    }

    [Theory]
    [InlineData("--digital-source-type", "trainedAlgorithmicMedia", "--generator", "Acme Video/2.1.0", "--title", "A red fox at dawn")]
    [InlineData("--generated", "text-to-video", "--provider", "Acme Corporation", "--model", "Acme Video", "--model-version", "2.1.0", "--title", "A red fox at dawn")]
    public async Task With_a_key_it_signs(params string[] claim)
    {
        using var folder = new TempFolder();
        string root = folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        TestPki.Default.Signer().WriteTo(folder);
        folder.Write("in.mp4", DemoVideo.Create());
        await using var server = await ServerRun.StartAsync(["serve", "--trust", root, "--cert", folder["signer.pem"], "--key", folder["signer.key"], .. claim]);
        using var client = new HttpClient { BaseAddress = server.Address };
        using HttpResponseMessage response = await PostAsync(client, "/provenance/sign", folder["in.mp4"]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        folder.Write("out.mp4", await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        CliRun verified = await CliRun.RunAsync("verify", folder["out.mp4"], "--trust", root, "--format", "json");
        using JsonDocument report = JsonDocument.Parse(verified.Output);
        Assert.Equal(("Trusted", "A red fox at dawn", "wholly"), (report.RootElement.GetProperty("state").GetString(), report.RootElement.GetProperty("title").GetString(), report.RootElement.GetProperty("aiGenerated").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(client, "/provenance/sign", folder["out.mp4"])).StatusCode);
        using JsonDocument described = JsonDocument.Parse(await client.GetStringAsync("/provenance/openapi.json", TestContext.Current.CancellationToken));
        Assert.True(described.RootElement.GetProperty("paths").TryGetProperty("/sign", out _));
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/provenance/sign", folder["in.mp4"], ("Sec-Fetch-Site", "cross-site"))).StatusCode);
    }

    [Theory]
    [InlineData("there is no built-in key", "--digital-source-type", "trainedAlgorithmicMedia")]
    [InlineData("say how the video was made", "--cert", "signer.pem", "--key", "signer.key")]
    [InlineData("there is no built-in key", "--cert", "signer.pem")]
    public async Task A_key_without_a_claim_or_a_claim_without_a_key_is_refused(string reason, params string[] half)
    {
        CliRun run = await CliRun.RunAsync(["serve", "--port", "0", .. half]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--port", "http")]
    [InlineData("--max-size", "0")]
    public async Task A_senseless_option_is_refused(string option, string value) => Assert.Equal(2, (await CliRun.RunAsync("serve", option, value)).ExitCode);

    [Fact]
    public async Task No_other_command_loads_a_web_server()
    {
        using var folder = new TempFolder();
        string video = folder.Write("in.mp4", DemoVideo.Create());
        string trace = folder["loads.nettrace"];
        ToolRun run = await Tools.RunAsync(
            Tools.Require("dotnet"),
            [Path.Combine(AppContext.BaseDirectory, "Provenance.Cli.dll"), "verify", video, "--format", "json"],
            folder.Path,
            new Dictionary<string, string?> { ["DOTNET_EnableEventPipe"] = "1", ["DOTNET_EventPipeOutputPath"] = trace, ["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x8:4" },
            TestContext.Current.CancellationToken);
        Assert.Equal(4, run.ExitCode);
        string loaded = Encoding.Unicode.GetString(File.ReadAllBytes(trace));
        string shifted = Encoding.Unicode.GetString(File.ReadAllBytes(trace).AsSpan(1));
        Assert.True(loaded.Contains("Provenance.Mp4.dll", StringComparison.Ordinal) || shifted.Contains("Provenance.Mp4.dll", StringComparison.Ordinal), "The trace holds no loads.");
        Assert.DoesNotContain("Microsoft.AspNetCore", loaded + shifted, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string file, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "video", Path.GetFileName(file) } },
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
