namespace Provenance.Cli.Commands.Batch;

/// <summary>Turns what a person names (files, folders, patterns, a list) into the files of a run.</summary>
internal static class InputFiles
{
    // What a folder is searched for; a file that is named is read whatever its name.
    private static readonly string[] Extensions = [".mp4", ".m4v", ".mov", ".m4a", ".3gp", ".heic", ".heif", ".avif"];

    private static readonly EnumerationOptions Recursive = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,

        // Links could lead round in circles; hidden files are half-written ones of others.
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
    };

    /// <summary>Lists the files.</summary>
    /// <param name="names">Files, folders, patterns with <c>*</c>, <c>?</c> and <c>**</c>; <c>-</c> for a video on standard input.</param>
    /// <param name="list">A file with one name a line, <c>-</c> for standard input, or null.</param>
    /// <param name="terminal">For standard input.</param>
    /// <param name="except">A folder whose files are left out (the output's), or null.</param>
    public static IReadOnlyList<InputFile> Find(IReadOnlyList<string> names, string? list, Terminal terminal, string? except = null)
    {
        if (names.Count == 0 && list is null)
        {
            throw CommandException.Usage("say which files: FILE…, or --files-from LIST", "see 'provenance verify --help'");
        }

        if (names.Contains("-", StringComparer.Ordinal) && (list == "-" || names.Count(n => n == "-") > 1))
        {
            throw CommandException.Usage("standard input can be read only once");
        }

        // A name from a list is a name, however it looks: only folders are opened.
        var found = names.SelectMany(n => Expand(n, isPattern: true)).Concat(list is null ? [] : ReadList(list, terminal).SelectMany(n => Expand(n, isPattern: false)));
        string? folder = except is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(except)) + Path.DirectorySeparatorChar;
        return [.. found.Where(f => folder is null || f.IsStandardInput || !Path.GetFullPath(f.Path).StartsWith(folder, StringComparison.Ordinal))];
    }

    private static IEnumerable<InputFile> Expand(string name, bool isPattern)
    {
        if (name == "-")
        {
            return [new InputFile(name, "standard-input.mp4")];
        }

        if (Directory.Exists(name))
        {
            return OrFault(name, "there is no video in this folder", InFolder(name));
        }

        return isPattern && name.AsSpan().ContainsAny('*', '?') && !File.Exists(name)
            ? OrFault(name, "nothing matches", PathPattern.Match(name).Select(p => new InputFile(p, PathPattern.RelativePath(name, p))))
            : [new InputFile(name, Path.GetFileName(name))];
    }

    private static IEnumerable<InputFile> InFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*", Recursive)
            .Where(p => Extensions.Contains(Path.GetExtension(p), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(p => new InputFile(p, Path.GetRelativePath(folder, p)));

    private static IReadOnlyList<InputFile> OrFault(string name, string fault, IEnumerable<InputFile> files)
    {
        IReadOnlyList<InputFile> found = [.. files];
        return found.Count > 0 ? found : [new InputFile(name, name, fault)];
    }

    private static List<string> ReadList(string list, Terminal terminal)
    {
        try
        {
            using var file = list == "-" ? null : File.OpenText(list);
            var reader = file ?? terminal.OpenInput();
            var names = new List<string>();
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0)
                {
                    names.Add(line == "-" ? "./-" : line);
                }
            }

            return names;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CommandException(ExitCode.Usage, $"--files-from: {list} cannot be read: {FileFaults.Describe(e, list)}", innerException: e);
        }
    }
}
