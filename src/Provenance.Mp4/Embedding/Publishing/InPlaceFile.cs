using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// A file that is changed in place under an <see cref="UndoRecord"/>: whatever happens, it ends up the old file or the complete new one.
/// From opening to disposing no other run changes it.
/// </summary>
internal sealed class InPlaceFile : IAsyncDisposable
{
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
        if (change.Insertion is { } insertion && !_files.TryInsert(_handle, insertion.At, insertion.Length))
        {
            throw new IOException("The file system does not insert into files.");
        }

        foreach (var write in change.Writes)
        {
            _files.Write(_handle, write.Bytes.Span, write.Start);
        }

        if (change.Insertion is null && RandomAccess.GetLength(_handle) != change.NewLength)
        {
            _files.SetLength(_handle, change.NewLength);
        }

        _files.Flush(_handle);
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
