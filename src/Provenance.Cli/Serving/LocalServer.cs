using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provenance.Cli.Serving;

/// <summary>The web server of <c>serve</c> and of <c>dev-tsa</c>. It listens on the loopback interface and answers only to its names, so that no page elsewhere can reach it by a name of its own.</summary>
internal static class LocalServer
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Serves until it is cancelled.</summary>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="configure">Says what there is to serve it with.</param>
    /// <param name="map">Says what is served where.</param>
    /// <param name="started">Is told the address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(
        int port, Action<WebApplicationBuilder> configure, Action<WebApplication> map, Func<string, Task> started, CancellationToken cancellationToken)
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
        configure(builder);

        var application = builder.Build();
        await using (application.ConfigureAwait(false))
        {
            application.UseHostFiltering();
            map(application);
            try
            {
                await application.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                throw new CommandException(ExitCode.Unreadable, $"port {port} cannot be used: {FileFaults.Describe(e, string.Empty)}", "--port 0 takes a free one", e);
            }

            await started(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            await application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }
}
