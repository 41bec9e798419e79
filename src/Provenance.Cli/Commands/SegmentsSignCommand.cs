using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance segments sign</c>: one manifest for the renditions of a segmented video.</summary>
internal static class SegmentsSignCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = SegmentFiles.Argument();
        var playlist = SegmentFiles.PlaylistOption();
        var order = SegmentFiles.Order();
        var options = new SignOptions();
        options.Output.Description = "The folder the signed segments go to (required); it is made when it is not there.";
        options.Output.HelpName = "DIR";
        var command = new Command("sign", "Signs segmented video: one manifest in the initialization segments, a Merkle box in each media segment.") { files, playlist, order };
        options.Sidecar.Description = "Writes the manifest to a file of its own below DIR, in place of the initialization segments: named like the first of these, or like the playlist, with the ending .c2pa, unless FILE says otherwise. Media segments carry their Merkle boxes all the same.";
        options.Remote.Description = "The address where the manifest will be found: the initialization segments name it in their XMP metadata. The manifest is in them as well, unless --sidecar is given.";
        command.Options.Add(options.Sidecar);
        command.Options.Add(options.Remote);
        var live = new LiveOptions();
        live.AddTo(command);
        options.AddCommonTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(options.Quiet);
            string[] paths = parsed.GetValue(files) ?? [];
            string? list = parsed.GetValue(playlist);
            SegmentFiles.RequireOne(paths, list, parsed.GetResult(order) is { Implicit: false });
            var packager = live.Read(parsed, options, list);
            return list is null
                ? RunAsync(terminal, options, parsed, paths, SegmentFiles.ParseOrder(parsed.GetValue(order)), packager, cancellationToken)
                : RunAsync(terminal, options, parsed, list, cancellationToken);
        });
        return command;
    }

    private static Task<int> RunAsync(Terminal terminal, SignOptions options, ParseResult parsed, IReadOnlyList<string> paths, SegmentOrder order, LiveSigningOptions? live, CancellationToken cancellationToken) =>
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
                    string? manifest = ReadSidecar(options, parsed, output, () => files.RelativePathOf(new(0, null, null, 0)));
                    var remote = SignCommand.ReadContainer(options, parsed).RemoteManifest;
                    var sink = new SegmentFolder(output, files.RelativePathOf) { ManifestPath = manifest };
                    await using (sink.ConfigureAwait(false))
                    {
                        if (live is not null)
                        {
                            return await LiveSegments.SignAsync(files, sink, signing, live, progress, cancellationToken).ConfigureAwait(false);
                        }

                        return manifest is null
                            ? await FragmentedMp4.SignAsync(
                                files.Renditions, sink, signing.Definition, signing.Signer, signing.Options, remoteManifest: remote, bytesWritten: progress, cancellationToken: cancellationToken).ConfigureAwait(false)
                            : await FragmentedMp4.SignDetachedAsync(
                                files.Renditions, sink, signing.Definition, signing.Signer, signing.Options, remoteManifest: remote, bytesWritten: progress, cancellationToken: cancellationToken).ConfigureAwait(false);
                    }
                }
            },
            cancellationToken);

    private static Task<int> RunAsync(Terminal terminal, SignOptions options, ParseResult parsed, string playlist, CancellationToken cancellationToken) =>
        SignCommand.SignAsync(
            terminal,
            options,
            parsed,
            playlist,
            () => SignCommand.MeasureInput(playlist) > 0 ? 0 : throw new CommandException(ExitCode.Unreadable, $"{playlist}: the file is empty"),
            async (signing, progress, output) =>
            {
                var files = await SegmentFiles.OpenAsync(playlist, cancellationToken).ConfigureAwait(false);
                await using (files.ConfigureAwait(false))
                {
                    try
                    {
                        var remote = SignCommand.ReadContainer(options, parsed).RemoteManifest;
                        var result = ReadSidecar(options, parsed, output, () => Path.GetFileName(playlist)) is { } manifest
                            ? await files.Playlist!.SignDetachedAsync(
                                output, manifest, signing.Definition, signing.Signer, signing.Options, remoteManifest: remote, bytesWritten: progress, cancellationToken: cancellationToken).ConfigureAwait(false)
                            : await files.Playlist!.SignAsync(
                                output, signing.Definition, signing.Signer, signing.Options, remoteManifest: remote, bytesWritten: progress, cancellationToken: cancellationToken).ConfigureAwait(false);
                        WarnOfUnsigned(terminal, files.Playlist);
                        return result;
                    }
                    catch (PlaylistException e)
                    {
                        throw new CommandException(ExitCode.Unreadable, $"{playlist}: {VisibleText.Escape(e.Message).TrimEnd('.')}", innerException: e);
                    }
                }
            },
            cancellationToken);

    // It is published with the segments or not at all, so it stands where they do.
    private static string? ReadSidecar(SignOptions options, ParseResult parsed, string output, Func<string> beside)
    {
        if (parsed.GetResult(options.Sidecar) is null)
        {
            return null;
        }

        if (parsed.GetValue(options.Sidecar) is not { Length: > 0 } path)
        {
            return Path.ChangeExtension(beside(), ".c2pa");
        }

        string relative = Path.GetRelativePath(Path.GetFullPath(output), Path.GetFullPath(path));
        return relative == "." || Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? throw CommandException.Usage($"--sidecar: '{path}' is not below the output folder, with which it is published", $"for example --sidecar {Path.Combine(output, "manifest.c2pa")}")
            : relative;
    }

    /// <summary>Says which files of a playlist no credentials cover.</summary>
    public static void WarnOfUnsigned(Terminal terminal, Playlist playlist)
    {
        foreach (string path in playlist.Unsigned)
        {
            terminal.WriteWarning($"{VisibleText.Escape(path)} is no ISO media; no credentials cover it");
        }
    }
}
