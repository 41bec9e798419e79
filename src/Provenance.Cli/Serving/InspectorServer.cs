namespace Provenance.Cli.Serving;

/// <summary>What <c>serve</c> serves: the inspector page and the endpoints.</summary>
internal static class InspectorServer
{
    /// <summary>Serves until it is cancelled.</summary>
    public static Task<int> RunAsync(Terminal terminal, int port, long maxUploadSize, ValidationOptions validation, CancellationToken cancellationToken) => LocalServer.RunAsync(
        port,
        builder => builder.Services.AddProvenance(options =>
        {
            options.Validation = validation;
            options.MaxUploadSize = maxUploadSize;
        }),
        application =>
        {
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
