using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// A file that is changed in place under an <see cref="UndoRecord"/>: whatever happens, it ends up the old file or the complete new one.
/// From opening to disposing no other run changes it.
/// </summary>
internal sealed class InPlaceFile : IAsyncDisposable
{
    private const string Otherwise = "Sign to another file.";
    private const int MaxBlock = 64 << 10;

    private readonly FileSystem _files;
    private readonly string _path;
    private readonly UndoRecord _record;
    private readonly SafeFileHandle _handle;

    private InPlaceFile(FileSystem files, string path, UndoRecord record, SafeFileHandle handle)
    {
        _files = files;
        _path = path;
        _record = record;
        _handle = handle;
        Source = files.Content(path, handle);
    }

    /// <summary>The file as it is, for reading.</summary>
    public AssetSource Source { get; }

    /// <summary>Opens a file, links followed; what an earlier run left half done is undone first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="files">What it asks of the operating system; the real one when null.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SigningException">Another run changes the file, or it cannot be written.</exception>
    public static InPlaceFile Open(string path, FileSystem? files = null)
    {
        files ??= FileSystem.Real;
        string file = Destination.Resolve(path);
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"Could not find file '{path}'.", path);
        }

        if (UnixFiles.Identify(file) is { IsRegular: false })
        {
            throw Destination.Fault(path, "it is a device, a pipe or a socket, not a regular file.");
        }

        var record = UndoRecord.Take(file, files);
        try
        {
            return new(files, file, record, files.OpenForChange(file, FileOptions.Asynchronous));
        }
        catch (Exception e)
        {
            record.Dispose();
            throw e is IOException or UnauthorizedAccessException ? Destination.Fault(path, e.Message, e) : e;
        }
    }

    /// <summary>What an insertion must be a multiple of, in bytes; a file system that wants more refuses it.</summary>
    public int Block
    {
        get
        {
            // What it likes to be written in may be a whole stripe of a disk array: then a block is what blocks usually are.
            uint size = UnixFiles.Identify(_path)?.BlockSize ?? 0;
            return size is > ManifestBox.Block and <= MaxBlock && BitOperations.IsPow2(size) ? (int)size : ManifestBox.Block;
        }
    }

    /// <summary>Finds out whether bytes can be put into the file, before any work is done for it.</summary>
    /// <param name="insertion">Where, and how many.</param>
    /// <exception cref="SigningException">They cannot.</exception>
    public void RequireInsertion(FileInsertion insertion)
    {
        if (UnixFiles.Identify(_path) is { Links: > 1 } identity)
        {
            throw Destination.Fault(_path, $"it has {identity.Links} names (hard links), and inserting into it would be undone after an interruption under this one only. {Otherwise}");
        }

        if (_files.NextHole(_handle, insertion.At) < Source.Length)
        {
            throw Destination.Fault(_path, $"parts of it have no place on the disk (a sparse file, or space that was reserved and not written), so inserting into it could not be undone safely. {Otherwise}");
        }

        try
        {
            if (!_record.CanInsert(Block))
            {
                throw Destination.Fault(_path, $"its file system does not insert into files (ext4 and XFS on Linux do). {Otherwise}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Destination.Fault(_path, e.Message, e);
        }
    }

    /// <summary>Applies a change. It was worked out from <see cref="Source"/>, and the file must still be that.</summary>
    /// <exception cref="SigningException">The file changed since, or cannot be written; then it is the old one.</exception>
    public void Apply(FileChange change)
    {
        if (!Source.IsUnchanged() || Source.Length != change.OldLength)
        {
            throw new SigningException(SigningFault.InputChanged, "The file changed while it was being signed.");
        }

        try
        {
            _record.Store(_handle, change);
            try
            {
                Write(change);
                Compare(change);
            }
            catch
            {
                _record.Undo(_handle);
                throw;
            }

            _record.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Destination.Fault(_path, e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync().ConfigureAwait(false);
        _record.Dispose();
    }

    private void Write(FileChange change)
    {
        if (change.Insertion is { } insertion)
        {
            Insert(insertion);
        }

        foreach (var write in change.Writes)
        {
            _files.Write(_handle, write.Bytes.Span, write.Start);
        }

        if (RandomAccess.GetLength(_handle) != change.NewLength)
        {
            _files.SetLength(_handle, change.NewLength);
        }

        _files.Flush(_handle);
    }

    // Stored before anything is written: what is written tells whoever recovers the file that all of the insertion was done.
    private void Insert(FileInsertion insertion)
    {
        if (!_files.TryInsert(_handle, insertion.At, insertion.Length))
        {
            throw new IOException($"The file system does not insert {insertion.Length} bytes at byte {insertion.At} of the file. {Otherwise}");
        }

        _files.Flush(_handle);
        if (!_record.IsInserted(_handle))
        {
            throw new IOException($"The file system says that it inserted into the file, and did something else. {Otherwise}");
        }
    }

    // What was laid out was validated; what is there is that.
    private void Compare(FileChange change)
    {
        foreach (var write in change.Writes)
        {
            byte[] written = new byte[write.Bytes.Length];
            int count = 0;
            int read;
            while (count < written.Length && (read = _files.Read(_handle, written.AsSpan(count), write.Start + count)) > 0)
            {
                count += read;
            }

            if (!written.AsSpan(0, count).SequenceEqual(write.Bytes.Span))
            {
                throw new SigningException(SigningFault.ReadBack, "What was written is not what is there; it was undone.");
            }
        }
    }
}
