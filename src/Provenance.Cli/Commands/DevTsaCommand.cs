using System.CommandLine;
using System.Security.Cryptography;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance dev-tsa</c>: a time-stamp authority on this machine alone, for trying things out without asking a real one.</summary>
internal static class DevTsaCommand
{
    private const int DefaultPort = 3161; // RFC 3161 is the protocol.

    public static Command Create(Terminal terminal)
    {
        var keys = new Option<string>("--keys") { Description = "The folder that dev-keys made.", HelpName = "DIR", Required = true };
        var port = CliOptions.Port(DefaultPort);
        var quiet = CliOptions.Quiet();
        var command = new Command("dev-tsa", "Runs a time-stamp authority for development, until Ctrl-C. Nobody trusts it but you.") { keys, port, quiet };
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            return RunAsync(terminal, parsed.GetValue(keys)!, CliOptions.ReadPort(parsed.GetValue(port)!), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string folder, int port, CancellationToken cancellationToken)
    {
        using var authority = await OpenAsync(terminal, folder, cancellationToken).ConfigureAwait(false);

        // In a class of its own, so that no other command loads a web server.
        return await Serving.TimestampServer.RunAsync(
            port,
            authority,
            address =>
            {
                terminal.WriteMessage($"{address}/ gives time-stamps for development, for --tsa; {Path.Combine(folder, DevKeysCommand.RootFile)} is for --tsa-trust");
                terminal.WriteMessage("Ctrl-C ends it");
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<DevelopmentTimestampAuthority> OpenAsync(Terminal terminal, string folder, CancellationToken cancellationToken)
    {
        string certificate = Path.Combine(folder, DevKeysCommand.TimestampChainFile);
        string key = Path.Combine(folder, DevKeysCommand.TimestampKeyFile);
        try
        {
            return new DevelopmentTimestampAuthority(
                await File.ReadAllTextAsync(certificate, cancellationToken).ConfigureAwait(false), await File.ReadAllTextAsync(key, cancellationToken).ConfigureAwait(false))
            {
                Clock = terminal.Clock,
            };
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is CryptographicException)
        {
            throw new CommandException(ExitCode.Usage, $"{certificate}, {key}: {FileFaults.Describe(e, certificate)}", "'provenance dev-keys -o keys' makes them", e);
        }
    }
}
