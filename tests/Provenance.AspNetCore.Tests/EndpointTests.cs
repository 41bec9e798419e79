using System.Net;
using System.Text;
using System.Text.Json;

namespace Provenance.Tests.AspNetCore;

/// <summary>What the endpoints answer, over real HTTP.</summary>
public sealed class EndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("signed", "Trusted", 0)]
    [InlineData("tampered", "Invalid", 1)]
    [InlineData("plain", "NoCredentials", 4)]
    public async Task Verify_answers_with_the_report_whatever_the_verdict(string video, string state, int exitCode)
    {
        await using var host = await PipelineHost.StartAsync();
        byte[] bytes = await VideoAsync(video);
        foreach (HttpResponseMessage response in (HttpResponseMessage[])
            [await host.PostAsync("/provenance/verify", bytes), await host.PostAsync("/provenance/verify", bytes, "application/octet-stream"), await host.PostFormAsync("/provenance/verify", bytes)])
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
            using JsonDocument report = await JsonAsync(response);
            Assert.Equal(state, report.RootElement.GetProperty("state").GetString());
            Assert.Equal(exitCode, report.RootElement.GetProperty("exitCode").GetInt32());
            Assert.True(report.RootElement.GetProperty("mediaHashed").GetBoolean() || state == "NoCredentials");
        }

        await host.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Inspect_never_hashes_and_says_so()
    {
        await using var host = await PipelineHost.StartAsync();
        using JsonDocument report = await JsonAsync(await host.PostAsync("/provenance/inspect", await SignedVideo.TamperedAsync()));
        Assert.False(report.RootElement.GetProperty("mediaHashed").GetBoolean());
        Assert.StartsWith("NOT CHECKED", report.RootElement.GetProperty("verdict").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crjson_is_what_the_library_writes()
    {
        await using var host = await PipelineHost.StartAsync();
        byte[] video = await SignedVideo.GetAsync();
        string answer = await (await host.PostAsync("/provenance/verify?format=crjson", video)).Content.ReadAsStringAsync(Token);
        using var expected = new MemoryStream();
        (await SignedVideo.ValidateAsync(video)).WriteCrJson(expected);
        Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), answer);
    }

    [Fact]
    public async Task Report_is_a_page_that_can_do_nothing()
    {
        await using var host = await PipelineHost.StartAsync();
        HttpResponseMessage response = await host.PostFormAsync("/provenance/report", await SignedVideo.TamperedAsync());
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("data-tone=\"alarm\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_answers_with_a_video_that_verifies()
    {
        await using var host = await PipelineHost.StartAsync(WithSigner);
        HttpResponseMessage response = await host.PostFormAsync("/provenance/sign", SignedVideo.Plain, "../a fox.mp4");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("video/mp4", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("a fox.mp4", response.Content.Headers.ContentDisposition!.FileNameStar ?? response.Content.Headers.ContentDisposition.FileName!.Trim('"'));
        Assert.Equal(ValidationState.Trusted, (await SignedVideo.ValidateAsync(await response.Content.ReadAsByteArrayAsync(Token))).State);

        Assert.Equal(HttpStatusCode.Conflict, (await host.PostAsync("/provenance/sign", await SignedVideo.GetAsync())).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.PostAsync("/provenance/sign", Encoding.UTF8.GetBytes("no video at all"))).StatusCode);
        await host.AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("M4A ", "audio/mp4")]
    [InlineData("qt  ", "video/quicktime")]
    public async Task What_is_signed_keeps_its_type(string brand, string type)
    {
        await using var host = await PipelineHost.StartAsync(WithSigner);
        Mp4Track track = Mp4Track.Of(1, sampleCount: 8);
        HttpResponseMessage response = await host.PostAsync("/provenance/sign", new Mp4Builder().Ftyp(brand, brand).Movie(track).Media(track).Build(), "application/octet-stream");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ValidationState.Trusted, (await SignedVideo.ValidateAsync(await response.Content.ReadAsByteArrayAsync(Token))).State);
    }

    [Fact]
    public async Task Without_a_signer_nothing_signs()
    {
        await using var host = await PipelineHost.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync("/provenance/sign", SignedVideo.Plain)).StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_our_keys_is_not_told()
    {
        await using var host = await PipelineHost.StartAsync(options =>
        {
            WithSigner(options);
            options.Definition = _ => new ManifestDefinition { ClaimGenerator = new("x"), Assertions = [] };
        });
        HttpResponseMessage response = await host.PostAsync("/provenance/sign", SignedVideo.Plain);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        using JsonDocument problem = await JsonAsync(response);
        Assert.Equal("The video could not be signed.", problem.RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Health_is_that_of_the_pipeline()
    {
        await using var host = await PipelineHost.StartAsync();
        Assert.Equal("Healthy", await host.Client.GetStringAsync("/provenance/health", Token));
        Directory.Delete(host.Folder.Path, recursive: true);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/provenance/health", Token)).StatusCode);
        HttpResponseMessage response = await host.PostAsync("/provenance/verify", SignedVideo.Plain);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        await using var host = await PipelineHost.StartAsync();
        foreach (Action<ProvenanceOptions> fault in (Action<ProvenanceOptions>[])
            [o => o.MaxUploadSize = 0, o => o.MaxConcurrentVideos = 0, o => o.MaxWaitingVideos = -1, o => o.UploadTimeout = TimeSpan.Zero, o => o.TemporaryFolder = "/no/such/folder", o => { WithSigner(o); o.Definition = null; }])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => PipelineHost.StartAsync(fault));
        }
    }

    internal static void WithSigner(ProvenanceOptions options)
    {
        var credential = TestPki.Default.Signer();
        options.Signer = ClaimSigner.FromPem(credential.ChainPem, credential.PrivateKeyPem);
        options.Signing = new() { Clock = TestPki.Clock };
        options.Definition = _ => new ManifestDefinition
        {
            ClaimGenerator = new("Acme Video", "2.1.0"),
            Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
        };
    }

    internal static async Task<JsonDocument> JsonAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));

    private static async Task<byte[]> VideoAsync(string name) => name switch
    {
        "signed" => await SignedVideo.GetAsync(),
        "tampered" => await SignedVideo.TamperedAsync(),
        _ => SignedVideo.Plain,
    };
}
