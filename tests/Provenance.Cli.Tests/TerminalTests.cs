using Provenance.Cli;
using Provenance.Reports;

namespace Provenance.Tests.Cli;

/// <summary>Data to one stream, everything else to the other, colour only where a person wants it.</summary>
public sealed class TerminalTests
{
    private const string Escape = "\u001b";

    [Fact]
    public void Messages_cannot_smuggle_escapes()
    {
        using var error = new StringWriter();
        var terminal = new Terminal { Output = TextWriter.Null, Error = error };
        terminal.WriteError("no such file: \u001b[2J\nprovenance: all is well", "hint\r");
        terminal.WriteWarning("\u202Eabc");
        terminal.WriteMessage("\a");
        Assert.DoesNotContain(Escape, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Quiet_silences_messages_but_neither_errors_nor_warnings()
    {
        using var error = new StringWriter();
        var terminal = new Terminal { Output = TextWriter.Null, Error = error, IsQuiet = true };
        terminal.WriteMessage("done");
        Assert.Equal(string.Empty, error.ToString());
        terminal.WriteWarning("no time-stamp");
        terminal.WriteError("no such file");
        Assert.Contains("warning: no time-stamp", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("error: no such file", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, "1", null)]
    [InlineData(true, null, "dumb")]
    public void No_colour_where_none_is_wanted(bool isTerminal, string? noColor, string? term)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal
        {
            Output = output,
            Error = TextWriter.Null,
            OutputIsTerminal = isTerminal,
            Environment = name => name switch { "NO_COLOR" => noColor, "TERM" => term, _ => null },
        };
        terminal.WriteVerdict("TRUSTED — yes", VerdictTone.Good);
        Assert.Equal("TRUSTED — yes\n", output.ToString());
    }

    [Fact]
    public async Task Progress_is_not_even_counted_where_nobody_sees_it()
    {
        using var error = new StringWriter();
        var terminal = new Terminal { Output = TextWriter.Null, Error = error };
        Assert.Equal(1, await terminal.WithProgressAsync("x", 100, progress => Task.FromResult(progress is null ? 1 : 2)));
        Assert.Equal(string.Empty, error.ToString());
    }

    [Fact]
    public async Task Progress_goes_to_standard_error_on_a_terminal()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal { Output = output, Error = error, ErrorIsTerminal = true };
        int result = await terminal.WithProgressAsync("verifying [red]x[/]", 100, progress =>
        {
            progress!.Report(50);
            return Task.FromResult(7);
        });
        Assert.Equal(7, result);
        Assert.Equal(string.Empty, output.ToString());
    }

    [Fact]
    public async Task An_interrupted_command_answers_130_in_one_line_and_leaves_nothing()
    {
        using var folder = new TempFolder();
        using var interrupted = new CancellationTokenSource();
        await interrupted.CancelAsync();
        string video = folder.Write("in.mp4", Provenance.Cli.Demo.DemoVideo.Create());
        (string chain, string key) = TestPki.Default.Signer().WriteTo(folder);

        string[][] commands =
        [
            ["sign", video, "-o", folder["out.mp4"], "--cert", chain, "--key", key, "--digital-source-type", "trainedAlgorithmicMedia"],
            ["verify", video],
            ["dev-keys", "-o", folder["keys"]],
            ["demo"],
        ];
        foreach (string[] command in commands)
        {
            CliRun run = await CliRun.RunAsync(command, null, cancellationToken: interrupted.Token);
            Assert.True(run.ExitCode == 130, $"{command[0]}: {run.ExitCode} {run.Error}");
            Assert.Equal("provenance: error: interrupted\n", run.Error);
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Except([video, chain, key]));
    }

    [Fact]
    public async Task A_stack_is_shown_only_on_request()
    {
        using var folder = new TempFolder();
        string missing = folder["missing.mp4"];
        CliRun plain = await CliRun.RunAsync("extract", missing, "-o", folder["x.c2pa"]);
        Assert.Equal(5, plain.ExitCode);
        Assert.DoesNotContain("   at ", plain.Error, StringComparison.Ordinal);
        CliRun debugging = await CliRun.RunAsync(["extract", missing, "-o", folder["x.c2pa"]], new Dictionary<string, string> { ["PROVENANCE_DEBUG"] = "1" });
        Assert.Contains("   at ", debugging.Error, StringComparison.Ordinal);
    }
}
