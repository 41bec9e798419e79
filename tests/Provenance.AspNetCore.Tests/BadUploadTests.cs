using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Provenance.Tests.AspNetCore;

/// <summary>Whatever comes over the wire: a clear status, nothing left on disk, bounded memory, and the next request is served.</summary>
public sealed class BadUploadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_wrong_content_type_is_415(string? type)
    {
        await using var host = await PipelineHost.StartAsync();
        using var content = new ByteArrayContent(await SignedVideo.GetAsync());
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        await AssertProblemAsync(host, await host.Client.PostAsync("/provenance/verify", content, Token), HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_zip_in_place_of_a_video_is_415()
    {
        await using var host = await PipelineHost.StartAsync();
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("fox.mp4").Open();
            entry.Write(SignedVideo.Plain);
        }

        foreach (string path in (string[])["verify", "inspect", "report"])
        {
            await AssertProblemAsync(host, await host.PostFormAsync("/provenance/" + path, zip.ToArray()), HttpStatusCode.UnsupportedMediaType);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("--b\r\n")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"video\"; filename=\"x.mp4\"\r\n\r\nhalf of a vid")]
    [InlineData("--b\r\nContent-Disposition: form-data; filename=\"x.mp4\"\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("--b\r\nX: y\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nno file\r\n--b--\r\n")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"video\"; filename=\"\"\r\n\r\n\r\n--b--\r\n")]
    [InlineData("no boundary at all")]
    public async Task A_form_that_is_none_is_400(string body)
    {
        await using var host = await PipelineHost.StartAsync();
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        await AssertProblemAsync(host, await host.Client.PostAsync("/provenance/verify", content, Token), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Two_videos_at_once_are_400()
    {
        await using var host = await PipelineHost.StartAsync();
        using var form = new MultipartFormDataContent { { PipelineHost.Body([1]), "a", "a.mp4" }, { PipelineHost.Body([2]), "b", "b.mp4" } };
        await AssertProblemAsync(host, await host.Client.PostAsync("/provenance/verify", form, Token), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Larger_than_the_limit_is_413_whether_announced_or_not()
    {
        await using var host = await PipelineHost.StartAsync(o => o.MaxUploadSize = 100_000);
        string announced = await SendAsync(host, "POST /provenance/verify HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nContent-Length: 99999999\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", announced, StringComparison.Ordinal);
        string chunk = $"10000\r\n{new string('x', 0x10000)}\r\n";
        string chunked = await SendAsync(host, "POST /provenance/verify HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk);
        Assert.StartsWith("HTTP/1.1 413 ", chunked, StringComparison.Ordinal);
        string form = await SendAsync(host, "POST /provenance/verify HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 200000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"video\"; filename=\"x.mp4\"\r\n\r\n" + new string('x', 150_000));
        Assert.StartsWith("HTTP/1.1 413 ", form, StringComparison.Ordinal);
        await host.AssertNothingIsLeftAsync();

        // Exactly the limit is not larger than the limit.
        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, (await host.PostAsync("/provenance/verify", new byte[100_000])).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.PostAsync("/provenance/verify", new byte[100_001])).StatusCode);
    }

    [Fact]
    public async Task A_large_video_needs_no_other_limit_to_be_raised()
    {
        // Kestrel's own limit is 30 MB.
        await using var host = await PipelineHost.StartAsync();
        HttpResponseMessage response = await host.PostAsync("/provenance/verify", new byte[40_000_000]);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_slow_client_is_408()
    {
        await using var host = await PipelineHost.StartAsync(o => o.UploadTimeout = TimeSpan.FromMilliseconds(200));
        string answer = await SendAsync(host, "POST /provenance/verify HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nContent-Length: 1000\r\n\r\nonly this");
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        await host.AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("POST /provenance/verify HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nContent-Length: 1000000\r\n\r\n")]
    [InlineData("POST /provenance/verify HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf of \r\n")]
    [InlineData("POST /provenance/sign HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"video\"; filename=\"x.mp4\"\r\n\r\nhalf")]
    public async Task A_client_that_leaves_in_the_middle_leaves_nothing(string request)
    {
        using var logs = new LogRecorder();
        await using var host = await PipelineHost.StartAsync(EndpointTests.WithSigner, logs: logs);
        for (int i = 0; i < 5; i++)
        {
            using (var client = new TcpClient())
            {
                await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, Token);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Token);
                await Eventually.TrueAsync(() => host.Services.GetRequiredService<Provenance.Endpoints.VideoQueue>().Taken > 0, "the upload has begun");
                client.Client.LingerState = new LingerOption(true, 0);
            }

            // One after the other: the place that is waited for is then this client's.
            await host.AssertNothingIsLeftAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/provenance/verify", await SignedVideo.GetAsync())).StatusCode);

        // That a client leaves is no fault of the server: nobody is called out of bed.
        Assert.DoesNotContain(logs.Lines, l => l.StartsWith("Error ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hundred_at_once_all_get_their_verdict_when_there_is_room()
    {
        await using var host = await PipelineHost.StartAsync(o => (o.MaxConcurrentVideos, o.MaxWaitingVideos) = (2, 200));
        byte[] good = await SignedVideo.GetAsync();
        byte[] bad = await SignedVideo.TamperedAsync();
        string[] states = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using JsonDocument report = await EndpointTests.JsonAsync(i % 2 == 0 ? await host.PostAsync("/provenance/verify", good) : await host.PostFormAsync("/provenance/verify", bad));
            return report.RootElement.GetProperty("state").GetString()!;
        }));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? "Trusted" : "Invalid"), states);
        await host.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_hundred_at_once_are_answered_429_when_there_is_none()
    {
        await using var host = await PipelineHost.StartAsync(o => (o.MaxConcurrentVideos, o.MaxWaitingVideos, o.RetryAfter) = (1, 1, TimeSpan.FromSeconds(7)));

        // Two that do not end hold both places.
        using var first = await HoldAsync(host);
        using var second = await HoldAsync(host);
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<Provenance.Endpoints.VideoQueue>().IsFull, "both places are taken");
        byte[] video = await SignedVideo.GetAsync();
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.PostAsync("/provenance/verify", video)));
        Assert.All(responses, r => Assert.Equal(HttpStatusCode.TooManyRequests, r.StatusCode));
        Assert.All(responses, r => Assert.Equal(TimeSpan.FromSeconds(7), r.Headers.RetryAfter!.Delta));
        Assert.Equal("Degraded", await host.Client.GetStringAsync("/provenance/health", Token));
        first.Close();
        second.Close();
        await host.AssertNothingIsLeftAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/provenance/verify", video)).StatusCode);
    }

    [Theory]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData("..\\..\\windows\\system.ini", "system.ini")]
    [InlineData("/", "upload")]
    [InlineData("a\u202Egp4.exe", "a\\u{202e}gp4.exe")]
    [InlineData("<script>alert(1)</script>", "script>")]
    public async Task A_name_is_a_label_and_never_a_path(string name, string expected)
    {
        await using var host = await PipelineHost.StartAsync();
        using var form = new MultipartFormDataContent();
        using var file = PipelineHost.Body(await SignedVideo.GetAsync());
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=video; filename*=UTF-8''{Uri.EscapeDataString(name)}");
        form.Add(file);
        using JsonDocument report = await EndpointTests.JsonAsync(await host.Client.PostAsync("/provenance/verify", form, Token));
        Assert.Equal(expected, report.RootElement.GetProperty("file").GetString());
        await host.AssertNothingIsLeftAsync();
    }

    private static async Task AssertProblemAsync(PipelineHost host, HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        using JsonDocument problem = await EndpointTests.JsonAsync(response);
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.True(problem.RootElement.GetProperty("detail").GetString()!.Length > 10);
        await host.AssertNothingIsLeftAsync();
    }

    private static async Task<string> SendAsync(PipelineHost host, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        byte[] answer = new byte[64];
        int read = await stream.ReadAtLeastAsync(answer, 13, throwOnEndOfStream: false, Token);
        return Encoding.ASCII.GetString(answer, 0, read);
    }

    private static async Task<TcpClient> HoldAsync(PipelineHost host)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /provenance/verify HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nContent-Length: 1000\r\n\r\n"), Token);
        return client;
    }
}
