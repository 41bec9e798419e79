using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Provenance.Tests.Cli;

/// <summary>The upload pipeline, in this process, with the trust of a vector.</summary>
internal sealed class VectorServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _client;

    private VectorServer(WebApplication application)
    {
        _application = application;
        _client = application.GetTestClient();
    }

    /// <summary>Starts it.</summary>
    public static async Task<VectorServer> StartAsync(ValidationOptions trust)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddProvenance(options => options.Validation = trust);
        WebApplication application = builder.Build();
        application.MapProvenance("/provenance");
        application.MapPost("/gate", () => "open").RequireContentCredentials();
        await application.StartAsync();
        return new VectorServer(application);
    }

    /// <summary>Has a file verified.</summary>
    public async Task<(HttpStatusCode Status, JsonDocument Answer)> VerifyAsync(byte[] file)
    {
        using HttpResponseMessage response = await PostAsync("/provenance/verify", file);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>Asks the gate to let a file in.</summary>
    public async Task<HttpStatusCode> KnockAsync(byte[] file)
    {
        using HttpResponseMessage response = await PostAsync("/gate", file);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string path, byte[] file) =>
        _client.PostAsync(path, new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("video/mp4") } }, TestContext.Current.CancellationToken);
}
