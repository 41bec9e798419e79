namespace Provenance.Bmff;

/// <summary>The folder of a playlist: paths below it become files of the system. Symbolic links that lead out of it are refused.</summary>
internal sealed class PlaylistFolder(string path)
{
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The file of a path; it need not exist.</summary>
    /// <param name="relative">See <see cref="PlaylistPath"/>.</param>
    /// <exception cref="PlaylistException">It would be outside the folder.</exception>
    public string this[string relative]
    {
        get
        {
            string full = Path;
            foreach (string part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                full = System.IO.Path.Combine(full, part);
                if (_checked.Add(full) && new FileInfo(full).LinkTarget is not null)
                {
                    RequireInside(relative, new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName);
                }
            }

            RequireInside(relative, System.IO.Path.GetFullPath(full));
            return full;
        }
    }

    private void RequireInside(string relative, string? full)
    {
        string root = System.IO.Path.TrimEndingDirectorySeparator(Path) + System.IO.Path.DirectorySeparatorChar;
        if (full?.StartsWith(root, StringComparison.Ordinal) != true)
        {
            throw new PlaylistException($"'{relative}' leads out of the folder of the playlist.");
        }
    }
}
