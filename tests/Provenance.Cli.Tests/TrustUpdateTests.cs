using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Provenance.Tests.Cli;

/// <summary><c>trust update</c> against a server on this machine: a list that cannot be used never takes the place of one that can.</summary>
public sealed class TrustUpdateTests
{
    private const string Before = "what was there";

    [Fact]
    public async Task A_list_is_fetched_and_then_trusted()
    {
        using var folder = new TempFolder();
        await using var server = Answering(200, TestPki.Default.Root.ExportCertificatePem());
        CliRun run = await UpdateAsync(folder, server);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(run.Output);
        Assert.Contains("1 trust anchors from http://127.0.0.1", run.Error, StringComparison.Ordinal);
        Assert.Equal(TestPki.Default.Root.ExportCertificatePem(), await File.ReadAllTextAsync(folder["list.pem"], TestContext.Current.CancellationToken));

        CliRun trust = await CliRun.RunAsync("trust", "--trust", folder["list.pem"]);
        Assert.Contains("1 of 1 anchors are trusted", trust.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_list_with_a_withdrawn_anchor_says_since_when()
    {
        using var folder = new TempFolder();
        string certificate = Convert.ToBase64String(TestPki.Default.Root.RawData);
        string list = """
            {"LoTE":{"TrustedEntitiesList":[{"TrustedEntityServices":[{"ServiceInformation":{
              "ServiceStatus":"http://c2pa.org/conformance/trust-list/untrusted","StatusStartingTime":"2026-02-01T00:00:00Z",
              "ServiceDigitalIdentity":{"X509Certificates":[{"val":"CERTIFICATE"}]}}}]}]}}
            """.Replace("CERTIFICATE", certificate, StringComparison.Ordinal);
        await using var server = Answering(200, list);
        CliRun run = await UpdateAsync(folder, server);
        Assert.True(run.ExitCode == 0, run.Error);

        CliRun trust = await CliRun.RunAsync("trust", "--trust", folder["list.pem"]);
        Assert.Contains("the list has withdrawn it as of 2026-02-01 00:00:00 UTC", trust.Output, StringComparison.Ordinal);
        CliRun earlier = await CliRun.RunAsync("trust", "--trust", folder["list.pem"], "--at", "2026-01-01T00:00:00Z");
        Assert.Contains("trusted: the list says so until 2026-02-01", earlier.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>this is a login page</html>")]
    [InlineData(200, "{\"LoTE\":{}}")]
    [InlineData(200, "")]
    [InlineData(404, "-----BEGIN CERTIFICATE-----")]
    [InlineData(500, "")]
    public async Task What_is_no_list_leaves_the_old_one_in_place(int status, string body)
    {
        using var folder = new TempFolder();
        folder.Write("list.pem", Before);
        await using var server = Answering(status, body);
        await AssertRefusedAsync(folder, server);
    }

    [Fact]
    public async Task More_than_a_list_can_be_is_not_read_to_its_end()
    {
        using var folder = new TempFolder();
        folder.Write("list.pem", Before);

        // Endless, and without a length: only counting helps.
        await using var server = new LoopbackServer(EndlessAsync);
        await AssertRefusedAsync(folder, server);
    }

    [Fact]
    public async Task A_redirection_to_an_address_that_is_not_https_is_refused()
    {
        using var folder = new TempFolder();
        folder.Write("list.pem", Before);
        using var handler = new Redirected(TestPki.Default.Root.ExportCertificatePem());
        CliRun run = await CliRun.RunAsync(["trust", "update", "https://lists.example/list.pem", "-o", folder["list.pem"]], null, openHttpClient: () => new HttpClient(handler, disposeHandler: false));
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(Before, await File.ReadAllTextAsync(folder["list.pem"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be()
    {
        using var folder = new TempFolder();

        // Bound and not listening: nobody else gets the port, and nobody answers.
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)closed.LocalEndPoint!).Port;
        CliRun run = await CliRun.RunAsync(["trust", "update", $"http://127.0.0.1:{port}/", "-o", folder["list.pem"]], null, openHttpClient: () => new HttpClient());
        Assert.Equal(6, run.ExitCode);
        Assert.Contains("cannot be fetched", run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    private static async Task AssertRefusedAsync(TempFolder folder, LoopbackServer server)
    {
        CliRun run = await UpdateAsync(folder, server);
        Assert.Equal(6, run.ExitCode);
        Assert.Contains("nothing was written", run.Error, StringComparison.Ordinal);
        Assert.Equal(Before, await File.ReadAllTextAsync(folder["list.pem"], TestContext.Current.CancellationToken));
        Assert.Equal(["list.pem"], folder.Names);
    }

    private static Task<CliRun> UpdateAsync(TempFolder folder, LoopbackServer server) =>
        CliRun.RunAsync(["trust", "update", server.Address + "list", "-o", folder["list.pem"]], null, openHttpClient: () => new HttpClient());

    private sealed class Redirected(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://lists.example/elsewhere.pem"),
            Content = new StringContent(body),
        });
    }

    private static LoopbackServer Answering(int status, string body) =>
        new((_, connection, _) => LoopbackServer.WriteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"{status} Answer"), "text/plain", Encoding.UTF8.GetBytes(body)));

    private static async Task EndlessAsync(LoopbackRequest request, Stream connection, CancellationToken cancellationToken)
    {
        await connection.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
        while (true)
        {
            await connection.WriteAsync(new byte[1 << 16], cancellationToken);
        }
    }
}
