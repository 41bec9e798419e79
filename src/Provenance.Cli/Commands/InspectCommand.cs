using System.CommandLine;
using Provenance.Cli.Reports;

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
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            bool showsTimeline = parsed.GetValue(timeline);
            using var client = online.Open(parsed, terminal);
            var validator = new Validator(Mp4.Format) { Options = online.Allow(parsed, trust.Read(parsed, terminal), client) };
            return await FileReporting.RunAsync(
                terminal,
                parsed.GetValue(files) ?? [],
                CliOptions.ParseFormat(parsed.GetValue(format)),
                (path, token) => InspectAsync(validator, showsTimeline, path, token),
                cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<FileReport> InspectAsync(Validator validator, bool showsTimeline, string path, CancellationToken cancellationToken)
    {
        var source = AssetSource.FromFile(path);
        await using (source.ConfigureAwait(false))
        {
            var result = await validator.InspectAsync(source, cancellationToken).ConfigureAwait(false);
            return new FileReport(path, result, Verdict.OfInspection(result)) { ShowsTimeline = showsTimeline };
        }
    }
}
