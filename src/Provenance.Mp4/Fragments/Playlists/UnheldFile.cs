using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>A file that is open only while it is read: playlists name more files than a process may hold. Size and time are compared at the end.</summary>
internal sealed class UnheldFile : AssetSource
{
    private readonly string _path;
    private readonly DateTime _modified;

    public UnheldFile(string path)
    {
        var info = new FileInfo(path);
        _path = path;
        _modified = info.LastWriteTimeUtc;
        Length = info.Length;
    }

    public override long Length { get; }

    public override string? Name => Path.GetFileName(_path);

    public override async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using SafeFileHandle handle = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        return await RandomAccess.ReadAsync(handle, buffer, offset, cancellationToken).ConfigureAwait(false);
    }

    public override bool IsUnchanged()
    {
        var info = new FileInfo(_path);
        return info.Exists && info.Length == Length && info.LastWriteTimeUtc == _modified;
    }
}
