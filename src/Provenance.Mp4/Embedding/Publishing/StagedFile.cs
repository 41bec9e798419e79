using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// A file that appears under its name complete or not at all. It is written under a hidden name in the same folder, stored, and renamed
/// over the destination. The hidden names of a destination are a fixed few, locked while in use: what a run that was killed left behind is
/// found and removed by the next one without searching the folder. A name is ours only while it means the file that we hold the lock of:
/// nobody removes or takes a name without that lock.
/// </summary>
internal sealed partial class StagedFile : Output
{
    /// <summary>How many runs may write to one destination at the same time.</summary>
    public const int Slots = 16;

    private const string Suffix = ".provenance-tmp";

    private readonly Destination _destination;
    private readonly FileSystem _files;
    private readonly FileStream _stream;
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly bool _isStored;
    private bool _published;
    private CancellationToken _token;

    private StagedFile(Destination destination, FileSystem files, FileStream stream, string path, bool isStored)
    {
        _isStored = isStored;
        _destination = destination;
        _files = files;
        _stream = stream;
        _handle = stream.SafeFileHandle;
        _path = path;
    }

    /// <summary>The hidden path of a destination.</summary>
    public static string HiddenPath(Destination destination, int slot)
    {
        // A name may have 255 bytes on most file systems; ours needs some of them.
        string name = Path.GetFileName(destination.Path);
        while (Encoding.UTF8.GetByteCount(name) > 200)
        {
            name = name[..^1];
        }

        return Path.Combine(destination.Folder, string.Create(CultureInfo.InvariantCulture, $".{name}.{slot}{Suffix}"));
    }

    /// <summary>Starts a file: removes what earlier runs left, takes a free hidden name, reserves the space.</summary>
    /// <param name="destination">Where it goes in the end.</param>
    /// <param name="length">How long it will be, in bytes.</param>
    /// <param name="sourcePath">The file whose permissions a new file gets; one that is replaced hands on its own.</param>
    /// <param name="files">The file system; the real one when null.</param>
    /// <param name="isStored">Whether it is to be on the disk before it is published.</param>
    /// <exception cref="SigningException">The file cannot be made: no permission, no space.</exception>
    public static StagedFile Create(Destination destination, long length, string? sourcePath, FileSystem? files = null, bool isStored = true)
    {
        files ??= FileSystem.Real;
        StagedFile? file = null;
        destination.Do(() =>
        {
            RemoveLeftovers(destination, files);
            file = CreateFile(destination, length, sourcePath, isStored, files);
        });
        return file!;
    }

    public override async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _token = cancellationToken;
        try
        {
            await _files.WriteAsync(_handle, bytes, offset, cancellationToken).ConfigureAwait(false);
            StoreAhead(offset + bytes.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Destination.Fault(_destination.Path, e.Message, e);
        }
    }

    public override async ValueTask<AssetSource> FlushAsync(CancellationToken cancellationToken)
    {
        // The system stores gigabytes in one call that nothing interrupts: who cancels does not wait for it. It keeps the handle until it is done.
        if (_isStored)
        {
            await _destination.DoAsync(() => new(Task.Run(() => _files.Flush(_handle), cancellationToken).WaitAsync(cancellationToken))).ConfigureAwait(false);
        }

        return new WrittenSource(new HandleSource(_files, _handle, Path.GetFileName(_destination.Path)), _destination.DoAsync);
    }

    public override async ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _destination.Do(() =>
        {
            if (_destination.Exists)
            {
                _files.HandOn(_handle, _destination.Path, _destination.Identity);
            }

            _files.Replace(_path, _destination.Path);
            _published = true;
            UndoRecord.Discard(_destination.Path);
        });
        if (_isStored)
        {
            _files.FlushFolder(_destination.Folder);
        }

        // With the handle goes the lock: from here on everybody may read.
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_published && !OperatingSystem.IsWindows())
        {
            // Deleted while still locked, so that no other run can take the name for a leftover in between.
            TryDelete(_path, _files);
            if (_token.IsCancellationRequested)
            {
                // Closing frees what was written, gigabytes perhaps; who cancelled does not wait for that either.
                _ = Task.Run(_stream.Dispose, CancellationToken.None);
                return;
            }
        }

        await _stream.DisposeAsync().ConfigureAwait(false);
        if (!_published && OperatingSystem.IsWindows())
        {
            TryDelete(_path, _files);
        }
    }

    private static StagedFile CreateFile(Destination destination, long length, string? sourcePath, bool isStored, FileSystem files)
    {
        IOException? taken = null;
        for (int slot = 0; slot < Slots; slot++)
        {
            string path = HiddenPath(destination, slot);
            if (File.Exists(path))
            {
                continue;
            }

            try
            {
                var stream = Open(path, length, sourcePath, files);
                if (UnixFiles.IsAt(stream.SafeFileHandle, path))
                {
                    return new StagedFile(destination, files, stream, path, isStored);
                }

                // Between making and locking it another run took it for a leftover and removed it.
                stream.Dispose();
            }
            catch (IOException e) when (IsTaken(e))
            {
                // Another run took the name at the same moment.
                taken = e;
            }
        }

        throw new IOException($"{Slots} other runs are writing to it.", taken);
    }

    // The name exists, or its file is locked. EEXIST, EAGAIN of Linux and of macOS; ERROR_FILE_EXISTS, ERROR_SHARING_VIOLATION.
    private static bool IsTaken(IOException e) => (e.HResult & 0xFFFF) is 17 or 11 or 35 or 80 or 32;

    private static FileStream Open(string path, long length, string? sourcePath, FileSystem files)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = LockedShare,
            Options = OperatingSystem.IsWindows() ? FileOptions.Asynchronous : FileOptions.None,
            PreallocationSize = length,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && sourcePath is not null)
        {
            // As cp does: the permissions of the source, less what the user's mask takes away.
            const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;
            options.UnixCreateMode = File.GetUnixFileMode(sourcePath) & Permissions;
        }

        try
        {
            return files.Open(path, options);
        }
        catch (IOException)
        {
            // There may be a file without the space that was to be reserved for it.
            TryRemoveLeftover(path, files);
            throw;
        }
    }

    // Unix locks a file that is shared with nobody; Windows must allow the rename.
    private static FileShare LockedShare => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static void RemoveLeftovers(Destination destination, FileSystem files)
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            string path = HiddenPath(destination, slot);
            if (File.Exists(path))
            {
                TryRemoveLeftover(path, files);
            }
        }
    }

    private static void TryRemoveLeftover(string path, FileSystem files)
    {
        try
        {
            // Opens only when no run holds it.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (!OperatingSystem.IsWindows())
            {
                // Between opening and locking it another run may have removed it and made its own of the same name.
                if (UnixFiles.IsAt(handle, path))
                {
                    files.Delete(path);
                }

                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        TryDelete(path, files);
    }

    private static void TryDelete(string path, FileSystem files)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way, and the next run tries again.
        }
    }

    /// <summary>Reads the file through the handle that wrote it: the lock keeps everybody else out, ourselves included.</summary>
    private sealed class HandleSource(FileSystem files, SafeFileHandle handle, string name) : AssetSource
    {
        public override long Length { get; } = RandomAccess.GetLength(handle);

        public override string? Name => name;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            files.ReadAsync(handle, buffer, offset, cancellationToken);
    }
}
