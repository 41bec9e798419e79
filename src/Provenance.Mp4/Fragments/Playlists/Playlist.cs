using Provenance.Bmff;

namespace Provenance;

/// <summary>
/// The playlist of a segmented video: a media presentation description of DASH or an HLS playlist, with everything it names. Only local files below its
/// folder are read. A file of which the playlist lists ranges of bytes holds a rendition by itself: it is signed and validated by itself (§A.5.4.1.2), and the
/// ranges are rewritten.
/// </summary>
public sealed class Playlist : IAsyncDisposable
{
    private readonly PlaylistFolder _folder;
    private readonly PlaylistListing _listing;
    private readonly List<Rendition> _renditions = [];
    private readonly List<(string Init, List<string> Segments)> _paths = [];
    private readonly List<PlaylistFile> _files = [];
    private readonly List<string> _missing = [];

    private Playlist(PlaylistFolder folder, PlaylistListing listing)
    {
        _folder = folder;
        _listing = listing;
    }

    /// <summary>
    /// The renditions, in the order in which they are listed; their segments in the order in which they are played. Files that are not there are left
    /// out, so that validation reports them; a rendition without its initialization segment is left out as a whole.
    /// </summary>
    public IReadOnlyList<Rendition> Renditions => _renditions;

    /// <summary>
    /// Files that hold a rendition each, and of which the playlist lists ranges of bytes (HLS <c>EXT-X-BYTERANGE</c>, DASH <c>SegmentBase</c>): validate them with
    /// <see cref="Mp4.Format"/>.
    /// </summary>
    public IReadOnlyList<PlaylistFile> Files => _files;

    /// <summary>Sentences about what is listed and cannot be validated by itself (§15.12): single pictures for fast forward, parts of segments.</summary>
    public IReadOnlyList<string> Notes => _listing.Notes;

    /// <summary>Paths, below the folder, of files that are listed but not there.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Paths, below the folder, of files that are listed but are no ISO media and so carry no credentials: subtitles.</summary>
    public IReadOnlyCollection<string> Unsigned => _listing.Others;

    /// <summary>Reads a playlist and the playlists it names. The segments are opened when they are read.</summary>
    /// <param name="path">An <c>.mpd</c> or <c>.m3u8</c> file; its content says which.</param>
    /// <param name="limits">How many segments are too many; the usual limits when null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PlaylistException">It cannot be followed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<Playlist> ReadAsync(string path, ParserLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        var folder = new PlaylistFolder(Path.GetDirectoryName(full) ?? throw new ArgumentException("A playlist is a file in a folder.", nameof(path)));
        var listing = new PlaylistListing(limits ?? ParserLimits.Default, folder);
        var text = await PlaylistText.ReadAsync(folder, Path.GetFileName(full), cancellationToken).ConfigureAwait(false);
        listing.Add(text);
        if (HlsPlaylist.Recognizes(text.Text))
        {
            await new HlsPlaylist(folder, listing).ReadAsync(text, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            DashManifest.Read(text, listing);
        }

        listing.Complete();
        var playlist = new Playlist(folder, listing);
        playlist.Open();
        return playlist;
    }

    /// <summary>The path of a file of a rendition below the folder, with <c>/</c> between its parts.</summary>
    /// <param name="rendition">Number of the rendition.</param>
    /// <param name="segment">Number of the media segment, or null for the initialization segment.</param>
    public string PathOf(int rendition, int? segment) => segment is { } number ? _paths[rendition].Segments[number] : _paths[rendition].Init;

    /// <summary>
    /// Signs everything the playlist lists into another folder: one manifest in all initialization segments, and the playlists beside them, so that the
    /// folder plays as this one does. Ranges of bytes that playlists state are corrected. Each of the <see cref="Files"/> gets a manifest of its own; the result is that of
    /// the segments, or of the first file where there are none. After a failure the folder is as it was.
    /// </summary>
    /// <param name="folder">Not the folder of the playlist; it is made when it is not there.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="merkle">Which row of the trees the manifest holds; the usual one when null.</param>
    /// <param name="remoteManifest">An address at which the manifest store will be found as well (§11.5), an absolute http or https URL; or null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="PlaylistException">A range it states cannot be kept true, or something it lists cannot be signed.</exception>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    /// <exception cref="IOException">An input cannot be read.</exception>
    public Task<SigningResult> SignAsync(
        string folder,
        ManifestDefinition definition,
        ClaimSigner signer,
        SigningOptions? options = null,
        MerkleOptions? merkle = null,
        Uri? remoteManifest = null,
        IProgress<long>? bytesWritten = null,
        CancellationToken cancellationToken = default) =>
        SignAsync(folder, manifestPath: null, definition, signer, options, new(merkle, remoteManifest, isDetached: false), bytesWritten, cancellationToken);

    /// <summary>
    /// Signs everything the playlist lists into another folder, with the manifest store in a file of its own there (§11.4), see
    /// <see cref="FragmentedMp4.SignDetachedAsync"/>.
    /// </summary>
    /// <param name="folder">Not the folder of the playlist; it is made when it is not there.</param>
    /// <param name="manifestPath">The path of the file for the manifest store, within that folder.</param>
    /// <param name="definition">What is claimed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="merkle">Which row of the trees the manifest holds; the usual one when null.</param>
    /// <param name="remoteManifest">The address at which the store will be found (§11.5), an absolute http or https URL; or null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="PlaylistException">A range it states cannot be kept true, or something it lists cannot be signed.</exception>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    /// <exception cref="IOException">An input cannot be read.</exception>
    public Task<SigningResult> SignDetachedAsync(
        string folder,
        string manifestPath,
        ManifestDefinition definition,
        ClaimSigner signer,
        SigningOptions? options = null,
        MerkleOptions? merkle = null,
        Uri? remoteManifest = null,
        IProgress<long>? bytesWritten = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(manifestPath);
        return SignAsync(folder, manifestPath, definition, signer, options, new(merkle, remoteManifest, isDetached: true), bytesWritten, cancellationToken);
    }

    private async Task<SigningResult> SignAsync(
        string folder, string? manifestPath, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options, SegmentForm form, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(signer);
        if (_missing.Count > 0)
        {
            throw Refusal.Unsupported($"{_missing.Count} files that the playlist lists are not there, among them {_missing[0]}.");
        }

        if (_listing.Refusals.FirstOrDefault() is { } refusal)
        {
            throw new PlaylistException(refusal);
        }

        if (_renditions.Count == 0 && _files.Count == 0)
        {
            throw Refusal.Unsupported("The playlist lists no media.");
        }

        if (IsOwnFolder(folder))
        {
            throw new SigningException(SigningFault.Destination, $"'{folder}' is the folder of the playlist: the signed files would take the place of the others.");
        }

        await RequireSignableAsync(form, cancellationToken).ConfigureAwait(false);
        var sink = new PlaylistSink(this, folder, manifestPath);
        await using (sink.ConfigureAwait(false))
        {
            var files = new List<SigningResult>();
            foreach (var file in _files)
            {
                files.Add(await SignFileAsync(file, sink, definition, signer, options, form, cancellationToken).ConfigureAwait(false));
            }

            if (_renditions.Count > 0)
            {
                var signed = await new SegmentSigning(_renditions, definition, signer, options ?? new(), form).RunAsync(sink, bytesWritten, cancellationToken).ConfigureAwait(false);
                return signed with { Warnings = [.. signed.Warnings, .. files.SelectMany(f => f.Warnings)] };
            }

            if (files.Exists(f => f.Signed))
            {
                await ForwardOutput.DoAsync(() => sink.CompleteAsync(cancellationToken)).ConfigureAwait(false);
            }

            return files.First(f => f.Signed || files.TrueForAll(o => !o.Signed)) with { Warnings = [.. files.SelectMany(f => f.Warnings)] };
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
        {
            await file.Source.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var rendition in _renditions)
        {
            await rendition.Init.DisposeAsync().ConfigureAwait(false);
            foreach (var segment in rendition.Segments)
            {
                await segment.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes the playlists and what else belongs to the folder.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="signed">The signed files, by the paths that they will have.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="PlaylistException">A range cannot be kept true.</exception>
    internal async ValueTask CopyAsync(SegmentFolder output, IReadOnlyDictionary<string, string> signed, CancellationToken cancellationToken)
    {
        foreach (string path in _listing.Others)
        {
            await output.AddAsync(path, await File.ReadAllBytesAsync(_folder[path], cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        var moved = new Dictionary<string, MovedBoxes?>(StringComparer.Ordinal);
        foreach (string path in _listing.Playlists.SelectMany(p => p.Ranges).Where(_listing.IsPart).Select(r => r.File).Distinct(StringComparer.Ordinal).Where(signed.ContainsKey))
        {
            moved[path] = await MovedBoxes.CompareAsync(new UnheldFile(_folder[path]), new UnheldFile(signed[path]), cancellationToken).ConfigureAwait(false);
        }

        foreach (var playlist in _listing.Playlists)
        {
            await output.AddAsync(playlist.Path, playlist.With(range => Moved(playlist, range, signed, moved)), cancellationToken).ConfigureAwait(false);
        }
    }

    private static (long First, long Count)? Moved(PlaylistText playlist, ListedRange range, IReadOnlyDictionary<string, string> signed, Dictionary<string, MovedBoxes?> moved)
    {
        if (!signed.TryGetValue(range.File, out string? file))
        {
            return null;
        }

        return !moved.TryGetValue(range.File, out var boxes)
            ? (0, new FileInfo(file).Length)
            : boxes?.Map(range.First, range.Count, range.IsExact) ?? throw new PlaylistException(
                $"{playlist.Path} lists bytes {range.First} to {range.First + range.Count - 1} of {range.File}, which signing takes apart: a range is one of whole boxes, or of media.");
    }

    private async Task<SigningResult> SignFileAsync(
        PlaylistFile file, PlaylistSink sink, ManifestDefinition definition, ClaimSigner signer, SigningOptions? options, SegmentForm form, CancellationToken cancellationToken)
    {
        string source = _folder[file.Path];
        string? staged = null;
        await ForwardOutput.DoAsync(() =>
        {
            staged = sink.Stage(file.Path);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        var input = new FileAssetSource(source);
        await using (input.ConfigureAwait(false))
        {
            var container = new Mp4SigningOptions { Merkle = form.Merkle };
            var destination = Destination.Open(staged!, source);
            var result = await new SigningPass(input, definition, signer, options ?? new(), container)
                .RunAsync(async (layout, token) => await StagedFile.CreateAsync(destination, layout, input, container.IsStored, token).ConfigureAwait(false), bytesWritten: null, cancellationToken).ConfigureAwait(false);
            if (!result.Signed)
            {
                await ForwardOutput.DoAsync(() =>
                {
                    File.Copy(source, staged!);
                    return ValueTask.CompletedTask;
                }).ConfigureAwait(false);
            }

            return result;
        }
    }

    // What is one file has a manifest of its own, so one sidecar or one address does not do for all.
    private async ValueTask RequireSignableAsync(SegmentForm form, CancellationToken cancellationToken)
    {
        if (_files.Count > 0 && (form.IsDetached || form.RemoteManifest is not null))
        {
            throw Refusal.Unsupported($"The playlist lists parts of {_files[0].Path} by their bytes: that file gets a manifest of its own, which one sidecar or address for all is not.");
        }

        foreach (var file in _files)
        {
            var index = await BoxIndex.ReadAsync(file.Source, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
            if (index.Root(BoxTypes.Moov) is null)
            {
                throw new PlaylistException(
                    $"The playlist lists a part of {file.Path} by its bytes: the file holds several segments and no moov box. The standard binds segments that are files, or a file with all of its segments and its initialization segment.");
            }
        }
    }

    private void Open()
    {
        foreach (var listed in _listing.Renditions)
        {
            if (Find(listed.Init) is not { } init)
            {
                continue;
            }

            var segments = new List<AssetSource>();
            var paths = new List<string>();
            foreach (string path in listed.Segments)
            {
                if (Find(path, listed.Doubtful.Contains(path)) is { } segment)
                {
                    segments.Add(segment);
                    paths.Add(path);
                }
            }

            _renditions.Add(new Rendition { Init = init, Segments = segments, Order = SegmentOrder.AsGiven });
            _paths.Add((listed.Init, paths));
        }

        foreach (string path in _listing.Files)
        {
            if (Find(path) is { } file)
            {
                _files.Add(new(path, file));
            }
        }

        foreach (string path in _listing.Others)
        {
            _ = Find(path);
        }
    }

    private UnheldFile? Find(string path, bool isDoubtful = false)
    {
        string file = _folder[path];
        if (File.Exists(file))
        {
            return new(file);
        }

        if (!isDoubtful)
        {
            _missing.Add(path);
        }

        return null;
    }

    private bool IsOwnFolder(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return string.Equals(full, Path.TrimEndingDirectorySeparator(_folder.Path), StringComparison.OrdinalIgnoreCase)
            || (UnixFiles.Identify(full) is { } one && UnixFiles.Identify(_folder.Path) is { } other && one.IsSameFile(other));
    }
}
