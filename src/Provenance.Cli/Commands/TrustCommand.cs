using System.CommandLine;
using Provenance.Cli.Reports;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance trust</c>: who is trusted by the lists that are given, for what, and since when.</summary>
internal static class TrustCommand
{
    public static Command Create(Terminal terminal)
    {
        var format = CliOptions.Format();
        var trust = new TrustOptions();
        var command = new Command("trust", "Shows whom the given trust lists trust, and why. There is no built-in list; only 'trust update' downloads anything.") { format };
        trust.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var options = trust.Read(parsed, terminal);
            var report = new TrustReport(options.TrustList, options.TimestampTrustList, options.Clock.GetUtcNow());
            if (CliOptions.ParseFormat(parsed.GetValue(format)) == ReportFormat.Json)
            {
                report.WriteJson(terminal.Output);
            }
            else
            {
                report.WriteText(terminal.Output);
            }

            return Task.FromResult(ExitCode.Success);
        });
        command.Subcommands.Add(TrustUpdateCommand.Create(terminal));
        return command;
    }
}
