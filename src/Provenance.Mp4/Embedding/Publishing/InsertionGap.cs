using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// Where in a file the bytes stand that an insertion put in, or that a collapse has not yet taken out. Neither is one step on the disk: the file system makes the file
/// longer and then moves what is behind the place, extent after extent, from the end; or it moves it back, from the front, and makes the file shorter. After
/// a power failure in between the gap stands somewhere further back, with nothing lost: old bytes up to it, old bytes behind it. It is found as the first
/// place without blocks, which is why a file that has such places of its own is not changed this way.
/// </summary>
internal sealed class InsertionGap
{
    private readonly FileSystem _files;
    private readonly SafeFileHandle _file;
    private readonly FileChange _change;
    private readonly FileInsertion _insertion;
    private readonly long _at;

    private InsertionGap(FileSystem files, SafeFileHandle file, FileChange change, FileInsertion insertion, long at)
    {
        _files = files;
        _file = file;
        _change = change;
        _insertion = insertion;
        _at = at;
    }

    /// <summary>Whether all of the insertion was done, and none of it undone: only then anything may have been written.</summary>
    public bool IsInPlace => _at == _insertion.At;

    /// <summary>Where it may be in a file that is longer than before, the likeliest first.</summary>
    public static IEnumerable<InsertionGap> Find(FileSystem files, SafeFileHandle file, FileChange change, FileInsertion insertion)
    {
        yield return Foremost(files, file, change, insertion);

        // XFS reserves space behind the end of a file. What was read of that since counts as written, so the end may be the gap although no hole is there.
        yield return new(files, file, change, insertion, change.OldLength);
    }

    /// <summary>Reads bytes of the old file from where they are now.</summary>
    /// <param name="position">Their place in the old file.</param>
    /// <param name="buffer">Filled.</param>
    public void ReadOld(long position, Span<byte> buffer)
    {
        int before = (int)Math.Clamp(_at - position, 0, buffer.Length);
        UndoContent.ReadExactly(_files, _file, buffer[..before], position);
        UndoContent.ReadExactly(_files, _file, buffer[before..], position + before + _insertion.Length);
    }

    /// <summary>Takes the gap out of the file, whose end is that of the old file and the gap; it is the old file then.</summary>
    /// <exception cref="IOException">The file system does not.</exception>
    public void Close()
    {
        if (_at >= _change.OldLength)
        {
            // Nothing was moved yet: the gap is the end.
            _files.SetLength(_file, _change.OldLength);
        }
        else if (!_files.TryCollapse(_file, _at, _insertion.Length))
        {
            throw new IOException("The file system does not take out what was inserted.");
        }
    }

    private static InsertionGap Foremost(FileSystem files, SafeFileHandle file, FileChange change, FileInsertion insertion)
    {
        long end = change.OldLength + insertion.Length;
        long hole = files.NextHole(file, insertion.At);
        if (hole >= end)
        {
            // No hole: it was written over already.
            return new(files, file, change, insertion, insertion.At);
        }

        // What was put in may be written in part, or taken out in part; what is behind it begins where it ends.
        long behind = Math.Min(end, files.NextData(file, hole));
        return new(files, file, change, insertion, Math.Max(insertion.At, behind - insertion.Length));
    }
}
