namespace Provenance.Bmff;

/// <summary>What playlists list: renditions, the playlists themselves, and other files that belong to them.</summary>
internal sealed class PlaylistListing(ParserLimits limits, PlaylistFolder? folder = null)
{
    // A ladder of pictures, sounds and subtitles has dozens.
    private const int MaxPlaylists = 4096;

    private readonly Dictionary<string, ListedRendition> _byInit = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pictures = new(StringComparer.Ordinal);
    private int _segments;

    /// <summary>The renditions, in the order of the playlist.</summary>
    public List<ListedRendition> Renditions { get; } = [];

    /// <summary>The playlists that were read, the first one first.</summary>
    public List<PlaylistText> Playlists { get; } = [];

    /// <summary>Files that are listed, but are not ISO media and so cannot be signed: subtitles.</summary>
    public IReadOnlyCollection<string> Others => _others;

    /// <summary>Files that hold a rendition each, and of which the playlists list parts by their bytes.</summary>
    public IReadOnlyCollection<string> Files => _files;

    /// <summary>Why the listed media can be validated, but not signed.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>What is listed and cannot be validated by itself.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether a range is a part of a file, and not all of it. A file that is not there is missing as a whole.</summary>
    /// <exception cref="PlaylistException">The file would be outside the folder.</exception>
    public bool IsPart(ListedRange? range) =>
        range is not null && folder is not null && new FileInfo(folder[range.File]) is { Exists: true } file && (range.First != 0 || range.Count != file.Length);

    /// <summary>Adds a file of which parts are listed.</summary>
    /// <exception cref="PlaylistException">There are too many.</exception>
    public void AddFile(string path)
    {
        Require(1);
        _files.Add(path);
    }

    /// <summary>Adds a file of which single pictures are listed.</summary>
    /// <exception cref="PlaylistException">There are too many.</exception>
    public void AddPictures(string path)
    {
        Require(1);
        _pictures.Add(path);
    }

    /// <summary>Looks at the whole, once everything was read.</summary>
    /// <exception cref="PlaylistException">A file is listed as one segment and as many.</exception>
    public void Complete()
    {
        var whole = Renditions.SelectMany(r => r.Segments.Prepend(r.Init)).ToHashSet(StringComparer.Ordinal);
        if (_files.FirstOrDefault(whole.Contains) is { } both)
        {
            throw new PlaylistException($"{both} is listed as a whole, and also a part of {both} by its bytes: it is one segment or many, not both.");
        }

        _files.UnionWith(_pictures.Where(p => !whole.Contains(p)));
    }

    /// <summary>The rendition of an initialization segment: the same file is the same rendition, wherever it is named.</summary>
    public ListedRendition Rendition(string init)
    {
        if (!_byInit.TryGetValue(init, out var rendition))
        {
            _byInit[init] = rendition = new(init);
            Renditions.Add(rendition);
        }

        return rendition;
    }

    /// <summary>Adds a media segment.</summary>
    /// <exception cref="PlaylistException">There are too many.</exception>
    public void Add(ListedRendition rendition, string segment)
    {
        Require(1);
        rendition.Segments.Add(segment);
    }

    /// <summary>Adds a file that is copied as it is.</summary>
    public void AddOther(string path)
    {
        Require(1);
        _others.Add(path);
    }

    /// <summary>Adds a playlist.</summary>
    /// <exception cref="PlaylistException">There are too many.</exception>
    public void Add(PlaylistText playlist)
    {
        if (Playlists.Count == MaxPlaylists)
        {
            throw new PlaylistException($"There are more than {MaxPlaylists} playlists.");
        }

        Playlists.Add(playlist);
    }

    /// <summary>Refuses segments before they are listed, so that a number in a playlist costs nothing.</summary>
    /// <exception cref="PlaylistException">There are too many.</exception>
    public void Require(long segments)
    {
        if (segments > limits.MaxMerkleLeaves - _segments)
        {
            throw new PlaylistException($"The playlist lists more than {limits.MaxMerkleLeaves} segments.");
        }

        _segments += (int)segments;
    }
}

/// <summary>A rendition as playlists list it.</summary>
/// <param name="init">Path of the initialization segment.</param>
internal sealed class ListedRendition(string init)
{
    /// <summary>Path of the initialization segment.</summary>
    public string Init { get; } = init;

    /// <summary>Paths of the media segments, in the order in which they are played.</summary>
    public List<string> Segments { get; } = [];

    /// <summary>Paths of which a rounded duration says that they should be there, though they may not (ISO/IEC 23009-1 §5.3.9.5.3): the last of each period.</summary>
    public HashSet<string> Doubtful { get; } = new(StringComparer.Ordinal);
}
