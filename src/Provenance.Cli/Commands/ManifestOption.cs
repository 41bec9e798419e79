using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>--manifest</c>: a manifest store in a file of its own (§11.4).</summary>
internal sealed class ManifestOption(string description = "The manifest of the video, a .c2pa file, in place of one in the video.")
{
    private readonly Option<string?> _manifest = new("--manifest")
    {
        Description = description,
        HelpName = "FILE.c2pa",
    };

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_manifest);

    /// <summary>Takes the manifest into the options of a validation.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options.</param>
    /// <param name="count">How many videos there are.</param>
    /// <exception cref="CommandException">It cannot be read, or there are several videos.</exception>
    public ValidationOptions Take(ParseResult parsed, ValidationOptions options, int count)
    {
        return PathIn(parsed) is null ? options
            : count == 1 ? options with { DetachedManifestStore = Read(parsed, options.Limits) }
            : throw CommandException.Usage("--manifest belongs to one video");
    }

    /// <summary>The path of the file, or null when none was given.</summary>
    public string? PathIn(ParseResult parsed) => parsed.GetValue(_manifest);

    /// <summary>Reads the file.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public byte[] Read(ParseResult parsed, ParserLimits limits)
    {
        string path = PathIn(parsed)!;
        try
        {
            var file = new FileInfo(path);
            return file.Length > limits.MaxManifestStoreSize
                ? throw new CommandException(ExitCode.Unreadable, $"{path}: a manifest store has at most {limits.MaxManifestStoreSize} bytes")
                : File.ReadAllBytes(path);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unreadable(e, path);
        }
    }
}
