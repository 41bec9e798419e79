using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// What a file was before it is changed in place, stored beside it under a hidden name before the first byte changes. Whatever ends a run, the
/// next one finds the record and puts the old bytes back: a file is the old one or the complete new one. The record is locked while in
/// use, so that one run at a time changes a file.
/// </summary>
/// <remarks>
/// The order that makes it hold: the record is stored; the file changes; the file is stored; the record is emptied, which is the moment at
/// which the new file counts; the record is removed. A record that is not whole was never followed by a change.
/// </remarks>
internal sealed class UndoRecord : IDisposable
{
    private const string Suffix = ".provenance-undo";

    private readonly FileSystem _files;
    private readonly FileStream _record;
    private readonly string _path;
    private UndoContent? _content;

    private UndoRecord(FileSystem files, FileStream record, string path)
    {
        _files = files;
        _record = record;
        _path = path;
    }

    /// <summary>The hidden path of the record of a file.</summary>
    public static string PathFor(string file)
    {
        // A name may have 255 bytes on most file systems; ours needs some of them.
        string name = Path.GetFileName(file);
        while (Encoding.UTF8.GetByteCount(name) > 200)
        {
            name = name[..^1];
        }

        return Path.Combine(Path.GetDirectoryName(file)!, string.Create(CultureInfo.InvariantCulture, $".{name}{Suffix}"));
    }

    /// <summary>Undoes what a run that was killed left half done.</summary>
    /// <param name="file">The full path of the file, links followed.</param>
    /// <returns>Whether the file was put back.</returns>
    /// <exception cref="SigningException">The record is of another file, or the old bytes cannot be written.</exception>
    public static bool Recover(string file)
    {
        if (!File.Exists(PathFor(file)))
        {
            return false;
        }

        // One that another run holds is in use: there is nothing to recover from.
        using var record = TryLock(FileSystem.Real, file);
        return record is not null && record.UndoFound(file);
    }

    /// <summary>Forgets what a killed run left, since another file took the place of the one it was about.</summary>
    /// <param name="file">The full path of the file, links followed.</param>
    public static void Discard(string file)
    {
        if (File.Exists(PathFor(file)))
        {
            using var record = TryLock(FileSystem.Real, file);
            record?.Commit();
        }
    }

    /// <summary>Takes the record of a file, recovering what an earlier run left.</summary>
    /// <param name="file">The full path of the file, links followed.</param>
    /// <param name="files">What it asks of the operating system; the real one when null.</param>
    /// <exception cref="SigningException">Another run is changing the file, or no record can be written.</exception>
    public static UndoRecord Take(string file, FileSystem? files = null)
    {
        var record = TryLock(files ?? FileSystem.Real, file) ?? throw Destination.Fault(file, "another run is changing it in place.");
        try
        {
            record.UndoFound(file);
            return record;
        }
        catch
        {
            record._record.Dispose();
            throw;
        }
    }

    /// <summary>Stores the old bytes of what a change touches. From here on the file may change.</summary>
    /// <param name="file">The file.</param>
    /// <param name="change">What will be done.</param>
    public void Store(SafeFileHandle file, FileChange change)
    {
        _content = UndoContent.Of(_files, file, change);
        _files.Write(_record.SafeFileHandle, _content.Encode(), 0);
        _files.Flush(_record.SafeFileHandle);
        _files.FlushFolder(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Whether the file is, as far as the stored record tells, the old one with the insertion and nothing else.</summary>
    public bool IsInserted(SafeFileHandle file) => _content?.IsInserted(_files, file) ?? false;

    /// <summary>
    /// Whether the file system inserts into files, tried out on the record itself while it is empty. It lies beside the file. What a power failure leaves of that is
    /// no record.
    /// </summary>
    /// <param name="block">Size of a block, in bytes.</param>
    public bool CanInsert(int block)
    {
        var record = _record.SafeFileHandle;
        try
        {
            _files.SetLength(record, block);
            return _files.TryInsert(record, 0, block);
        }
        finally
        {
            _files.SetLength(record, 0);
        }
    }

    /// <summary>The change is done and stored: what is recorded does not count any more.</summary>
    public void Commit()
    {
        _files.SetLength(_record.SafeFileHandle, 0);
        _files.Flush(_record.SafeFileHandle);
    }

    /// <summary>Puts the old bytes back, as far as a change came.</summary>
    /// <exception cref="IOException">They cannot be written; the record stays for the next run.</exception>
    public void Undo(SafeFileHandle file)
    {
        if (Read() is { } content)
        {
            content.Restore(_files, file);
            Commit();
        }
    }

    /// <summary>Removes the record, unless it still counts.</summary>
    public void Dispose()
    {
        bool isDone = RandomAccess.GetLength(_record.SafeFileHandle) == 0;
        if (isDone && !OperatingSystem.IsWindows())
        {
            // Deleted while still locked, so that nobody's record but this one can go.
            TryDelete();
        }

        _record.Dispose();
        if (isDone && OperatingSystem.IsWindows())
        {
            TryDelete();
        }
    }

    private static UndoRecord? TryLock(FileSystem files, string file)
    {
        string path = PathFor(file);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && File.Exists(file))
        {
            const UnixFileMode Permissions = (UnixFileMode)0b110_110_110;
            options.UnixCreateMode = (File.GetUnixFileMode(file) & Permissions) | UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        while (true)
        {
            FileStream stream;
            try
            {
                stream = files.Open(path, options);
            }
            catch (IOException) when (File.Exists(path))
            {
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Destination.Fault(file, $"the record that lets it be changed in place safely cannot be written: {e.Message}", e);
            }

            // Between opening and locking, the run before may have removed the file that was opened; then it is no record of anything.
            if (UnixFiles.IsAt(stream.SafeFileHandle, path))
            {
                return new UndoRecord(files, stream, path);
            }

            stream.Dispose();
        }
    }

    private bool UndoFound(string file)
    {
        var content = Read();
        if (content is null)
        {
            Commit();
            return false;
        }

        try
        {
            using var handle = _files.OpenForChange(file);
            if (!content.Fits(_files, handle))
            {
                throw Destination.Fault(
                    file, $"an earlier run was interrupted while it changed the file in place, and the file was changed by others since. Look at the file, then delete '{_path}'.");
            }

            content.Restore(_files, handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Destination.Fault(file, $"an earlier run was interrupted while it changed the file in place, and that cannot be undone: {e.Message}", e);
        }

        Commit();
        return true;
    }

    private UndoContent? Read()
    {
        long length = RandomAccess.GetLength(_record.SafeFileHandle);
        if (length is 0 or > int.MaxValue)
        {
            return null;
        }

        byte[] bytes = new byte[length];
        int count = 0;
        int read;
        while (count < bytes.Length && (read = _files.Read(_record.SafeFileHandle, bytes.AsSpan(count), count)) > 0)
        {
            count += read;
        }

        return UndoContent.Decode(bytes.AsMemory(0, count));
    }

    private void TryDelete()
    {
        try
        {
            _files.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty record says that there is nothing to undo.
        }
    }
}
