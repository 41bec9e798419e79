using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli;

/// <summary><c>dev-keys</c> and <c>dev-tsa</c>: a trusted time-stamp with nothing but this machine.</summary>
public sealed class DevTsaTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_signed_with_it_has_a_trusted_time_stamp()
    {
        await using ServerRun server = await StartAsync();
        string address = server.Address.ToString();
        string video = _folder.Write("in.mp4", DemoVideo.Create(frames: 2));
        string root = _folder["keys/root.pem"];
        string[] sign =
        [
            "sign", video, "-o", _folder["out.mp4"], "--cert", _folder["keys/signer.pem"], "--key", _folder["keys/signer.key"], "--digital-source-type", "digitalCapture",
            "--tsa", "http://127.0.0.1:9/", "--tsa", address,
        ];
        CliRun signed = await CliRun.RunAsync([.. sign, "--tsa-trust", root], null, openHttpClient: () => new HttpClient());
        Assert.True(signed.ExitCode == 0, signed.Error);
        Assert.Contains("time-stamped 2026-06-15 12:00:00 UTC", signed.Error, StringComparison.Ordinal);
        CliRun verified = await CliRun.RunAsync("verify", _folder["out.mp4"], "--trust", root, "--tsa-trust", root);
        Assert.Contains("(trusted time-stamp)", verified.Output, StringComparison.Ordinal);

        // Whoever names other authorities does not get this one's time-stamp.
        string other = _folder.Write("other.pem", TestPki.Stranger.Root.ExportCertificatePem());
        CliRun refused = await CliRun.RunAsync([.. sign, "--tsa-trust", other], null, openHttpClient: () => new HttpClient());
        Assert.Equal(6, refused.ExitCode);
        Assert.Contains("not trusted", refused.Error, StringComparison.Ordinal);

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task What_is_no_question_gets_no_time_stamp()
    {
        await using ServerRun server = await StartAsync();
        string address = server.Address.ToString();
        using var client = new HttpClient();
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.GetAsync(new Uri(address), token)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync(new Uri(address), new StringContent("hello"), token)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync(new Uri(address), Query(new byte[(64 * 1024) + 1]), token)).StatusCode);
        byte[] rejection = await (await client.PostAsync(new Uri(address), Query(new byte[100]), token)).Content.ReadAsByteArrayAsync(token);
        Assert.Equal([0x30, 5, 0x30, 3, 2, 1, 2], rejection);

        CliRun second = await CliRun.RunAsync("dev-tsa", "--keys", _folder["keys"], "--port", new Uri(address).Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(5, second.ExitCode);
        Assert.Contains("cannot be used", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_it_says_who_makes_them()
    {
        CliRun run = await CliRun.RunAsync("dev-tsa", "--keys", _folder["nothing"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("dev-keys", run.Error, StringComparison.Ordinal);
    }

    private static ByteArrayContent Query(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/timestamp-query") } };

    private async Task<ServerRun> StartAsync()
    {
        CliRun keys = await CliRun.RunAsync("dev-keys", "-o", _folder["keys"]);
        Assert.True(keys.ExitCode == 0, keys.Error);
        return await ServerRun.StartAsync("dev-tsa", "--keys", _folder["keys"]);
    }
}
