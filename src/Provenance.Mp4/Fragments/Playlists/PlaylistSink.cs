namespace Provenance.Bmff;

/// <summary>The signed tree of a playlist: the segments and files where the playlist says, the playlists with the new ranges, other files as they are.</summary>
internal sealed class PlaylistSink(Playlist playlist, string folder, string? manifestPath) : SegmentSink
{
    private readonly SegmentFolder _folder = new(folder, file => playlist.PathOf(file.Rendition, file.Segment)) { ManifestPath = manifestPath };
    private readonly Dictionary<string, string> _staged = new(StringComparer.Ordinal);

    /// <summary>Makes room for a file that is signed by itself.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The file to write.</returns>
    /// <exception cref="IOException">Its path leads out of the folder or is taken.</exception>
    public string Stage(string path) => _staged[path] = _folder.Stage(path);

    public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        string path = playlist.PathOf(file.Rendition, file.Segment);
        var stream = _folder.Open(path, file.Segment is null, out string staged);
        _staged[path] = staged;
        return new(stream);
    }

    public override ValueTask<AssetSource?> OpenWrittenAsync(SegmentFile file, CancellationToken cancellationToken = default) => _folder.OpenWrittenAsync(file, cancellationToken);

    public override ValueTask WriteManifestAsync(ReadOnlyMemory<byte> store, CancellationToken cancellationToken = default) => _folder.WriteManifestAsync(store, cancellationToken);

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        await playlist.CopyAsync(_folder, _staged, cancellationToken).ConfigureAwait(false);
        await _folder.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
