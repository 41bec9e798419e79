using System.Globalization;
using Provenance.Bmff;

namespace Provenance;

/// <summary>
/// Signed segments in a folder. They are written into a hidden folder inside it, read back and validated there, and moved to their places when all
/// are there, the initialization segments last; after a failure the folder is as it was. What a run that was killed left behind, the next one removes.
/// </summary>
public sealed class SegmentFolder : SegmentSink
{
    private readonly string _folder;
    private readonly Func<SegmentFile, string> _pathOf;
    private readonly Dictionary<string, (string Staged, bool IsInit)> _files = new(StringComparer.OrdinalIgnoreCase);
    private StagingFolder? _staging;

    /// <summary>Nothing is made until the first output is opened.</summary>
    /// <param name="path">The folder; it is made when it is not there.</param>
    /// <param name="pathOf">The path of an output within the folder; by default the name of its input.</param>
    public SegmentFolder(string path, Func<SegmentFile, string>? pathOf = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _folder = Path.GetFullPath(path);
        _pathOf = pathOf ?? (static file => file.Name ?? throw new ArgumentException("An input without a name needs a path of its own.", nameof(file)));
    }

    /// <summary>
    /// The path, within the folder, of the file for the manifest store of segments that are signed apart from it. It is published with the segments, before
    /// their initialization segments. Null writes none: the store is in the result of signing then.
    /// </summary>
    public string? ManifestPath { get; init; }

    /// <inheritdoc/>
    public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(Add(_pathOf(file), file.Segment is null));
    }

    /// <summary>Adds a file that is no segment, such as a playlist; it is published with the segments, before their initialization segments.</summary>
    /// <param name="path">Its path within the folder.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It cannot be written, or its path leads out of the folder or is taken.</exception>
    public async ValueTask AddAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = Add(path, isInit: false);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<AssetSource?> OpenWrittenAsync(SegmentFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(AssetSource.FromFile(_files[Place(_pathOf(file))].Staged));
    }

    /// <inheritdoc/>
    public override ValueTask WriteManifestAsync(ReadOnlyMemory<byte> store, CancellationToken cancellationToken = default) =>
        ManifestPath is { } path ? AddAsync(path, store, cancellationToken) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (staged, _) in _files.Values)
        {
            using var handle = File.OpenHandle(staged, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        var published = new List<(string Path, string? Old)>();
        try
        {
            foreach (var (path, (staged, _)) in _files.OrderBy(f => f.Value.IsInit))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                string? old = File.Exists(path) ? staged + ".old" : null;
                Publish(staged, path, old);
                published.Add((path, old));
            }
        }
        catch
        {
            Undo(published);
            throw;
        }

        foreach (string folder in _files.Keys.Select(p => Path.GetDirectoryName(p)!).Distinct(StringComparer.Ordinal))
        {
            UnixFiles.FlushFolder(folder);
        }

        _staging?.KeepParent();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _staging?.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Makes room for a file that somebody else writes; it is published as an initialization segment is, last.</summary>
    /// <returns>The file to write, which is not there yet.</returns>
    internal string Stage(string name) => Stage(name, isInit: true);

    /// <summary>Opens an output.</summary>
    internal FileStream Open(string name, bool isInit, out string staged) => Create(staged = Stage(name, isInit));

    private FileStream Add(string name, bool isInit) => Create(Stage(name, isInit));

    private string Stage(string name, bool isInit)
    {
        string path = Place(name);
        _staging ??= StagingFolder.Create(_folder);
        string staged = Path.Combine(_staging.Path, _files.Count.ToString(CultureInfo.InvariantCulture));
        return _files.TryAdd(path, (staged, isInit)) ? staged : throw new IOException($"Two outputs would be called '{path}'.");
    }

    private static FileStream Create(string staged) =>
        new FileStream(staged, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 });

    private string Place(string name)
    {
        string path = Path.GetFullPath(Path.Combine(_folder, name));
        return path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new IOException($"'{path}' is outside the folder '{_folder}'.");
    }

    private static void Publish(string staged, string path, string? old)
    {
        if (old is null)
        {
            File.Move(staged, path);
        }
        else
        {
            // At no moment is there no file of the name, and the old one is kept until all are published.
            File.Replace(staged, path, old, ignoreMetadataErrors: true);
        }
    }

    private static void Undo(List<(string Path, string? Old)> published)
    {
        foreach (var (path, old) in Enumerable.Reverse(published))
        {
            try
            {
                if (old is null)
                {
                    File.Delete(path);
                }
                else
                {
                    File.Move(old, path, overwrite: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What failed first is what is reported.
            }
        }
    }
}
