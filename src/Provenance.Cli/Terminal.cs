using Spectre.Console;

namespace Provenance.Cli;

// The rules of the terminal:
//
//   - Standard output carries data only: the report, or nothing.
//   - Everything else goes to standard error behind "provenance:": errors, hints, warnings, messages.
//   - Progress is shown only when standard error is a terminal, and is erased when done.
//   - Colour only decorates; NO_COLOR and TERM=dumb turn it off. No information is in colour alone.
//   - Text that came from outside is printed through VisibleText.

/// <summary>The world as a command sees it: two writers, a clock, the environment. Tests hand in their own.</summary>
internal sealed class Terminal
{
    private const string Prefix = "provenance: ";

    /// <summary>Standard output.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input as text. Not opened unless asked for.</summary>
    public Func<TextReader> OpenInput { get; init; } = () => TextReader.Null;

    /// <summary>Standard input for bytes; null where there is none.</summary>
    public Func<Stream>? OpenBinaryInput { get; init; }

    /// <summary>Standard output for bytes; null where there is none.</summary>
    public Func<Stream>? OpenBinaryOutput { get; init; }

    /// <summary>Whether a person reads <see cref="Output"/>.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person reads <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Makes the client for an address the person gave: <c>--tsa</c>, <c>trust update</c>.</summary>
    public Func<HttpClient> OpenHttpClient { get; init; } = () => new HttpClient { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Makes the client for addresses that a file names: <c>--online</c>.</summary>
    public Func<HttpClient> OpenPublicHttpClient { get; init; } = PublicHttp.Create;

    /// <summary>Whether <c>-q</c> was given.</summary>
    public bool IsQuiet { get; set; }

    private bool AllowsColor => string.IsNullOrEmpty(Environment("NO_COLOR")) && !string.Equals(Environment("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        OpenInput = () => Console.In,
        OpenBinaryInput = Console.OpenStandardInput,
        OpenBinaryOutput = Console.OpenStandardOutput,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Environment = System.Environment.GetEnvironmentVariable,
    };

    /// <summary>Says why a command gave up.</summary>
    public void WriteError(string message, string? hint = null)
    {
        Error.WriteLine($"{Prefix}error: {VisibleText.Escape(message, 2000)}");
        if (hint is not null)
        {
            Error.WriteLine($"{Prefix}hint: {VisibleText.Escape(hint, 2000)}");
        }
    }

    /// <summary>Says what the person should know although the command goes on. Not silenced by <c>-q</c>: a missing time-stamp is never silent.</summary>
    public void WriteWarning(string message) => Error.WriteLine($"{Prefix}warning: {VisibleText.Escape(message, 2000)}");

    /// <summary>Says what was done.</summary>
    public void WriteMessage(string message)
    {
        if (!IsQuiet)
        {
            Error.WriteLine(Prefix + VisibleText.Escape(message, 2000));
        }
    }

    /// <summary>Writes the line of a verdict in the colour of its tone, where colour is wanted.</summary>
    /// <param name="line">Already escaped.</param>
    /// <param name="tone">The tone.</param>
    public void WriteVerdict(string line, VerdictTone tone)
    {
        if (!OutputIsTerminal || !AllowsColor)
        {
            Output.WriteLine(line);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = AnsiSupport.Detect,
            ColorSystem = ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        console.Write(new Text(line, new Style(ColorOf(tone), decoration: Decoration.Bold)));
        console.WriteLine();
    }

    /// <summary>Runs work that counts bytes, with a progress bar where a person would see it.</summary>
    /// <param name="description">What is being done.</param>
    /// <param name="total">Bytes to expect.</param>
    /// <param name="work">The work; it is given null when nobody watches.</param>
    public async Task<T> WithProgressAsync<T>(string description, long total, Func<IProgress<long>?, Task<T>> work)
    {
        if (!ErrorIsTerminal || IsQuiet || total <= 0)
        {
            return await work(null).ConfigureAwait(false);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Error),
            Ansi = AnsiSupport.Detect,
            ColorSystem = AllowsColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(VisibleText.Escape(description, 60)), maxValue: total);
                return await work(new BarProgress(task)).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private static Color ColorOf(VerdictTone tone) => tone switch
    {
        VerdictTone.Good => Color.Green,
        VerdictTone.Caution => Color.Yellow,
        VerdictTone.Alarm => Color.Red,
        _ => Color.Default,
    };

    // Progress<T> would post to the thread pool and could report after the end.
    private sealed class BarProgress(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
