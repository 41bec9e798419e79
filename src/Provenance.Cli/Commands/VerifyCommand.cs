using System.CommandLine;
using Provenance.Cli.Commands.Batch;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance verify</c>: is the video what was signed, by whom, and do you trust them?</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CliOptions.Files("The videos to verify: files, folders, patterns such as 'in/**/*.mp4', or '-' for one on standard input.", isRequired: false);
        var require = new Option<string>("--require")
        {
            Description = "What a file must reach for exit code 0: 'trusted', or 'valid' when the signer need not be on a trust list.",
            DefaultValueFactory = _ => "trusted",
        };
        require.AcceptOnlyFromAmong("valid", "trusted");
        var disclosure = CliOptions.Disclosure("Says what a marking duty asks for and what the file proves of it");
        var format = CliOptions.Format("jsonl", "crjson");
        var html = new Option<string?>("--report") { Description = "Writes the report as an HTML file too, for people to read, print and keep.", HelpName = "OUT.html" };
        var quiet = CliOptions.Quiet();
        var batch = new BatchOptions();
        var trust = new TrustOptions();
        var command = new Command("verify", "Verifies the content credentials of videos. With several files the exit code is that of the worst.") { files, require, disclosure, format, html };
        batch.AddTo(command);
        command.Options.Add(quiet);
        trust.AddTo(command);
        var online = new OnlineOption();
        online.AddTo(command);
        var manifest = new ManifestOption();
        manifest.AddTo(command);
        var ranges = new RangeOptions();
        ranges.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            var required = string.Equals(parsed.GetValue(require), "valid", StringComparison.Ordinal) ? ValidationState.Valid : ValidationState.Trusted;
            var profiles = CliOptions.ParseDisclosure(parsed.GetValue(disclosure));
            using var client = online.Open(parsed, terminal);
            var options = online.Allow(parsed, trust.Read(parsed, terminal), client);
            var inputs = InputFiles.Find(parsed.GetValue(files) ?? [], parsed.GetValue(batch.FilesFrom), terminal);
            if (ranges.IsGiven(parsed))
            {
                RequireOneReport(inputs, parsed.GetValue(format), parsed.GetValue(html), parsed.GetValue(batch.Resume), profiles);
                var asked = manifest.Take(parsed, options, inputs.Count);
                return await new FileReporting { Terminal = terminal, Format = CliOptions.ParseFormat(parsed.GetValue(format)) }
                    .RunAsync(inputs, (file, token) => RangeVerification.RunAsync(file, terminal, source => ranges.Read(parsed, source), asked, required, token), cancellationToken).ConfigureAwait(false);
            }

            var validator = KnownFormats.Validator(manifest.Take(parsed, options, inputs.Count));
            var together = new ValidationBatch(validator, batch.ReadJobs(parsed));
            using var state = parsed.GetValue(batch.Resume) is { } path
                ? ResumeState.Open(path, RunSettings.Of(parsed, [.. batch.All, format, html, quiet]))
                : null;
            return await new FileReporting { Terminal = terminal, Format = CliOptions.ParseFormat(parsed.GetValue(format)), Jobs = batch.ReadJobs(parsed, together.UnderWay), HtmlPath = parsed.GetValue(html), State = state }
                .RunAsync(inputs, (file, token) => VerifyAsync(terminal, validator, inputs.Count == 1 ? null : together, required, profiles, file, token), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<FileReport> VerifyAsync(
        Terminal terminal, Validator validator, ValidationBatch? batch, ValidationState required, IReadOnlyList<DisclosureProfile> profiles, InputFile file, CancellationToken cancellationToken)
    {
        var source = await file.OpenAsync(terminal, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            // A run of many files has a line of its own.
            var result = batch is null
                ? await terminal.WithProgressAsync(
                    $"verifying {Path.GetFileName(file.Path)}",
                    source.Length,
                    progress => validator.ValidateAsync(source, progress, cancellationToken)).ConfigureAwait(false)
                : await batch.ValidateAsync(source, null, cancellationToken).ConfigureAwait(false);
            return new FileReport(file.Path, result, Verdict.Of(result, required)) { Disclosures = [.. profiles.Select(p => p.Examine(result))] };
        }
    }

    // What describes a whole video cannot be said of a part of one.
    private static void RequireOneReport(IReadOnlyList<InputFile> inputs, string? format, string? html, string? resume, IReadOnlyList<DisclosureProfile> profiles)
    {
        if (inputs.Count != 1)
        {
            throw CommandException.Usage("--range and --partial concern one video");
        }

        if (format is "crjson" || html is not null || resume is not null || profiles.Count > 0)
        {
            throw CommandException.Usage("--range and --partial say nothing about the whole video: --format crjson, --report, --resume and --disclosure do not go with them");
        }
    }
}
