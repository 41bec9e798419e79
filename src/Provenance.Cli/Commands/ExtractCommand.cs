using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance extract</c>: the manifest store as a <c>.c2pa</c> file (§11.4).</summary>
internal static class ExtractCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = CliOptions.Input("FILE", "The video.");
        var output = CliOptions.Output("Where the manifest store goes; '-' for standard output.", "OUT.c2pa");
        var quiet = CliOptions.Quiet();
        var command = new Command("extract", "Writes the manifest store of a video to a .c2pa file, as it stands, unchecked.") { input, output, quiet };
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            return RunAsync(terminal, parsed.GetValue(input)!, parsed.GetValue(output)!, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string input, string output, CancellationToken cancellationToken)
    {
        var store = await SupportedAsset.ReadAsync(
            terminal,
            input,
            async (source, asset) => await Mp4.ExtractAsync(source, cancellationToken).ConfigureAwait(false) ?? throw SupportedAsset.WithoutStore(asset, input),
            cancellationToken).ConfigureAwait(false);
        if (output is "-")
        {
            var stream = terminal.OpenBinaryOutput?.Invoke() ?? throw CommandException.Usage("there is no standard output for bytes");
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(store, cancellationToken).ConfigureAwait(false);
            }

            return ExitCode.Success;
        }

        try
        {
            await NewFile.WriteAsync(output, store, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unwritable(e, output);
        }

        terminal.WriteMessage($"{output}: {store.Length} bytes of manifest store");
        return ExitCode.Success;
    }
}
