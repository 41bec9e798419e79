using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Provenance.Bmff;

/// <summary>
/// What an <see cref="UndoRecord"/> says: both lengths, and for each place the bytes before and after. With both, a file that somebody else
/// changed since is told from one that is half changed, and is left alone. Of a file whose media moves, bytes that stay as they are belong to it too: wherever the
/// insertion was interrupted, they must be found where they are expected.
/// </summary>
internal sealed class UndoContent
{
    private const int FixedLength = 8 + (5 * 8);
    private const int PlaceLength = 8 + 4 + 4;
    private const int KeptLength = 64;
    private const int KeptPlaces = 64;

    private readonly FileChange _change;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _old;
    private readonly IReadOnlyList<Patch> _kept;

    private UndoContent(FileChange change, IReadOnlyList<ReadOnlyMemory<byte>> old, IReadOnlyList<Patch> kept)
    {
        _change = change;
        _old = old;
        _kept = kept;
    }

    private static ReadOnlySpan<byte> Magic => "C2PAundo"u8;

    /// <summary>Reads the old bytes of what a change touches: those it writes over and those it cuts off.</summary>
    public static UndoContent Of(FileSystem files, SafeFileHandle file, FileChange change)
    {
        change.Check();
        var writes = new List<Patch>(change.Writes);
        if (change.Insertion is null && change.NewLength < change.OldLength)
        {
            writes.Add(new Patch(change.NewLength, default));
        }

        var old = new List<ReadOnlyMemory<byte>>(writes.Count);
        foreach (var write in writes)
        {
            long end = write.Start == change.NewLength ? change.OldLength : write.End;
            if (change.InOld(write.Start) is not { } start)
            {
                old.Add(default);
                continue;
            }

            byte[] bytes = new byte[checked((int)(Math.Min(change.OldLength, start + end - write.Start) - start))];
            ReadExactly(files, file, bytes, start);
            old.Add(bytes);
        }

        return new UndoContent(change with { Writes = writes }, old, Kept(files, file, change));
    }

    /// <summary>The bytes of the record; their hash stands at the end.</summary>
    public byte[] Encode()
    {
        long length = FixedLength + SHA256.HashSizeInBytes;
        for (int i = 0; i < _old.Count; i++)
        {
            length += PlaceLength + _old[i].Length + _change.Writes[i].Bytes.Length;
        }

        length += _kept.Sum(k => PlaceLength + k.Bytes.Length);
        byte[] encoded = new byte[checked((int)length)];
        Magic.CopyTo(encoded);
        int at = Magic.Length;
        foreach (long value in (ReadOnlySpan<long>)[_change.OldLength, _change.NewLength, _change.Insertion?.At ?? 0, _change.Insertion?.Length ?? 0, _old.Count])
        {
            BinaryPrimitives.WriteInt64LittleEndian(encoded.AsSpan(at), value);
            at += 8;
        }

        for (int i = 0; i < _old.Count; i++)
        {
            Write(_change.Writes[i].Start, _old[i], _change.Writes[i].Bytes);
        }

        // Behind the places that change: those that stay.
        foreach (var kept in _kept)
        {
            Write(kept.Start, kept.Bytes, default);
        }

        SHA256.HashData(encoded.AsSpan(0, at), encoded.AsSpan(at));
        return encoded;

        void Write(long start, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
        {
            BinaryPrimitives.WriteInt64LittleEndian(encoded.AsSpan(at), start);
            BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(at + 8), before.Length);
            BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(at + 12), after.Length);
            at += PlaceLength;
            before.Span.CopyTo(encoded.AsSpan(at));
            at += before.Length;
            after.Span.CopyTo(encoded.AsSpan(at));
            at += after.Length;
        }
    }

    /// <summary>Reads a record; null when it is not whole.</summary>
    public static UndoContent? Decode(ReadOnlyMemory<byte> encoded)
    {
        int end = encoded.Length - SHA256.HashSizeInBytes;
        var span = encoded.Span;
        if (end < FixedLength || !span.StartsWith(Magic) || !SHA256.HashData(span[..end]).AsSpan().SequenceEqual(span[end..]))
        {
            return null;
        }

        var numbers = span[Magic.Length..];
        long At(ReadOnlySpan<byte> from, int index) => BinaryPrimitives.ReadInt64LittleEndian(from[(8 * index)..]);
        var (oldLength, newLength, insertedAt, inserted, count) = (At(numbers, 0), At(numbers, 1), At(numbers, 2), At(numbers, 3), At(numbers, 4));
        var writes = new List<Patch>();
        var old = new List<ReadOnlyMemory<byte>>();
        var kept = new List<Patch>();
        int position = FixedLength;
        for (long i = 0; i < count || position < end; i++)
        {
            // A hash is no proof of who wrote the record: it lies beside a file that anybody may have sent.
            if (end - position < PlaceLength)
            {
                return null;
            }

            long start = BinaryPrimitives.ReadInt64LittleEndian(span[position..]);
            int oldCount = BinaryPrimitives.ReadInt32LittleEndian(span[(position + 8)..]);
            int newCount = BinaryPrimitives.ReadInt32LittleEndian(span[(position + 12)..]);
            position += PlaceLength;
            if (oldCount < 0 || newCount < 0 || (long)oldCount + newCount > end - position || start < 0 || start > long.MaxValue - oldCount - newCount)
            {
                return null;
            }

            if (i < count)
            {
                old.Add(encoded.Slice(position, oldCount));
                writes.Add(new Patch(start, encoded.Slice(position + oldCount, newCount)));
            }
            else
            {
                kept.Add(new Patch(start, encoded.Slice(position, oldCount)));
            }

            position += oldCount + newCount;
        }

        var insertion = inserted > 0 ? new FileInsertion(insertedAt, inserted) : (FileInsertion?)null;
        var content = new UndoContent(new FileChange { OldLength = oldLength, NewLength = newLength, Insertion = insertion, Writes = writes }, old, kept);
        return content.IsSound() ? content : null;
    }

    // The old bytes are inside the old file; what was cut off stands in the record to its last byte: nothing is made longer by a number alone.
    private bool IsSound()
    {
        if (!_change.IsSound() || _kept.Any(k => k.End > _change.OldLength))
        {
            return false;
        }

        long end = 0;
        for (int i = 0; i < _old.Count; i++)
        {
            if (!_old[i].IsEmpty)
            {
                end = _change.InOld(_change.Writes[i].Start) is { } start ? start + _old[i].Length : long.MaxValue;
                if (end > _change.OldLength)
                {
                    return false;
                }
            }
        }

        return _change.Insertion is not null || _change.OldLength <= _change.NewLength || end == _change.OldLength;
    }

    /// <summary>Whether the file is the old one with the insertion where it belongs, as far as the places tell that are looked at; nothing is written yet.</summary>
    public bool IsInserted(FileSystem files, SafeFileHandle file)
    {
        if (_change.Insertion is not { } insertion || RandomAccess.GetLength(file) != _change.OldLength + insertion.Length)
        {
            return false;
        }

        return files.NextHole(file, insertion.At) == insertion.At && InsertionGap.Find(files, file, _change, insertion).First() is { IsInPlace: true } gap && IsOld(gap);
    }

    /// <summary>
    /// Whether the file can be one that the change was applied to, in part or in full: its length is one of those on the way, and each
    /// byte in question is the old or the new one.
    /// </summary>
    public bool Fits(FileSystem files, SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        if (_change.Insertion is { } insertion)
        {
            // Not inserted yet: nothing was written either.
            return length == _change.OldLength || FindGap(files, file, length, insertion) is not null;
        }

        return length >= Math.Min(_change.OldLength, _change.NewLength) && length <= Math.Max(_change.OldLength, _change.NewLength) && IsOldOrNew(files, file, length);
    }

    private InsertionGap? FindGap(FileSystem files, SafeFileHandle file, long length, FileInsertion insertion)
    {
        long inserted = _change.OldLength + insertion.Length;
        return length >= inserted && length <= _change.NewLength
            ? InsertionGap.Find(files, file, _change, insertion).FirstOrDefault(gap => gap.IsInPlace
                ? _kept.All(k => IsAt(gap, k.Start, k.Bytes)) && IsOldOrNew(files, file, length)
                : length == inserted && IsOld(gap))
            : null;
    }

    private bool IsOldOrNew(FileSystem files, SafeFileHandle file, long length)
    {
        for (int i = 0; i < _old.Count; i++)
        {
            long start = _change.Writes[i].Start;
            var before = _old[i].Span;
            var after = _change.Writes[i].Bytes.Span;
            byte[] now = new byte[(int)Math.Clamp(length - start, 0, Math.Max(before.Length, after.Length))];
            ReadExactly(files, file, now, start);
            for (int b = 0; b < now.Length; b++)
            {
                // Behind the old end a file that grew holds zeros until they are written over.
                bool isOld = b < before.Length ? now[b] == before[b] : now[b] == 0;
                if (!isOld && (b >= after.Length || now[b] != after[b]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Puts the old bytes back and stores the file.</summary>
    public void Restore(FileSystem files, SafeFileHandle file)
    {
        if (_change.Insertion is { } insertion)
        {
            long length = RandomAccess.GetLength(file);
            if (length == _change.OldLength)
            {
                return;
            }

            var gap = FindGap(files, file, length, insertion) ?? throw new IOException("Its media is not where an interrupted insertion leaves it.");
            if (gap.IsInPlace)
            {
                WriteOld(files, file);
                files.SetLength(file, _change.OldLength + insertion.Length);

                // A file of the old length is the old file: it must be that before it gets short.
                files.Flush(file);
            }

            gap.Close();
        }
        else
        {
            WriteOld(files, file);
            files.SetLength(file, _change.OldLength);
        }

        files.Flush(file);
    }

    // Bytes all over what moves, as far as nothing is written there.
    private static List<Patch> Kept(FileSystem files, SafeFileHandle file, FileChange change)
    {
        var kept = new List<Patch>();
        if (change.Insertion is not { } insertion)
        {
            return kept;
        }

        long last = change.OldLength - KeptLength;
        for (int i = 0; i < KeptPlaces && last >= insertion.At; i++)
        {
            long start = insertion.At + ((last - insertion.At) / (KeptPlaces - 1) * i);
            start = i == KeptPlaces - 1 ? last : start;
            long now = start + insertion.Length;
            if (!change.Writes.Any(w => w.Start < now + KeptLength && w.End > now))
            {
                byte[] bytes = new byte[KeptLength];
                ReadExactly(files, file, bytes, start);
                kept.Add(new Patch(start, bytes));
            }
        }

        return kept;
    }

    private bool IsOld(InsertionGap gap) => _kept.All(k => IsAt(gap, k.Start, k.Bytes))
        && Enumerable.Range(0, _old.Count).All(i => _old[i].IsEmpty || IsAt(gap, _change.InOld(_change.Writes[i].Start)!.Value, _old[i]));

    private static bool IsAt(InsertionGap gap, long position, ReadOnlyMemory<byte> bytes)
    {
        byte[] now = new byte[bytes.Length];
        gap.ReadOld(position, now);
        return bytes.Span.SequenceEqual(now);
    }

    private void WriteOld(FileSystem files, SafeFileHandle file)
    {
        for (int i = 0; i < _old.Count; i++)
        {
            files.Write(file, _old[i].Span, _change.Writes[i].Start);
        }
    }

    /// <summary>Reads as many bytes as there is room for.</summary>
    /// <exception cref="EndOfStreamException">There are not so many.</exception>
    public static void ReadExactly(FileSystem files, SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            int read = files.Read(file, buffer, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The file became shorter while it was read.");
            }

            offset += read;
            buffer = buffer[read..];
        }
    }
}
