namespace Provenance.Bmff;

/// <summary>
/// A hidden folder in which a run gathers its outputs before they are published. A locked file beside it says that the run lives: what a run that was
/// killed left behind, the next one in the same place removes.
/// </summary>
internal sealed class StagingFolder : IDisposable
{
    private const string Prefix = ".provenance-";
    private const string LockSuffix = ".lock";

    // Names are random; a name is refused only when a run that cleans up came between the making of its lock and the locking.
    private const int MaxAttempts = 8;

    private readonly FileStream _lock;
    private readonly string? _madeParent;
    private bool _isKept;

    private StagingFolder(string path, FileStream lockFile, string? madeParent)
    {
        Path = path;
        _lock = lockFile;
        _madeParent = madeParent;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes a folder, and removes those of runs that were killed.</summary>
    /// <param name="parent">Where; it is made when it is not there, and then removed again by a run that fails.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static StagingFolder Create(string parent)
    {
        string? made = Directory.Exists(parent) ? null : parent;
        Directory.CreateDirectory(parent);
        RemoveLeftovers(parent);
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(parent, Prefix + System.IO.Path.GetRandomFileName());
            try
            {
                // Locked before there is a folder: a folder whose lock can be had belongs to nobody any more.
                var lockFile = new FileStream(path + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                var folder = new StagingFolder(path, lockFile, made);
                Directory.CreateDirectory(path);
                return folder;
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // Another name.
            }
        }
    }

    /// <summary>Says that the outputs were published: the folder they are in stays.</summary>
    public void KeepParent() => _isKept = true;

    public void Dispose()
    {
        TryDelete(Path);
        _lock.Dispose();
        if (_madeParent is not null && !_isKept)
        {
            try
            {
                Directory.Delete(_madeParent);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody put something into it.
            }
        }
    }

    private static void RemoveLeftovers(string parent)
    {
        string[] locks = [.. Directory.EnumerateFiles(parent, Prefix + "*" + LockSuffix), .. Directory.EnumerateDirectories(parent, Prefix + "*").Select(f => f + LockSuffix)];
        foreach (string path in locks.Distinct(StringComparer.Ordinal))
        {
            try
            {
                using var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                TryDelete(path[..^LockSuffix.Length]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its run lives, or it is not ours to remove.
            }
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was never made, or is not ours to remove any more; what went wrong before is what counts.
        }
    }
}
