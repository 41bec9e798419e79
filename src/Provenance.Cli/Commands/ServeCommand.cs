using System.CommandLine;
using System.Globalization;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance serve</c>: the inspector page and the endpoints, for this machine only.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var port = new Option<string>("--port") { Description = "The port on the loopback interface; 0 takes a free one.", HelpName = "PORT", DefaultValueFactory = _ => "5280" };
        var size = new Option<string>("--max-size") { Description = "The longest video, in MB.", HelpName = "MB", DefaultValueFactory = _ => "4096" };
        var quiet = CliOptions.Quiet();
        var trust = new TrustOptions();
        var command = new Command("serve", "Shows an inspector page in the browser and answers programs, on this machine only. Nothing leaves it.") { port, size, quiet };
        trust.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            int number = ReadNumber(parsed.GetValue(port)!, "--port", 0, 65535);
            long most = ReadNumber(parsed.GetValue(size)!, "--max-size", 1, 1 << 20) * 1_000_000L;
            var validation = trust.Read(parsed, terminal);

            // In a class of its own, so that no other command loads a web server.
            return Serving.LocalServer.RunAsync(terminal, number, most, validation, cancellationToken);
        });
        return command;
    }

    private static int ReadNumber(string text, string option, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"{option}: '{text}' is not a number from {least} to {most}"));
}
