using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Provenance.Endpoints;

namespace Provenance.Cli.Serving;

/// <summary>What <c>serve</c> serves: the inspector page and the endpoints.</summary>
internal static class InspectorServer
{
    /// <summary>Serves until it is cancelled.</summary>
    /// <param name="terminal">Where the address is said.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="configure">Whom to trust, what to sign with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<int> RunAsync(Terminal terminal, int port, Action<ProvenanceOptions> configure, CancellationToken cancellationToken) => LocalServer.RunAsync(
        port,
        builder => builder.Services.AddProvenance(configure),
        application =>
        {
            // Pages of other sites reach this machine through the browser of who looks at them. A link to the page may be followed.
            application.Use((context, next) =>
                !HttpMethods.IsGet(context.Request.Method) && SameOrigin.IsFromElsewhere(context.Request) ? SameOrigin.RefuseAsync(context) : next(context));
            application.MapProvenanceInspector("/");
            application.MapProvenance("/provenance");
        },
        async address =>
        {
            // The address is what this command prints: a script can wait for it.
            await terminal.Output.WriteLineAsync(address).ConfigureAwait(false);
            await terminal.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            terminal.WriteMessage("open this address in a browser; Ctrl-C ends");
        },
        cancellationToken);
}
