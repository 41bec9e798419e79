using Microsoft.Win32.SafeHandles;

namespace Provenance;

/// <summary>A file, read through one handle from the first byte to the last; size and time are compared at the end.</summary>
internal sealed class FileAssetSource : AssetSource
{
    private readonly SafeFileHandle _handle;
    private readonly DateTime _modified;

    public FileAssetSource(string path)
        : this(path, Open(path))
    {
    }

    /// <summary>Takes a file that is open already, and the handle with it.</summary>
    public FileAssetSource(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(_handle);
        _modified = File.GetLastWriteTimeUtc(_handle);
    }

    public string Path { get; }

    public SafeFileHandle Handle => _handle;

    public override long Length { get; }

    public override string? Name => System.IO.Path.GetFileName(Path);

    // Only Windows reads files without a thread that waits. Elsewhere an asynchronous read is a blocking one on another thread, and handing
    // it over takes longer than most reads. Whoever wants to do something meanwhile reads on a task of its own.
    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (OperatingSystem.IsWindows())
        {
            return RandomAccess.ReadAsync(_handle, buffer, offset, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new(RandomAccess.Read(_handle, buffer.Span, offset));
    }

    public override bool IsUnchanged() => RandomAccess.GetLength(_handle) == Length && File.GetLastWriteTimeUtc(_handle) == _modified;

    public override ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return base.DisposeAsync();
    }

    private static SafeFileHandle Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
    }
}
