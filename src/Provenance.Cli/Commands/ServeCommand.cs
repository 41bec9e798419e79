using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance serve</c>: the inspector page and the endpoints, for this machine only.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var port = CliOptions.Port(5280);
        var size = new Option<string>("--max-size") { Description = "The longest video, in MB.", HelpName = "MB", DefaultValueFactory = _ => "4096" };
        var quiet = CliOptions.Quiet();
        var trust = new TrustOptions();
        var command = new Command("serve", "Shows an inspector page in the browser and answers programs, on this machine only. Nothing leaves it.") { port, size, quiet };
        trust.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            int number = CliOptions.ReadPort(parsed.GetValue(port)!);
            long most = CliOptions.ReadNumber(parsed.GetValue(size)!, "--max-size", 1, 1 << 20) * 1_000_000L;
            var validation = trust.Read(parsed, terminal);

            // In a class of its own, so that no other command loads a web server.
            return Serving.InspectorServer.RunAsync(terminal, number, most, validation, cancellationToken);
        });
        return command;
    }
}
