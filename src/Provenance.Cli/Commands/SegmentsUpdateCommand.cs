using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance segments update</c>: adds to the content credentials of segmented video (§11.2.3): only initialization segments change.</summary>
internal static class SegmentsUpdateCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CliOptions.Files("Every initialization segment of the video. Media segments that follow one are validated first; they stay what they are.");
        var options = new SignOptions();
        options.Output.Description = "The folder the updated initialization segments go to, and nothing else. Without it, say --in-place.";
        options.Output.HelpName = "DIR";
        options.InPlace.Description = "Updates the initialization segments where they are.";
        var more = new UpdateOptions();
        var command = new Command("update", "Adds to the content credentials of segmented video: published, redacted, time-stamped later. The media segments stay what they are.") { files };
        more.AddTo(command, options);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(options.Quiet);
            string[] paths = parsed.GetValue(files)!;
            bool inPlace = parsed.GetValue(options.InPlace);
            if (inPlace == parsed.GetValue(options.Output) is not null)
            {
                throw CommandException.Usage("say where the updated initialization segments go: -o DIR, or --in-place");
            }

            var definition = more.Read(parsed, options);
            using var client = definition.RecordCertificateStatus ? terminal.OpenHttpClient() : null;
            return await SignCommand.SignAsync(
                terminal,
                paths[0],
                inPlace ? paths[0] : parsed.GetValue(options.Output),
                () => SignCommand.PrepareAsync(terminal, options, parsed, static () => { }, () => paths.Sum(SignCommand.MeasureInput), _ => Task.FromResult(definition), cancellationToken),
                (signing, _, output) => UpdateAsync(paths, inPlace ? null : output, signing.Definition, signing.Signer, signing.Options with { OcspClient = client }, cancellationToken),
                "updated").ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<SigningResult> UpdateAsync(
        string[] paths, string? output, UpdateDefinition definition, ClaimSigner signer, SigningOptions options, CancellationToken cancellationToken)
    {
        var files = await SegmentFiles.OpenAsync(paths, SegmentOrder.DecodeTime, cancellationToken).ConfigureAwait(false);
        await using (files.ConfigureAwait(false))
        {
            if (output is not null)
            {
                files.RequireElsewhere(output);
            }

            // All of them take their places, or none.
            var sink = new SegmentFolder(output ?? files.CommonFolder, files.RelativePathOf);
            await using (sink.ConfigureAwait(false))
            {
                return await FragmentedMp4.UpdateAsync(files.Renditions, sink, definition, signer, options, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
