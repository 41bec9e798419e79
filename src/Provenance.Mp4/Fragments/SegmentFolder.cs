namespace Provenance;

/// <summary>
/// Signed segments in a folder. They are written into a hidden folder inside it and moved to their places when all are there, the
/// initialization segments last; after a failure the folder is as it was.
/// </summary>
public sealed class SegmentFolder : SegmentSink
{
    private readonly string _folder;
    private readonly string _staging;
    private readonly Func<SegmentFile, string> _pathOf;
    private readonly Dictionary<string, (string Staged, bool IsInit)> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Nothing is made until the first output is opened.</summary>
    /// <param name="path">The folder; it is made when it is not there.</param>
    /// <param name="pathOf">The path of an output within the folder; by default the name of its input.</param>
    public SegmentFolder(string path, Func<SegmentFile, string>? pathOf = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _folder = Path.GetFullPath(path);
        _staging = Path.Combine(_folder, ".provenance-" + Path.GetRandomFileName());
        _pathOf = pathOf ?? (static file => file.Name ?? throw new ArgumentException("An input without a name needs a path of its own.", nameof(file)));
    }

    /// <inheritdoc/>
    public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        string path = Path.GetFullPath(Path.Combine(_folder, _pathOf(file)));
        if (!path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new IOException($"'{path}' is outside the folder '{_folder}'.");
        }

        string staged = Path.Combine(_staging, _files.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (!_files.TryAdd(path, (staged, file.Segment is null)))
        {
            throw new IOException($"Two outputs would be called '{path}'.");
        }

        Directory.CreateDirectory(_staging);
        return new(new FileStream(staged, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 }));
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (path, (staged, _)) in _files.OrderBy(f => f.Value.IsInit))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(staged, path, overwrite: true);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        try
        {
            Directory.Delete(_staging, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was never made, or is not ours to remove any more; what went wrong before is what counts.
        }

        return base.DisposeAsync();
    }
}
