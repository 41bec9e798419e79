using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance strip</c>: a copy without content credentials.</summary>
internal static class StripCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = CliOptions.Input("FILE", "The video.");
        var output = CliOptions.Output("Where the copy goes.", "OUT");
        var quiet = CliOptions.Quiet();
        var command = new Command("strip", "Writes a copy of a video without its content credentials.") { input, output, quiet };
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            return RunAsync(terminal, parsed.GetValue(input)!, parsed.GetValue(output)!, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string input, string output, CancellationToken cancellationToken)
    {
        // Faults of the input are told apart from those of the output.
        await SupportedAsset.ReadAsync(terminal, input, (_, asset) => Task.FromResult(asset), cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await Mp4.StripAsync(input, output, cancellationToken).ConfigureAwait(false))
            {
                throw new CommandException(ExitCode.NoCredentials, $"{input} carries no content credentials, so nothing was written");
            }
        }
        catch (SigningException e)
        {
            throw SigningFaults.Describe(e, input);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unwritable(e, output);
        }

        terminal.WriteMessage($"{output}: without content credentials");
        return ExitCode.Success;
    }
}
