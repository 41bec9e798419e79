using System.CommandLine;
using System.Globalization;

namespace Provenance.Cli.Commands.Batch;

/// <summary>The options of commands that go through many files.</summary>
internal sealed class BatchOptions
{
    private const int MaxJobs = 256;

    public Option<string?> FilesFrom { get; } = new("--files-from") { Description = "A file with one name a line, or '-' for standard input.", HelpName = "LIST" };

    public Option<string?> Jobs { get; } = new("--jobs", "-j") { Description = "How many files are worked on at the same time; by default as many as keep the processors busy.", HelpName = "N" };

    public Option<string?> Resume { get; } = new("--resume")
    {
        Description = "A file that remembers what is done: after an interruption the same command leaves out what it holds. A run with other options, keys or lists is refused.",
        HelpName = "STATE",
    };

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>All of them. They say which files and how fast, and change no outcome.</summary>
    public IEnumerable<Option> All => [FilesFrom, Jobs, Resume];

    /// <summary>Reads <c>--jobs</c>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="byDefault">How many when nothing is said; one a processor when null.</param>
    public int ReadJobs(ParseResult parsed, int? byDefault = null) => parsed.GetValue(Jobs) switch
    {
        null => byDefault ?? Math.Clamp(Environment.ProcessorCount, 1, MaxJobs),
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int jobs) && jobs is >= 1 and <= MaxJobs => jobs,
        var text => throw CommandException.Usage($"--jobs: '{text}' is not a number from 1 to {MaxJobs.ToString(CultureInfo.InvariantCulture)}"),
    };
}
