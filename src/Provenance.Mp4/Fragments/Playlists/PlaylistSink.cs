namespace Provenance.Bmff;

/// <summary>The signed tree of a playlist: the segments where the playlist says, the playlists with the new lengths, other files as they are.</summary>
internal sealed class PlaylistSink(Playlist playlist, string folder, string? manifestPath) : SegmentSink
{
    private readonly SegmentFolder _folder = new(folder, file => playlist.PathOf(file.Rendition, file.Segment)) { ManifestPath = manifestPath };
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);

    public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        _lengths[playlist.PathOf(file.Rendition, file.Segment)] = file.Length;
        return _folder.OpenAsync(file, cancellationToken);
    }

    public override ValueTask<AssetSource?> OpenWrittenAsync(SegmentFile file, CancellationToken cancellationToken = default) => _folder.OpenWrittenAsync(file, cancellationToken);

    public override ValueTask WriteManifestAsync(ReadOnlyMemory<byte> store, CancellationToken cancellationToken = default) => _folder.WriteManifestAsync(store, cancellationToken);

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        await playlist.CopyAsync(_folder, path => _lengths.TryGetValue(path, out long length) ? length : null, cancellationToken).ConfigureAwait(false);
        await _folder.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
