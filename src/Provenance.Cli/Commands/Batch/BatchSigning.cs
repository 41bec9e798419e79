using System.CommandLine;
using System.Text.Json;

namespace Provenance.Cli.Commands.Batch;

/// <summary>
/// Signs many videos with one definition and one key into a folder. One that fails never stops the rest: it leaves no output, its reason goes
/// to standard error, and the worst exit code is the answer.
/// </summary>
internal sealed class BatchSigning(Terminal terminal, SignOptions options, ParseResult parsed)
{
    private readonly Mp4SigningOptions _container = SignCommand.ReadContainer(options, parsed);
    private readonly bool _writesLines = parsed.GetValue(options.Format) == "jsonl";

    /// <summary>Whether the command line names anything but one file and the file it becomes.</summary>
    public static bool IsMeant(SignOptions options, ParseResult parsed, IReadOnlyList<string> names) =>
        names.Count != 1
        || parsed.GetValue(options.Batch.FilesFrom) is not null
        || parsed.GetValue(options.Batch.Resume) is not null
        || parsed.GetValue(options.Format) == "jsonl"
        || (names[0] != "-" && (Directory.Exists(names[0]) || (names[0].AsSpan().ContainsAny('*', '?') && !File.Exists(names[0]))))
        || (parsed.GetValue(options.Output) is { Length: > 0 } output && (Path.EndsInDirectorySeparator(output) || Directory.Exists(output)));

    /// <summary>Signs them all.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0 && parsed.GetValue(options.Batch.FilesFrom) is null)
        {
            throw CommandException.Usage("say what to sign: INPUT…, or --files-from LIST");
        }

        if (parsed.GetValue(options.InPlace) || parsed.GetResult(options.Sidecar) is not null || parsed.GetValue(options.Remote) is not null)
        {
            throw CommandException.Usage("--in-place, --sidecar and --remote take one video");
        }

        if (parsed.GetValue(options.Insert))
        {
            throw CommandException.Usage("--insert has a meaning only with --in-place, which takes one video");
        }

        if (parsed.GetValue(options.Output) is not { Length: > 0 } folder)
        {
            throw CommandException.Usage("say where the signed videos go: -o FOLDER");
        }

        if (folder == "-" || File.Exists(folder))
        {
            throw CommandException.Usage($"-o {folder}: several videos go to a folder");
        }

        int jobs = options.Batch.ReadJobs(parsed);
        using var setup = await SignCommand.PrepareAsync(terminal, options, parsed, () => 0, cancellationToken).ConfigureAwait(false);
        var inputs = InputFiles.Find(names, parsed.GetValue(options.Batch.FilesFrom), terminal, except: folder);
        using var state = parsed.GetValue(options.Batch.Resume) is { } path ? ResumeState.Open(path, Settings(setup.Files)) : null;
        var summary = new BatchSummary();
        var waiting = Plan(folder, inputs, state, summary);
        using var progress = new BatchProgress(terminal, waiting.Count, waiting.Sum(w => w.File.Length));
        var outcomes = FileQueue.RunAsync(waiting, (work, token) => SignAsync(setup, work, token), jobs, inOrder: !_writesLines, cancellationToken);
        await foreach (var outcome in outcomes.ConfigureAwait(false))
        {
            summary.Add(outcome.ExitCode);
            progress.Report(outcome.File.Length, () => Write(outcome));
            if (outcome.ExitCode == ExitCode.Success)
            {
                state?.Add(outcome.File, outcome.ExitCode, outcome.Result is { Signed: true } ? outcome.Output : null);
            }
        }

        progress.Dispose();
        terminal.WriteMessage(summary.Describe("signed or left alone", progress.Elapsed));
        return summary.ExitCodeOfAll;
    }

    // Which key it is, the certificate says. Where an output goes is kept with each file.
    private IEnumerable<string> Settings(IReadOnlyList<string> files) =>
        RunSettings.Of(parsed, [.. options.Batch.All, options.Output, options.Key, options.Format, options.Quiet], files);

    // Where each goes is decided before the first is signed: two inputs never fight for one output.
    private static List<(InputFile File, string Output, string? Fault)> Plan(string folder, IReadOnlyList<InputFile> inputs, ResumeState? state, BatchSummary summary)
    {
        var taken = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var waiting = new List<(InputFile, string, string?)>();
        foreach (var file in inputs)
        {
            string output = Path.Combine(folder, file.RelativePath);
            string? fault = taken.TryGetValue(output, out string? other) ? $"{output} is already the output of {other}" : null;
            taken.TryAdd(output, file.Path);
            if (fault is null && state?.ExitCodeOf(file, output) is { } exitCode)
            {
                summary.Add(exitCode, wasSkipped: true);
            }
            else
            {
                waiting.Add((file, output, fault));
            }
        }

        return waiting;
    }

    private async Task<Outcome> SignAsync(SigningSetup<ManifestDefinition> setup, (InputFile File, string Output, string? Fault) work, CancellationToken cancellationToken)
    {
        var (file, output, fault) = work;
        if (fault is not null || file.Fault is not null)
        {
            return new Outcome(file, output, null, fault ?? file.Fault, fault is null ? ExitCode.Unreadable : ExitCode.SigningFailed);
        }

        try
        {
            SignCommand.MeasureInput(file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            var result = await Mp4.SignAsync(file.Path, output, setup.Definition, setup.Signer, setup.Options, _container, null, cancellationToken).ConfigureAwait(false);
            return new Outcome(file, output, result, null, ExitCode.Success);
        }
        catch (CommandException e)
        {
            return new Outcome(file, output, null, WithoutName(e, file), e.ExitCode);
        }
        catch (SigningException e)
        {
            var described = SigningFaults.Describe(e, file.Path, setup.Place);
            return new Outcome(file, output, null, WithoutName(described, file), described.ExitCode);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return new Outcome(file, output, null, $"{output} cannot be written: {FileFaults.Describe(e, output)}", ExitCode.SigningFailed);
        }
    }

    private static string WithoutName(CommandException fault, InputFile file) =>
        fault.Message.StartsWith(file.Path + ": ", StringComparison.Ordinal) ? fault.Message[(file.Path.Length + 2)..] : fault.Message;

    private void Write(Outcome outcome)
    {
        if (outcome.Fault is not null)
        {
            terminal.WriteError($"{outcome.File.Path}: {outcome.Fault}");
        }

        foreach (string warning in outcome.Result?.Warnings ?? [])
        {
            terminal.WriteWarning($"{outcome.File.Path}: {warning.TrimEnd('.')}");
        }

        if (_writesLines)
        {
            JsonReport.WriteLine(terminal.Output, json => Write(json, outcome));
        }
    }

    private static void Write(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("file", outcome.File.Path);
        json.WriteString("output", outcome.Result is { Signed: true } ? outcome.Output : null);
        json.WriteBoolean("signed", outcome.Result is { Signed: true });
        json.WriteString("manifest", outcome.Result?.ManifestLabel);
        json.WriteString("timestamp", outcome.Result?.TimestampTime is { } time ? JsonReport.Time(time) : null);
        json.WriteString("error", outcome.Fault);
        json.WriteNumber("exitCode", outcome.ExitCode);
        json.WriteEndObject();
    }

    private sealed record Outcome(InputFile File, string Output, SigningResult? Result, string? Fault, int ExitCode);
}
