using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance update</c>: adds to the content credentials of a video whose content stays what it is (§11.2.3).</summary>
internal static class UpdateCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = CliOptions.Input("FILE", "The video to update.");
        var options = new SignOptions();
        options.Output.Description = "Where the updated video goes. Without it, say --in-place.";
        options.InPlace.Description = "Updates the video where it is: a few bytes change, a box is appended, whatever its size.";
        var more = new UpdateOptions();
        var verifyMedia = new Option<bool>("--verify-media") { Description = "Reads the media first and refuses an update of media that was changed. Otherwise the media is not read; whoever verifies the video does that anyway." };
        var command = new Command("update", "Adds to the content credentials of a video: published, redacted, time-stamped later. The content stays what it is.") { file };
        more.AddTo(command, options, verifyMedia);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(options.Quiet);
            string input = parsed.GetValue(file)!;
            bool inPlace = parsed.GetValue(options.InPlace);
            if (inPlace == parsed.GetValue(options.Output) is not null)
            {
                throw CommandException.Usage("say where the updated video goes: -o OUTPUT, or --in-place");
            }

            var definition = more.Read(parsed, options);
            var container = new Mp4SigningOptions { VerifyMedia = parsed.GetValue(verifyMedia) };
            using var client = definition.RecordCertificateStatus ? terminal.OpenHttpClient() : null;
            return await SignCommand.SignAsync(
                terminal,
                input,
                inPlace ? input : parsed.GetValue(options.Output),
                () => SignCommand.PrepareAsync(
                    terminal,
                    options,
                    parsed,
                    static () => { },
                    () => SignCommand.MeasureInput(input),
                    async _ =>
                    {
                        await RequireCredentialsAsync(terminal, input, cancellationToken).ConfigureAwait(false);
                        return definition;
                    },
                    cancellationToken),
                (signing, progress, output) => inPlace
                    ? Mp4.UpdateAsync(input, signing.Definition, signing.Signer, signing.Options with { OcspClient = client }, container, cancellationToken)
                    : Mp4.UpdateAsync(input, output, signing.Definition, signing.Signer, signing.Options with { OcspClient = client }, container, progress, cancellationToken),
                "updated").ConfigureAwait(false);
        });
        return command;
    }

    private static Task RequireCredentialsAsync(Terminal terminal, string input, CancellationToken cancellationToken) => SupportedAsset.ReadAsync(
        terminal, input, (_, asset) => asset.Stores.Count > 0 ? Task.FromResult(asset) : throw SupportedAsset.WithoutStore(asset, input), cancellationToken);
}
