using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provenance.Tests.AspNetCore;

/// <summary>An application with the pipeline, on a real Kestrel at a free port of the loopback interface.</summary>
internal sealed class PipelineHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PipelineHost(WebApplication application, TempFolder folder, HttpClient client, Uri address)
    {
        _application = application;
        Folder = folder;
        Client = client;
        Address = address;
    }

    /// <summary>Where uploads are kept.</summary>
    public TempFolder Folder { get; }

    /// <summary>A client for the application.</summary>
    public HttpClient Client { get; }

    /// <summary>Where the application listens.</summary>
    public Uri Address { get; }

    /// <summary>What the application holds.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Starts it.</summary>
    /// <param name="configure">Changes the options; the test PKI is trusted.</param>
    /// <param name="map">Maps more endpoints.</param>
    /// <param name="logs">Gets the log.</param>
    /// <param name="inProcess">Without a socket.</param>
    public static async Task<PipelineHost> StartAsync(
        Action<ProvenanceOptions>? configure = null, Action<WebApplication>? map = null, ILoggerProvider? logs = null, bool inProcess = false, Action<IServiceCollection>? services = null)
    {
        var folder = new TempFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        }

        if (inProcess)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.ConfigureKestrel(k =>
            {
                k.Listen(IPAddress.Loopback, 0);

                // Kestrel ends what stands still for five seconds: a client that a busy machine does not let speak, or one that holds a place for a test.
                k.Limits.MinRequestBodyDataRate = null;
                k.Limits.MinResponseDataRate = null;
            });
        }

        builder.Services.AddProvenance(options =>
        {
            options.Validation = SignedVideo.Options;
            options.TemporaryFolder = folder.Path;
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        application.MapProvenance("/provenance");
        map?.Invoke(application);
        await application.StartAsync();
        if (inProcess)
        {
            HttpClient client = application.GetTestClient();
            return new PipelineHost(application, folder, client, client.BaseAddress!);
        }

        var address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return new PipelineHost(application, folder, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) }, address);
    }

    /// <summary>Posts a video as the body.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type = "video/mp4") => Client.PostAsync(path, Body(body, type), TestContext.Current.CancellationToken);

    /// <summary>Posts a form with one file.</summary>
    public Task<HttpResponseMessage> PostFormAsync(string path, byte[] file, string name = "fox.mp4") => Client.PostAsync(path, Form(file, name), TestContext.Current.CancellationToken);

    /// <summary>A body that is a video.</summary>
    public static ByteArrayContent Body(byte[] body, string type = "video/mp4") => new(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    /// <summary>A form with one file.</summary>
    public static MultipartFormDataContent Form(byte[] file, string name = "fox.mp4") => new() { { Body(file), "video", name }, { new StringContent("a note"), "note" } };

    /// <summary>Fails unless nothing is left: no file in the folder, none open, nobody in the queue.</summary>
    public async Task AssertNothingIsLeftAsync()
    {
        var queue = Services.GetRequiredService<Provenance.Endpoints.VideoQueue>();
        await Eventually.TrueAsync(() => queue.Taken == 0, "the queue is empty");
        Assert.Empty(Folder.Names);
        if (OperatingSystem.IsLinux())
        {
            // A file without a name is still there while it is open.
            Assert.DoesNotContain(Directory.EnumerateFiles("/proc/self/fd").Select(TargetOf), t => t.StartsWith(Folder.Path, StringComparison.Ordinal));
        }
    }

    private static string TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName ?? string.Empty;
        }
        catch (IOException)
        {
            return string.Empty; // closed in the meantime
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
        Folder.Dispose();
    }
}
