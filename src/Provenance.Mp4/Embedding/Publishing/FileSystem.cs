using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// What writing a file asks of the operating system, one method for each call that can fail. Tests derive from it to let any of them fail.
/// What a method throws is what the system says: <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal class FileSystem
{
    /// <summary>The one there is.</summary>
    public static FileSystem Real { get; } = new();

    /// <summary>Opens a file, as the options say.</summary>
    public virtual FileStream Open(string path, FileStreamOptions options) => new(path, options);

    /// <summary>Opens a file that is changed in place.</summary>
    public virtual SafeFileHandle OpenForChange(string path, FileOptions options = FileOptions.None) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, options);

    /// <summary>The content of such a file, for reading; disposing of it closes the handle.</summary>
    public virtual AssetSource Content(string path, SafeFileHandle file) => new FileAssetSource(path, file);

    /// <summary>Writes at an offset.</summary>
    public virtual ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        // Only Windows writes and reads files without a thread that waits; handing that over to another thread takes longer than most writes.
        if (OperatingSystem.IsWindows())
        {
            return RandomAccess.WriteAsync(file, bytes, offset, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        RandomAccess.Write(file, bytes.Span, offset);
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads at an offset.</summary>
    public virtual ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new(RandomAccess.Read(file, buffer.Span, offset));
    }

    /// <summary>Writes at an offset, at once: a change in place is not left half done for anybody who waits.</summary>
    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Reads at an offset, at once.</summary>
    public virtual int Read(SafeFileHandle file, Span<byte> buffer, long offset) => RandomAccess.Read(file, buffer, offset);

    /// <summary>Moves the end of a file.</summary>
    public virtual void SetLength(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Puts nothing into the middle of a file, see <see cref="UnixFiles.TryInsert"/>.</summary>
    public virtual bool TryInsert(SafeFileHandle file, long offset, long length) => UnixFiles.TryInsert(file, offset, length);

    /// <summary>Takes a range out of a file, see <see cref="UnixFiles.TryCollapse"/>.</summary>
    public virtual bool TryCollapse(SafeFileHandle file, long offset, long length) => UnixFiles.TryCollapse(file, offset, length);

    /// <summary>Where a file has no blocks, see <see cref="UnixFiles.NextHole"/>.</summary>
    public virtual long NextHole(SafeFileHandle file, long from) => UnixFiles.NextHole(file, from);

    /// <summary>Where a file has blocks again, see <see cref="UnixFiles.NextData"/>.</summary>
    public virtual long NextData(SafeFileHandle file, long from) => UnixFiles.NextData(file, from);

    /// <summary>Lets a range of one file be a range of another, see <see cref="UnixFiles.TryShare"/>.</summary>
    public virtual bool TryShare(SafeFileHandle source, long sourceOffset, SafeFileHandle target, long targetOffset, long length) =>
        UnixFiles.TryShare(source, sourceOffset, target, targetOffset, length);

    /// <summary>Begins to store what was written, see <see cref="UnixFiles.StartStoring"/>.</summary>
    public virtual void StartStoring(SafeFileHandle file, long offset, long length) => UnixFiles.StartStoring(file, offset, length);

    /// <summary>Waits until the content of a file is stored.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    /// <summary>Gives an open file the owner, the group and the permissions of another, as far as the system lets us.</summary>
    public virtual void HandOn(SafeFileHandle file, string from, FileIdentity? owner) => UnixFiles.HandOn(file, from, owner);

    /// <summary>Renames a file over another.</summary>
    public virtual void Replace(string path, string destination) => File.Move(path, destination, overwrite: true);

    /// <summary>Deletes a file.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Makes a rename last, see <see cref="UnixFiles.FlushFolder"/>.</summary>
    public virtual void FlushFolder(string folder) => UnixFiles.FlushFolder(folder);
}
