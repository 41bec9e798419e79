using System.CommandLine;
using Provenance.Cli.Demo;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance demo</c>: the whole story in a few seconds, with a video and keys of its own.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var quiet = CliOptions.Quiet();
        var command = new Command("demo", "Makes a small video and development keys, signs, verifies, tampers, verifies again. Leaves nothing behind.") { quiet };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            string folder = Directory.CreateTempSubdirectory("provenance-demo-").FullName;
            try
            {
                return await new Demonstration(terminal, folder).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }
}
