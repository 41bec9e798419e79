using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary>
/// Segments as the command line names them: each initialization segment starts a rendition, and what a file is, its content says. Or a playlist names them.
/// </summary>
internal sealed class SegmentFiles : IAsyncDisposable
{
    private readonly List<AssetSource> _sources = [];
    private readonly List<(string Init, List<string> Segments)> _paths = [];
    private readonly List<Rendition> _renditions = [];
    private string? _common;

    private SegmentFiles()
    {
    }

    /// <summary>The playlist that named them, or null.</summary>
    public Playlist? Playlist { get; private init; }

    /// <summary>The folder of the playlist.</summary>
    private string Folder { get; init; } = string.Empty;

    /// <summary>The renditions.</summary>
    public IReadOnlyList<Rendition> Renditions => Playlist?.Renditions ?? _renditions;

    /// <summary>The option that names a playlist.</summary>
    public static Option<string?> PlaylistOption() => new("--playlist")
    {
        Description = "A DASH (MPD) or HLS playlist that lists the segments, in place of FILE. Only local files below its folder are read.",
        HelpName = "FILE",
    };

    /// <summary>The argument for the files.</summary>
    public static Argument<string[]> Argument(string description = "An initialization segment and its media segments; another initialization segment starts another rendition.")
    {
        var argument = CliOptions.Files(description);
        argument.Arity = ArgumentArity.ZeroOrMore;
        return argument;
    }

    /// <summary>Refuses a command line that names neither files nor a playlist, or both.</summary>
    public static void RequireOne(IReadOnlyList<string> paths, string? playlist, bool hasOrder)
    {
        if (paths.Count > 0 == playlist is not null)
        {
            throw CommandException.Usage(paths.Count > 0 ? "the playlist names the segments; leave the files out" : "name an initialization segment and its media segments, or a playlist: --playlist FILE");
        }

        if (playlist is not null && hasOrder)
        {
            throw CommandException.Usage("the playlist says in which order the segments are; leave --order out");
        }
    }

    /// <summary>Opens what a playlist lists.</summary>
    /// <exception cref="CommandException">It cannot be read or followed.</exception>
    public static async Task<SegmentFiles> OpenAsync(string playlist, CancellationToken cancellationToken)
    {
        try
        {
            var read = await Playlist.ReadAsync(playlist, cancellationToken: cancellationToken).ConfigureAwait(false);
            return new() { Playlist = read, Folder = Path.GetDirectoryName(playlist) ?? string.Empty };
        }
        catch (PlaylistException e)
        {
            throw new CommandException(ExitCode.Unreadable, $"{playlist}: {VisibleText.Escape(e.Message).TrimEnd('.')}", innerException: e);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unreadable(e, playlist);
        }
    }

    /// <summary>The option that says what the order of the media segments is.</summary>
    public static Option<string> Order() => new Option<string>("--order")
    {
        Description = "What the order of the media segments is: their decode times, or as given. File names never count.",
        DefaultValueFactory = _ => "decode-time",
    }.AcceptOnlyFromAmong("decode-time", "given");

    /// <summary>Reads the option.</summary>
    public static SegmentOrder ParseOrder(string? text) => string.Equals(text, "given", StringComparison.Ordinal) ? SegmentOrder.AsGiven : SegmentOrder.DecodeTime;

    /// <summary>Opens the files.</summary>
    /// <exception cref="CommandException">A file cannot be read, or the first is no initialization segment.</exception>
    public static async Task<SegmentFiles> OpenAsync(IReadOnlyList<string> paths, SegmentOrder order, CancellationToken cancellationToken)
    {
        var files = new SegmentFiles();
        try
        {
            var segments = new List<AssetSource>();
            foreach (string path in paths)
            {
                var source = Open(path);
                files._sources.Add(source);
                if (await FragmentedMp4.IsInitSegmentAsync(source, cancellationToken).ConfigureAwait(false))
                {
                    segments = [];
                    files._renditions.Add(new Rendition { Init = source, Segments = segments, Order = order });
                    files._paths.Add((path, []));
                }
                else if (files._renditions.Count == 0)
                {
                    throw new CommandException(ExitCode.Unreadable, $"{path}: it is no initialization segment (a moov box and no moof box); give that before its media segments");
                }
                else
                {
                    segments.Add(source);
                    files._paths[^1].Segments.Add(path);
                }
            }

            return files;
        }
        catch
        {
            await files.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The path as given.</summary>
    public string PathOf(int rendition, int? segment) => Playlist is { } playlist ? Path.Combine(Folder, playlist.PathOf(rendition, segment)) : segment is { } number ? _paths[rendition].Segments[number] : _paths[rendition].Init;

    /// <summary>The path of a file of the playlist.</summary>
    public string PathOf(string listed) => Path.Combine(Folder, listed);

    /// <summary>The path of an output, as deep below the output folder as the input is below the folder that holds all inputs.</summary>
    public string RelativePathOf(SegmentFile file) => Path.GetRelativePath(CommonFolder, Path.GetFullPath(PathOf(file.Rendition, file.Segment)));

    /// <summary>The folder that holds all of them, and so the folder below which each has its <see cref="RelativePathOf"/>.</summary>
    public string CommonFolder => _common ??= Playlist is not null ? Path.GetFullPath(Path.Combine(".", Folder)) : _paths.SelectMany(p => p.Segments.Prepend(p.Init)).Select(p => Path.GetDirectoryName(Path.GetFullPath(p))!).Aggregate(Common);

    /// <summary>Refuses an output folder in which an output would take the place of an input.</summary>
    public void RequireElsewhere(string folder)
    {
        for (int r = 0; r < Renditions.Count; r++)
        {
            for (int s = -1; s < Renditions[r].Segments.Count; s++)
            {
                int? segment = s < 0 ? null : s;
                string input = Path.GetFullPath(PathOf(r, segment));
                if (string.Equals(Path.GetFullPath(Path.Combine(folder, RelativePathOf(new(r, segment, null, 0)))), input, StringComparison.OrdinalIgnoreCase))
                {
                    throw new CommandException(ExitCode.SigningFailed, $"{folder}: an output would take the place of {PathOf(r, segment)}; write to another folder");
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Playlist is not null)
        {
            await Playlist.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var source in _sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static AssetSource Open(string path)
    {
        try
        {
            return AssetSource.FromFile(path);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unreadable(e, path);
        }
    }

    private static string Common(string one, string other)
    {
        string folder = one;
        while (!(other + Path.DirectorySeparatorChar).StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
