using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance segments sign</c>: one manifest for the renditions of a segmented video.</summary>
internal static class SegmentsSignCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CliOptions.Files("An initialization segment and its media segments; another initialization segment starts another rendition.");
        var order = SegmentFiles.Order();
        var options = new SignOptions();
        options.Output.Description = "The folder the signed segments go to (required); it is made when it is not there.";
        options.Output.HelpName = "DIR";
        var command = new Command("sign", "Signs segmented video: one manifest in the initialization segments, a Merkle box in each media segment.") { files, order };
        options.AddCommonTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(options.Quiet);
            return RunAsync(terminal, options, parsed, parsed.GetValue(files) ?? [], SegmentFiles.ParseOrder(parsed.GetValue(order)), cancellationToken);
        });
        return command;
    }

    private static Task<int> RunAsync(Terminal terminal, SignOptions options, ParseResult parsed, IReadOnlyList<string> paths, SegmentOrder order, CancellationToken cancellationToken) =>
        SignCommand.SignAsync(
            terminal,
            options,
            parsed,
            paths.Count == 1 ? paths[0] : $"{paths[0]} and its segments",
            () => paths.Sum(SignCommand.MeasureInput),
            async (signing, progress, output) =>
            {
                var files = await SegmentFiles.OpenAsync(paths, order, cancellationToken).ConfigureAwait(false);
                await using (files.ConfigureAwait(false))
                {
                    files.RequireElsewhere(output);
                    var sink = new SegmentFolder(output, files.RelativePathOf);
                    await using (sink.ConfigureAwait(false))
                    {
                        return await FragmentedMp4.SignAsync(
                            files.Renditions, sink, signing.Definition, signing.Signer, signing.Options, bytesWritten: progress, cancellationToken: cancellationToken).ConfigureAwait(false);
                    }
                }
            },
            cancellationToken);
}
