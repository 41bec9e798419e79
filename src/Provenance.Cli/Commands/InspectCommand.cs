using System.CommandLine;
using Provenance.Cli.Commands.Batch;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance inspect</c>: what do the credentials say? Never hashes the media, so it is fast and never calls a video authentic.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CliOptions.Files("The videos to look at.");
        var timeline = new Option<bool>("--timeline") { Description = "Shows the chain of manifests from the first to the newest." };
        var format = CliOptions.Format("crjson");
        var quiet = CliOptions.Quiet();
        var trust = new TrustOptions();
        var command = new Command("inspect", "Shows what the content credentials of a video say, without checking the media.") { files, timeline, format, quiet };
        trust.AddTo(command);
        var online = new OnlineOption();
        online.AddTo(command);
        var manifest = new ManifestOption();
        manifest.AddTo(command);
        var recover = new RecoverOption();
        recover.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            bool showsTimeline = parsed.GetValue(timeline);
            using var client = online.Open(parsed, terminal);
            InputFile[] inputs = [.. (parsed.GetValue(files) ?? []).Select(f => new InputFile(f, Path.GetFileName(f)))];
            var options = manifest.Take(parsed, online.Allow(parsed, trust.Read(parsed, terminal), client), inputs.Length);
            var validator = KnownFormats.Validator(await recover.ApplyAsync(parsed, terminal, options, cancellationToken).ConfigureAwait(false));
            return await new FileReporting { Terminal = terminal, Format = CliOptions.ParseFormat(parsed.GetValue(format)) }
                .RunAsync(inputs, (file, token) => InspectAsync(terminal, validator, showsTimeline, file, token), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<FileReport> InspectAsync(Terminal terminal, Validator validator, bool showsTimeline, InputFile file, CancellationToken cancellationToken)
    {
        var source = await file.OpenAsync(terminal, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var result = await validator.InspectAsync(source, cancellationToken).ConfigureAwait(false);
            return new FileReport(file.Path, result, Verdict.OfInspection(result)) { ShowsTimeline = showsTimeline };
        }
    }
}
