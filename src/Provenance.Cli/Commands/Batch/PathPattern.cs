using System.IO.Enumeration;

namespace Provenance.Cli.Commands.Batch;

/// <summary>Patterns for shells that leave them to the program: <c>*</c> and <c>?</c> within a name, <c>**</c> for folders at any depth.</summary>
internal static class PathPattern
{
    private static readonly char[] Separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];

    private static readonly EnumerationOptions Listing = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    private static readonly EnumerationOptions FolderListing = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };

    /// <summary>The files that match, in order.</summary>
    public static IEnumerable<string> Match(string pattern)
    {
        var (root, steps) = Split(pattern);
        return Match(root, steps).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>The path of a match below the part of the pattern that holds no wildcard.</summary>
    public static string RelativePath(string pattern, string match)
    {
        string root = Split(pattern).Root;
        return Path.GetRelativePath(root.Length == 0 ? "." : root, match);
    }

    private static (string Root, string[] Steps) Split(string pattern)
    {
        string[] steps = pattern.Split(Separators);
        int first = Array.FindIndex(steps, s => s.AsSpan().ContainsAny('*', '?'));
        string root = string.Join('/', steps[..first]);

        // "/*.mp4" begins at the root of the file system.
        return (first > 0 && root.Length == 0 ? "/" : root, steps[first..]);
    }

    private static IEnumerable<string> Match(string folder, string[] steps)
    {
        string where = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(where))
        {
            return [];
        }

        string step = steps[0];
        if (step == "**")
        {
            var below = Folders(where).SelectMany(f => Match(Combine(folder, f), steps));
            return steps.Length == 1 ? below.Concat(Files(where, "*").Select(f => Combine(folder, f))) : Match(folder, steps[1..]).Concat(below);
        }

        return steps.Length == 1
            ? Files(where, step).Select(f => Combine(folder, f))
            : Folders(where).Where(f => IsMatch(step, f)).SelectMany(f => Match(Combine(folder, f), steps[1..]));
    }

    private static IEnumerable<string> Files(string folder, string step) =>
        Directory.EnumerateFiles(folder, "*", Listing).Select(p => Path.GetFileName(p)).Where(f => IsMatch(step, f));

    private static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder, "*", FolderListing).Select(p => Path.GetFileName(p));

    private static bool IsMatch(string step, string name) => FileSystemName.MatchesSimpleExpression(step, name, ignoreCase: OperatingSystem.IsWindows());

    private static string Combine(string folder, string name) => folder.Length == 0 ? name : Path.Combine(folder, name);
}
