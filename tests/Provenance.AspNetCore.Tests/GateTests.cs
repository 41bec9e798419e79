using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Provenance.Tests.AspNetCore;

/// <summary>What the gate lets through, and what the endpoint behind it sees.</summary>
public sealed class GateTests
{
    private int _calls;

    [Theory]
    [InlineData("/raw")]
    [InlineData("/stream")]
    [InlineData("/form")]
    [InlineData("/file")]
    public async Task What_is_trusted_reaches_the_endpoint_unchanged(string path)
    {
        await using var host = await StartAsync();
        byte[] video = await SignedVideo.GetAsync();
        HttpResponseMessage response = path is "/raw" or "/stream" ? await host.PostAsync(path, video) : await host.PostFormAsync(path, video, "../../etc/fox.mp4");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string[] answer = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim('"').Split('|');
        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(video)), answer[0]);
        Assert.Equal("Trusted", answer[1]);
        Assert.Equal(path is "/raw" or "/stream" ? "upload" : "fox.mp4", answer[2]);
        Assert.Equal(1, _calls);
        await host.AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("/raw")]
    [InlineData("/file")]
    public async Task What_is_not_never_reaches_it(string path)
    {
        await using var host = await StartAsync();
        foreach ((byte[] video, string state, string code) in ((byte[], string, string)[])
            [(await SignedVideo.TamperedAsync(), "Invalid", "assertion.bmffHash.mismatch"), (SignedVideo.Plain, "NoCredentials", "")])
        {
            HttpResponseMessage response = path is "/raw" ? await host.PostAsync(path, video) : await host.PostFormAsync(path, video);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            using JsonDocument problem = await EndpointTests.JsonAsync(response);
            Assert.Equal(state, problem.RootElement.GetProperty("state").GetString());
            Assert.Equal("Trusted", problem.RootElement.GetProperty("minimum").GetString());
            Assert.Equal("urn:provenance:problem:below-minimum", problem.RootElement.GetProperty("type").GetString());
            JsonElement[] statuses = [.. problem.RootElement.GetProperty("statuses").EnumerateArray()];
            Assert.True(code.Length == 0 || statuses.Any(s => s.GetProperty("code").GetString() == code && s.GetProperty("explanation").GetString()!.Length > 10), problem.RootElement.ToString());
        }

        Assert.Equal(0, _calls);
        await host.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_stranger_passes_where_valid_is_enough()
    {
        await using var host = await StartAsync();
        byte[] video = await SignedVideo.SignAsync(SignedVideo.Plain, credential: TestPki.Stranger.Signer());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAsync("/raw", video)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/valid", video)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAsync("/valid", await SignedVideo.TamperedAsync())).StatusCode);
    }

    [Fact]
    public async Task Every_file_of_a_form_must_pass()
    {
        await using var host = await StartAsync();
        using var form = new MultipartFormDataContent
        {
            { PipelineHost.Body(await SignedVideo.GetAsync()), "video", "good.mp4" },
            { PipelineHost.Body(await SignedVideo.TamperedAsync()), "other", "bad.mp4" },
        };
        HttpResponseMessage response = await host.Client.PostAsync("/form", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        using JsonDocument problem = await EndpointTests.JsonAsync(response);
        Assert.Equal("bad.mp4", problem.RootElement.GetProperty("file").GetString());
    }

    [Fact]
    public async Task What_goes_wrong_behind_the_gate_is_the_endpoints_own()
    {
        Exception? seen = null;
        await using var host = await PipelineHost.StartAsync(map: application =>
        {
            application.Use(async (context, next) =>
            {
                try
                {
                    await next();
                }
                catch (IOException e)
                {
                    seen = e;
                    context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                }
            });
            application.MapPost("/broken", (RequestDelegate)(_ => throw new FileNotFoundException("of the application"))).RequireContentCredentials();
        });
        Assert.Equal(StatusCodes.Status418ImATeapot, (int)(await host.PostAsync("/broken", await SignedVideo.GetAsync())).StatusCode);
        Assert.Equal("of the application", seen?.Message);
        await host.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Who_only_reads_passes_a_group_and_who_should_bring_a_video_and_brings_none_does_not()
    {
        await using var host = await PipelineHost.StartAsync(map: application =>
        {
            var videos = application.MapGroup("/videos").RequireContentCredentials();
            videos.MapGet("/1", (HttpContext context) => $"one, {context.GetCheckedVideos().Count} checked");
            videos.MapDelete("/1", () => "gone");
            videos.MapPost("/", (Delegate)(async (HttpContext context) => await AnswerAsync(context, context.Request.Body)));
            videos.MapMethods("/any", ["GET", "POST"], () => "any");
        });
        Assert.Equal("one, 0 checked", await host.Client.GetStringAsync("/videos/1", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, HttpMethod.Delete, "/videos/1", null));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, HttpMethod.Post, "/videos/", await SignedVideo.GetAsync()));

        // Nothing checked is nothing passed: no body, an empty one, and a body where none belongs.
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await SendAsync(host, HttpMethod.Post, "/videos/", null));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await SendAsync(host, HttpMethod.Post, "/videos/any", []));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(host, HttpMethod.Get, "/videos/any", SignedVideo.Plain));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(host, HttpMethod.Delete, "/videos/1", await SignedVideo.TamperedAsync()));
        Assert.Equal(1, _calls);

        // What only reads is not described as refusing videos.
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToDictionary(
            e => e.RoutePattern.RawText + e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0],
            e => e.Metadata.OfType<IProducesResponseTypeMetadata>().Select(m => m.StatusCode).ToList(),
            StringComparer.Ordinal);
        Assert.DoesNotContain(422, endpoints["/videos/1GET"]);
        Assert.Superset(new HashSet<int> { 400, 408, 413, 415, 422, 429, 503 }, endpoints["/videos/POST"].ToHashSet());
    }

    private static async Task<HttpStatusCode> SendAsync(PipelineHost host, HttpMethod method, string path, byte[]? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : PipelineHost.Body(body) };
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    [Theory]
    [InlineData(ValidationState.NoCredentials)]
    [InlineData(ValidationState.WellFormed)]
    [InlineData(ValidationState.Invalid)]
    public async Task A_minimum_that_proves_nothing_is_refused(ValidationState minimum) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PipelineHost.StartAsync(map: a => a.MapPost("/x", () => "x").RequireContentCredentials(minimum)));

    private Task<PipelineHost> StartAsync() => PipelineHost.StartAsync(map: application =>
    {
        application.MapPost("/raw", (Delegate)(async (HttpContext context) => await AnswerAsync(context, context.Request.Body))).RequireContentCredentials();
        application.MapPost("/stream", async (HttpContext context, Stream body) => await AnswerAsync(context, body)).RequireContentCredentials();
        application.MapPost("/valid", (Delegate)(async (HttpContext context) => await AnswerAsync(context, context.Request.Body))).RequireContentCredentials(ValidationState.Valid);
        application.MapPost("/file", async (HttpContext context, IFormFile video) => await AnswerAsync(context, video.OpenReadStream())).DisableAntiforgery().RequireContentCredentials();
        application.MapPost("/form", (Delegate)(async (HttpContext context) =>
        {
            IFormCollection form = await context.Request.ReadFormAsync();
            Assert.Equal("a note", form["note"]);
            return await AnswerAsync(context, form.Files["video"]!.OpenReadStream());
        })).RequireContentCredentials();
    });

    private async Task<string> AnswerAsync(HttpContext context, Stream video)
    {
        _calls++;
        CheckedVideo passed = context.GetCheckedVideos().Single();
        return $"{Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(video, TestContext.Current.CancellationToken))}|{passed.Result.State}|{passed.Name}";
    }
}
