using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provenance.Cli.Serving;

/// <summary>The web server of <c>serve</c>. It listens on the loopback interface and answers only to its names, so that no page elsewhere can reach it by a name of its own.</summary>
internal static class LocalServer
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Serves until it is cancelled.</summary>
    public static async Task<int> RunAsync(Terminal terminal, int port, long maxUploadSize, ValidationOptions validation, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "provenance" });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = [.. Names]);
        builder.Services.AddProvenance(options =>
        {
            options.Validation = validation;
            options.MaxUploadSize = maxUploadSize;
        });

        var application = builder.Build();
        await using (application.ConfigureAwait(false))
        {
            application.UseHostFiltering();
            application.MapProvenanceInspector("/");
            application.MapProvenance("/provenance");
            try
            {
                await application.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                throw new CommandException(ExitCode.Unreadable, $"port {port} cannot be used: {FileFaults.Describe(e, string.Empty)}", "--port 0 takes a free one", e);
            }

            // The address is what this command prints: a script can wait for it.
            await terminal.Output.WriteLineAsync(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).ConfigureAwait(false);
            await terminal.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            terminal.WriteMessage("open this address in a browser; Ctrl-C ends");
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            await application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }
}
