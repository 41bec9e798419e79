namespace Provenance.Bmff;

/// <summary>What playlists list: renditions, the playlists themselves, and other files that belong to them.</summary>
internal sealed class PlaylistListing(ParserLimits limits)
{
    // A ladder of pictures, sounds and subtitles has dozens.
    private const int MaxPlaylists = 4096;

    private readonly Dictionary<string, ListedRendition> _byInit = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private int _segments;

    /// <summary>The renditions, in the order of the playlist.</summary>
    public List<ListedRendition> Renditions { get; } = [];

    /// <summary>The playlists that were read, the first one first.</summary>
    public List<PlaylistText> Playlists { get; } = [];

    /// <summary>Files that are listed, but are not ISO media and so cannot be signed: subtitles.</summary>
    public IReadOnlyCollection<string> Others => _others;

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
