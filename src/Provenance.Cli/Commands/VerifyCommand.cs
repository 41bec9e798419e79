using System.CommandLine;
using Provenance.Cli.Reports;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance verify</c>: is the video what was signed, by whom, and do you trust them?</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CliOptions.Files("The videos to verify.");
        var require = new Option<string>("--require")
        {
            Description = "What a file must reach for exit code 0: 'trusted', or 'valid' when the signer need not be on a trust list.",
            DefaultValueFactory = _ => "trusted",
        };
        require.AcceptOnlyFromAmong("valid", "trusted");
        var disclosure = CliOptions.Disclosure("Says what a marking duty asks for and what the file proves of it");
        var format = CliOptions.Format("crjson");
        var quiet = CliOptions.Quiet();
        var trust = new TrustOptions();
        var command = new Command("verify", "Verifies the content credentials of videos. With several files the exit code is that of the worst.") { files, require, disclosure, format, quiet };
        trust.AddTo(command);
        var online = new OnlineOption();
        online.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            var required = string.Equals(parsed.GetValue(require), "valid", StringComparison.Ordinal) ? ValidationState.Valid : ValidationState.Trusted;
            var profiles = CliOptions.ParseDisclosure(parsed.GetValue(disclosure));
            using var client = online.Open(parsed, terminal);
            var validator = new Validator(Mp4.Format) { Options = online.Allow(parsed, trust.Read(parsed, terminal), client) };
            return await FileReporting.RunAsync(
                terminal,
                parsed.GetValue(files) ?? [],
                CliOptions.ParseFormat(parsed.GetValue(format)),
                (path, token) => VerifyAsync(terminal, validator, required, profiles, path, token),
                cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<FileReport> VerifyAsync(Terminal terminal, Validator validator, ValidationState required, IReadOnlyList<DisclosureProfile> profiles, string path, CancellationToken cancellationToken)
    {
        var source = AssetSource.FromFile(path);
        await using (source.ConfigureAwait(false))
        {
            var result = await terminal.WithProgressAsync(
                $"verifying {Path.GetFileName(path)}",
                source.Length,
                progress => validator.ValidateAsync(source, progress, cancellationToken)).ConfigureAwait(false);
            return new FileReport(path, result, Verdict.Of(result, required)) { Disclosures = [.. profiles.Select(p => p.Examine(result))] };
        }
    }
}
