using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance segments update</c>: adds to the content credentials of segmented video (§11.2.3): only initialization segments change, or the file beside them.</summary>
internal static class SegmentsUpdateCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = SegmentFiles.Argument("Every initialization segment of the video. Media segments that follow one are validated first; they stay what they are.");
        var playlist = SegmentFiles.PlaylistOption();
        var manifest = new ManifestOption("The manifest of the segments, a .c2pa file, where it stands beside them: it alone is updated.");
        var options = new SignOptions();
        options.Output.Description = "The folder the updated initialization segments go to, or the updated manifest, and nothing else. Without it, say --in-place.";
        options.Output.HelpName = "DIR";
        options.InPlace.Description = "Updates the initialization segments, or the manifest, where they are.";
        var more = new UpdateOptions();
        var command = new Command("update", "Adds to the content credentials of segmented video: published, redacted, time-stamped later. The media segments stay what they are.") { files, playlist };
        manifest.AddTo(command);
        more.AddTo(command, options);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(options.Quiet);
            string[] paths = parsed.GetValue(files) ?? [];
            string? list = parsed.GetValue(playlist);
            SegmentFiles.RequireOne(paths, list, hasOrder: false);
            bool inPlace = parsed.GetValue(options.InPlace);
            if (inPlace == parsed.GetValue(options.Output) is not null)
            {
                throw CommandException.Usage("say where the updated initialization segments go: -o DIR, or --in-place");
            }

            var definition = more.Read(parsed, options);
            string named = manifest.PathIn(parsed) ?? list ?? paths[0];
            using var client = definition.RecordCertificateStatus ? terminal.OpenHttpClient() : null;
            return await SignCommand.SignAsync(
                terminal,
                named,
                inPlace ? named : parsed.GetValue(options.Output),
                () => SignCommand.PrepareAsync(terminal, options, parsed, static () => { }, () => (list is null ? paths : [list]).Sum(SignCommand.MeasureInput), _ => Task.FromResult(definition), cancellationToken),
                async (signing, _, output) =>
                {
                    var opened = list is null
                        ? await SegmentFiles.OpenAsync(paths, SegmentOrder.DecodeTime, cancellationToken).ConfigureAwait(false)
                        : await SegmentFiles.OpenAsync(list, cancellationToken).ConfigureAwait(false);
                    await using (opened.ConfigureAwait(false))
                    {
                        RequireUpdatable(opened, list);
                        var how = signing.Options with { OcspClient = client };
                        return manifest.PathIn(parsed) is { } store
                            ? await UpdateApartAsync(opened, store, manifest.Read(parsed, how.IngredientValidation.Limits), inPlace ? null : output, signing.Definition, signing.Signer, how, cancellationToken).ConfigureAwait(false)
                            : await UpdateAsync(opened, inPlace ? null : output, signing.Definition, signing.Signer, how, cancellationToken).ConfigureAwait(false);
                    }
                },
                "updated").ConfigureAwait(false);
        });
        return command;
    }

    // Credentials of one asset are updated together, or some of it would keep the old ones.
    private static void RequireUpdatable(SegmentFiles files, string? playlist)
    {
        if (files.Playlist is not { } listed)
        {
            return;
        }

        string? fault = listed.Missing.Count > 0 ? $"it lists {listed.Missing[0]}, but there is no such file"
            : listed.Files.Count > 0 ? $"{listed.Files[0].Path} holds a rendition by itself; update it by itself with 'provenance update'"
            : listed.Renditions.Count == 0 ? "it lists no segments"
            : null;
        if (fault is not null)
        {
            throw new CommandException(ExitCode.Unreadable, VisibleText.Escape($"{playlist}: {fault}"));
        }
    }

    private static async Task<SigningResult> UpdateAsync(
        SegmentFiles files, string? output, UpdateDefinition definition, ClaimSigner signer, SigningOptions options, CancellationToken cancellationToken)
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

    private static async Task<SigningResult> UpdateApartAsync(
        SegmentFiles files, string path, byte[] store, string? output, UpdateDefinition definition, ClaimSigner signer, SigningOptions options, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (output is not null && string.Equals(Path.GetFullPath(output).TrimEnd(Path.DirectorySeparatorChar), folder, StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandException(ExitCode.SigningFailed, $"{output}: the output would take the place of {path}; write to another folder, or say --in-place");
        }

        var sink = new SegmentFolder(output ?? folder) { ManifestPath = Path.GetFileName(path) };
        await using (sink.ConfigureAwait(false))
        {
            return await FragmentedMp4.UpdateDetachedAsync(files.Renditions, store, sink, definition, signer, options, cancellationToken).ConfigureAwait(false);
        }
    }
}
