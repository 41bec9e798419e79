using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Provenance.Cli.Reports;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance segments verify</c>: are these the segments that were signed, all of them, in order?</summary>
internal static class SegmentsVerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = SegmentFiles.Argument();
        var playlist = SegmentFiles.PlaylistOption();
        var order = SegmentFiles.Order();
        var require = new Option<string>("--require")
        {
            Description = "What the credentials must reach for exit code 0: 'trusted', or 'valid' when the signer need not be on a trust list.",
            DefaultValueFactory = _ => "trusted",
        };
        require.AcceptOnlyFromAmong("valid", "trusted");
        var format = CliOptions.Format();
        var quiet = CliOptions.Quiet();
        var trust = new TrustOptions();
        var command = new Command("verify", "Verifies segmented video: missing, doubled, reordered, foreign and changed segments are reported.") { files, playlist, order, require, format, quiet };
        trust.AddTo(command);
        var online = new OnlineOption();
        online.AddTo(command);
        var manifest = new ManifestOption("The manifest of the segments, a .c2pa file, in place of those in the initialization segments.");
        manifest.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(quiet);
            var required = string.Equals(parsed.GetValue(require), "valid", StringComparison.Ordinal) ? ValidationState.Valid : ValidationState.Trusted;
            string[] paths = parsed.GetValue(files) ?? [];
            string? list = parsed.GetValue(playlist);
            SegmentFiles.RequireOne(paths, list, parsed.GetResult(order) is { Implicit: false });
            using var client = online.Open(parsed, terminal);
            return await RunAsync(
                terminal,
                paths,
                list,
                SegmentFiles.ParseOrder(parsed.GetValue(order)),
                manifest.Take(parsed, online.Allow(parsed, trust.Read(parsed, terminal), client), count: 1),
                required,
                CliOptions.ParseFormat(parsed.GetValue(format)),
                cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        IReadOnlyList<string> paths,
        string? playlist,
        SegmentOrder order,
        ValidationOptions options,
        ValidationState required,
        ReportFormat format,
        CancellationToken cancellationToken)
    {
        int exitCode = ExitCode.Success;
        var reports = new List<(FileReport Init, List<SegmentVerdict>? Segments)>();
        var files = playlist is null
            ? await SegmentFiles.OpenAsync(paths, order, cancellationToken).ConfigureAwait(false)
            : await SegmentFiles.OpenAsync(playlist, cancellationToken).ConfigureAwait(false);
        await using (files.ConfigureAwait(false))
        {
            exitCode = ReportListed(terminal, files.Playlist);
            foreach (var file in files.Playlist?.Files ?? [])
            {
                var result = await new Validator(Mp4.Format) { Options = options }.ValidateAsync(file.Source, bytesHashed: null, cancellationToken).ConfigureAwait(false);
                var report = new FileReport(files.PathOf(file.Path), result, Verdict.Of(result, required));
                exitCode = ExitCode.Worse(exitCode, report.Verdict.ExitCode);
                reports.Add((report, null));
            }

            for (int r = 0; r < files.Renditions.Count; r++)
            {
                var rendition = files.Renditions[r];
                var (result, verdicts) = await LiveVerification.IsMeantAsync(rendition, cancellationToken).ConfigureAwait(false)
                    ? await LiveVerification.RunAsync(rendition, options, cancellationToken).ConfigureAwait(false)
                    : await VerifyAsync(rendition, options, cancellationToken).ConfigureAwait(false);
                var report = new FileReport(files.PathOf(r, null), result, Judge(result, verdicts, required));
                exitCode = ExitCode.Worse(exitCode, report.Verdict.ExitCode);
                reports.Add((report, verdicts));
            }
        }

        if (format == ReportFormat.Json)
        {
            WriteJson(terminal, reports);
            return exitCode;
        }

        foreach (var (init, segments) in reports)
        {
            TextReport.Write(terminal, init, named: true);
            if (segments is not null)
            {
                WriteText(terminal, segments);
            }
        }

        return exitCode;
    }

    private static async Task<(ValidationResult Manifest, List<SegmentVerdict> Segments)> VerifyAsync(Rendition rendition, ValidationOptions options, CancellationToken cancellationToken)
    {
        var init = await FragmentedMp4.OpenAsync(rendition.Init, options, cancellationToken).ConfigureAwait(false);
        var segments = await LiveSegments.InOrderAsync(rendition, cancellationToken).ConfigureAwait(false);
        var verdicts = new List<SegmentVerdict>();
        await foreach (var verdict in init.ValidateAsync(segments, cancellationToken).ConfigureAwait(false))
        {
            verdicts.Add(verdict);
        }

        return (init.Validation, verdicts);
    }

    // A rendition whose initialization segment is not there is in no report; neither is what cannot be signed.
    private static int ReportListed(Terminal terminal, Playlist? playlist)
    {
        if (playlist is null)
        {
            return ExitCode.Success;
        }

        SegmentsSignCommand.WarnOfUnsigned(terminal, playlist);
        foreach (string note in playlist.Notes)
        {
            terminal.WriteWarning(VisibleText.Escape(note));
        }

        foreach (string path in playlist.Missing)
        {
            terminal.WriteError($"{VisibleText.Escape(path)}: the playlist lists it, but there is no such file");
        }

        return playlist.Missing.Count > 0 ? ExitCode.VerificationFailed
            : playlist.Renditions.Count > 0 || playlist.Files.Count > 0 ? ExitCode.Success
            : throw new CommandException(ExitCode.Unreadable, "the playlist lists no media");
    }

    // The credentials may hold while a segment does not: then the video as it is here is not what was signed.
    private static Verdict Judge(ValidationResult result, List<SegmentVerdict> verdicts, ValidationState required)
    {
        var verdict = Verdict.Of(result, required);
        if (result.State < ValidationState.Valid)
        {
            return verdict;
        }

        int faults = verdicts.Count(v => v.Finding != SegmentFinding.Authentic);
        return faults == 0
            ? verdict
            : new Verdict($"NOT AUTHENTIC — {faults} of the {verdicts.Count} segments are changed, missing, doubled, foreign or out of order", VerdictTone.Alarm, ExitCode.VerificationFailed);
    }

    private static void WriteText(Terminal terminal, List<SegmentVerdict> segments)
    {
        if (terminal.IsQuiet)
        {
            return;
        }

        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"segments   {segments.Count(s => s.Finding == SegmentFinding.Authentic)} of {segments.Count} authentic"));
        foreach (var segment in segments.Where(s => s.SequenceNumber is not null && s.Skipped > 0))
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"           {VisibleText.Escape(segment.Name ?? "—")}: number {segment.SequenceNumber}, before which {segment.Skipped} are skipped"));
        }

        foreach (var segment in segments.Where(s => s.Finding != SegmentFinding.Authentic))
        {
            string name = segment.Name is { } text ? VisibleText.Escape(text) : "—";
            terminal.Output.WriteLine($"           {name}: {Word(segment.Finding)}{(segment.Fault is { } fault ? ". " + VisibleText.Escape(fault.Sentence) : string.Empty)}");
        }
    }

    private static void WriteJson(Terminal terminal, List<(FileReport Init, List<SegmentVerdict>? Segments)> reports) => JsonReport.Write(terminal.Output, json =>
    {
        json.WriteStartArray();
        foreach (var (init, segments) in reports)
        {
            json.WriteStartObject();
            json.WritePropertyName(segments is null ? "file" : "init");
            JsonReport.WriteFile(json, init);
            if (segments is not null)
            {
                json.WriteStartArray("segments");
                foreach (var segment in segments)
                {
                    Write(json, segment);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, SegmentVerdict segment)
    {
        json.WriteStartObject();
        json.WriteString("finding", Word(segment.Finding));
        if (segment.Name is { } name)
        {
            json.WriteString("name", name);
        }

        if (segment.Track is { } track)
        {
            json.WriteNumber("track", track);
        }

        if (segment.Location is { } location)
        {
            json.WriteNumber("location", location);
        }

        if (segment.SequenceNumber is { } number)
        {
            json.WriteNumber("sequenceNumber", number);
            json.WriteNumber("skipped", segment.Skipped);
        }

        if (segment.Fault is { } fault)
        {
            json.WriteString("code", fault.Code.Value);
            json.WriteString("explanation", fault.Sentence);
        }

        json.WriteEndObject();
    }

    private static string Word(SegmentFinding finding) => finding switch
    {
        SegmentFinding.Authentic => "authentic",
        SegmentFinding.OutOfOrder => "out of order",
        SegmentFinding.Duplicate => "duplicate",
        SegmentFinding.Foreign => "foreign",
        SegmentFinding.Altered => "altered",
        SegmentFinding.Missing => "missing",
        _ => "unverifiable",
    };
}
