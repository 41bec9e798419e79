using Provenance.Cli.Reports;

namespace Provenance.Cli.Commands;

/// <summary>What <c>verify</c> and <c>inspect</c> share: one report a file, one bad file never stops the rest, the worst decides.</summary>
internal static class FileReporting
{
    public static async Task<int> RunAsync(
        Terminal terminal, IReadOnlyList<string> files, ReportFormat format, Func<string, CancellationToken, Task<FileReport>> examine, CancellationToken cancellationToken)
    {
        if (format == ReportFormat.CrJson && files.Count != 1)
        {
            throw CommandException.Usage("--format crjson reports one file: a crJSON document describes one asset");
        }

        var reports = new List<(string File, FileReport? Report, string? Fault)>();
        int exitCode = ExitCode.Success;
        bool written = false;
        foreach (string file in files)
        {
            FileReport? report = null;
            string? fault = null;
            try
            {
                Recovery.Run(file, terminal);
                report = await examine(file, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                fault = FileFaults.Describe(e, file);
            }

            exitCode = ExitCode.Worse(exitCode, report?.Verdict.ExitCode ?? ExitCode.Unreadable);
            if (report?.Verdict.ExitCode == ExitCode.Unreadable)
            {
                fault = report.Verdict.Sentence;
            }

            if (fault is not null)
            {
                terminal.WriteError($"{file}: {fault}");
            }

            if (format == ReportFormat.Json)
            {
                reports.Add((file, report, fault));
            }
            else if (format == ReportFormat.CrJson && report is not null)
            {
                CrJsonReport.Write(terminal.Output, report.Result);
            }
            else if (report is not null && fault is null)
            {
                if (written && !terminal.IsQuiet)
                {
                    terminal.Output.WriteLine();
                }

                TextReport.Write(terminal, report, named: files.Count > 1);
                written = true;
            }
        }

        if (format == ReportFormat.Json)
        {
            JsonReport.Write(terminal.Output, json =>
            {
                if (files.Count > 1)
                {
                    json.WriteStartArray();
                }

                foreach (var (file, report, fault) in reports)
                {
                    if (report is not null)
                    {
                        JsonReport.WriteFile(json, report);
                    }
                    else
                    {
                        JsonReport.WriteFault(json, file, fault!);
                    }
                }

                if (files.Count > 1)
                {
                    json.WriteEndArray();
                }
            });
        }

        return exitCode;
    }
}
