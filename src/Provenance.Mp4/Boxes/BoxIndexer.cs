using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// Builds a <see cref="BoxIndex"/>. The root sequence is read through a window that grows while boxes are small, so that a million empty
/// boxes cost a few reads and a long recording does not cost a large read for each fragment. Nothing recurses on the input.
/// </summary>
internal sealed class BoxIndexer(AssetSource source, ParserLimits limits)
{
    /// <summary>How many findings of damage are kept: the first ones tell the story.</summary>
    public const int MaxDamage = 32;

    // Of the box around a manifest store: its header, the purpose, padding.
    private const int MostBesideStore = 4096;

    private const int SmallWindow = 4 << 10;
    private const int LargeWindow = 64 << 10;

    private readonly List<LoadedChunk> _chunks = [];
    private readonly List<BoxDamage> _damage = [];
    private readonly Stack<Frame> _open = new();
    private BoxEntry[] _entries = new BoxEntry[64];
    private int _count;
    private int _lastRoot = -1;
    private long _position;
    private long _loaded;
    private bool _ended;

    private byte[] _window = [];
    private long _windowOffset;
    private int _windowLength;

    private ReadOnlySpan<byte> Window => _window.AsSpan(0, _windowLength);

    public async ValueTask<BoxIndex> RunAsync(CancellationToken cancellationToken)
    {
        while (!_ended && _position < source.Length)
        {
            await FillWindowAsync(cancellationToken).ConfigureAwait(false);
            while (ScanWindow() is { } box)
            {
                await LoadAsync(box, cancellationToken).ConfigureAwait(false);
            }
        }

        return new BoxIndex(source, _entries, _count, [.. _chunks], _damage);
    }

    private async ValueTask FillWindowAsync(CancellationToken cancellationToken)
    {
        // Small boxes one behind the other: read ahead. A jump over media data: only the next headers are wanted.
        bool sequential = _position - (_windowOffset + _windowLength) < SmallWindow && _windowLength > 0;
        int size = (int)Math.Min(sequential ? LargeWindow : SmallWindow, source.Length - _position);
        if (_window.Length < size)
        {
            _window = new byte[size];
        }

        cancellationToken.ThrowIfCancellationRequested();
        _windowOffset = _position;
        _windowLength = 0;
        await source.ReadExactlyAsync(_position, _window.AsMemory(0, size), cancellationToken).ConfigureAwait(false);
        _windowLength = size;
    }

    // Takes root boxes from the window until it is used up (null) or a box is to be loaded.
    private int? ScanWindow()
    {
        while (!_ended && _position < source.Length)
        {
            long available = source.Length - _position;
            long at = _position - _windowOffset;
            if (at >= _windowLength || _windowLength - at < Math.Min(BoxHeader.MaxSize, available))
            {
                return null;
            }

            var header = BoxHeader.Read(Window[(int)at..], available);
            if (header.Problem is BoxHeaderProblem.CutOff or BoxHeaderProblem.TooSmall)
            {
                string what = header.Problem == BoxHeaderProblem.CutOff ? "too few for a box" : "not a box: the size it states is smaller than its header";
                Note(new(_position, available, $"The last {available} bytes of the file, from byte {_position} on, are {what}.", IsLimit: false, IsRoot: true));
                _ended = true;
                return null;
            }

            if (!TryAdd(_position, header, parent: -1, ref _lastRoot, out int id))
            {
                return null;
            }

            if (header.Problem == BoxHeaderProblem.Overrun)
            {
                Note(new(_position, 0, $"The '{header.Type}' box at byte {_position} says that it ends behind the end of the file.", IsLimit: false, IsRoot: true));
            }

            _position += header.Size;
            if (IsMetadata(header))
            {
                return id;
            }
        }

        return null;
    }

    private static bool IsMetadata(in BoxHeader header) =>
        header.Size > header.HeaderSize
        && (header.Extended is ExtendedType.ContentProvenance or ExtendedType.Xmp
            || header.Type == BoxTypes.Moov || header.Type == BoxTypes.Moof || header.Type == BoxTypes.Meta || header.Type == BoxTypes.Mfra
            || header.Type == BoxTypes.Ftyp || header.Type == BoxTypes.Styp || header.Type == BoxTypes.Sidx
            || BoxTypes.IsContainer(header.Type));

    private string? FindLimit(in BoxEntry entry)
    {
        bool isStore = entry.Extended == ExtendedType.ContentProvenance && entry.Size > (long)limits.MaxManifestStoreSize + MostBesideStore;
        if (!isStore && _loaded + entry.Size <= limits.MaxMetadataBoxSize)
        {
            return null;
        }

        string what = $"The '{new FourCC(entry.Type)}' box at byte {entry.Offset} ({entry.Size} bytes) is too large to be read";
        return isStore ? ExceededLimit.Sentence(what, limits.MaxManifestStoreSize)
            : ExceededLimit.Sentence(_loaded == 0 ? what : $"{what} after {_loaded} bytes of other boxes", limits.MaxMetadataBoxSize);
    }

    private async ValueTask LoadAsync(int id, CancellationToken cancellationToken)
    {
        var entry = _entries[id];
        if (FindLimit(entry) is { } problem)
        {
            Note(new(entry.Offset, 0, problem, IsLimit: true, IsRoot: true));
            return;
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)entry.Size);
        long at = entry.Offset - _windowOffset;
        if (at >= 0 && at + bytes.Length <= _windowLength)
        {
            Window.Slice((int)at, bytes.Length).CopyTo(bytes);
        }
        else
        {
            await source.ReadExactlyAsync(entry.Offset, bytes, cancellationToken).ConfigureAwait(false);
        }

        _loaded += bytes.Length;
        _entries[id].Chunk = _chunks.Count;
        _chunks.Add(new(entry.Offset, bytes));
        cancellationToken.ThrowIfCancellationRequested();
        if (BoxTypes.IsContainer(new FourCC(entry.Type)))
        {
            IndexInside(id, bytes);
        }
    }

    // Depth first over one loaded root box; the stack holds at most MaxBoxDepth frames.
    private void IndexInside(int root, ReadOnlySpan<byte> bytes)
    {
        long origin = _entries[root].Offset;
        int chunk = _entries[root].Chunk;
        _open.Clear();
        Open(root, bytes, origin);
        while (_open.TryPop(out var frame))
        {
            while (frame.Position < frame.End)
            {
                long available = frame.End - frame.Position;
                var span = bytes.Slice((int)(frame.Position - origin), (int)Math.Min(available, BoxHeader.MaxSize));
                var header = BoxHeader.Read(span, available);
                if (header.Problem is BoxHeaderProblem.CutOff or BoxHeaderProblem.TooSmall || header.Form == BoxSizeForm.ToEnd)
                {
                    NoteInside(frame, available);
                    break;
                }

                if (!TryAdd(frame.Position, header, frame.Box, ref frame.LastChild, out int id))
                {
                    return;
                }

                _entries[id].Chunk = chunk;
                if (header.Problem == BoxHeaderProblem.Overrun && !frame.IsInformal && _damage.Count < MaxDamage)
                {
                    Note(new(frame.Position, 0, $"The '{header.Type}' box at byte {frame.Position} says that it ends behind the end of the '{TypeOf(frame.Box)}' box around it.", IsLimit: false, IsRoot: false));
                }

                frame.Position += header.Size;
                if (BoxTypes.IsContainer(header.Type) && header.Size > header.HeaderSize)
                {
                    _open.Push(frame);
                    if (!Open(id, bytes, origin))
                    {
                        frame = _open.Pop();
                        continue;
                    }

                    frame = _open.Pop();
                }
            }
        }
    }

    private bool Open(int id, ReadOnlySpan<byte> bytes, long origin)
    {
        ref var entry = ref _entries[id];
        if (entry.Depth + 1 >= limits.MaxBoxDepth)
        {
            Note(new(entry.Offset, 0, ExceededLimit.Sentence($"The boxes at byte {entry.Offset} are nested too deeply", limits.MaxBoxDepth), IsLimit: true, IsRoot: false));
            return false;
        }

        var type = new FourCC(entry.Type);
        long start = entry.Offset + entry.HeaderSize;
        if (type == BoxTypes.Meta)
        {
            // ISO's meta is a FullBox, QuickTime's is not: there the first child's type stands where ISO has its size.
            var content = bytes[(int)(start - origin)..(int)(entry.Offset + entry.Size - origin)];
            entry.IsPlainMeta = content.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(content) >= 8
                && BinaryPrimitives.ReadUInt32BigEndian(content[4..]) == BoxTypes.Hdlr.Code;
            start += entry.IsPlainMeta ? 0 : 4;
        }

        bool informal = BoxTypes.IsInformal(type) && entry.Parent >= 0;
        informal |= entry.Parent >= 0 && BoxTypes.IsInformal(TypeOf(entry.Parent));
        _open.Push(new Frame { Box = id, Position = start, End = entry.Offset + entry.Size, LastChild = -1, IsInformal = informal });
        return true;
    }

    private void NoteInside(in Frame frame, long available)
    {
        if (!frame.IsInformal && _damage.Count < MaxDamage)
        {
            Note(new(frame.Position, available, $"The last {available} bytes of the '{TypeOf(frame.Box)}' box, from byte {frame.Position} on, are not a box.", IsLimit: false, IsRoot: false));
        }
    }

    private bool TryAdd(long offset, in BoxHeader header, int parent, ref int previous, out int id)
    {
        id = _count;
        if (_count >= limits.MaxBoxes)
        {
            Note(new(offset, source.Length - offset, ExceededLimit.Sentence($"The file holds too many boxes; those from byte {offset} on were not read", limits.MaxBoxes), IsLimit: true, IsRoot: true));
            _ended = true;
            return false;
        }

        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_count++] = new BoxEntry
        {
            Offset = offset,
            Size = header.Size,
            Type = header.Type.Code,
            Parent = parent,
            Next = -1,
            FirstChild = -1,
            Chunk = -1,
            HeaderSize = (byte)header.HeaderSize,
            Depth = (byte)(parent < 0 ? 0 : _entries[parent].Depth + 1),
            Extended = header.Extended,
            Form = header.Form,
            IsTruncated = header.Problem == BoxHeaderProblem.Overrun,
        };
        if (previous >= 0)
        {
            _entries[previous].Next = id;
        }
        else if (parent >= 0)
        {
            _entries[parent].FirstChild = id;
        }

        previous = id;
        return true;
    }

    private FourCC TypeOf(int id) => new(_entries[id].Type);

    private void Note(BoxDamage damage)
    {
        // What hides part of the root sequence is always kept: the hash step must see it.
        if (_damage.Count < MaxDamage || damage is { IsRoot: true, Length: > 0 })
        {
            _damage.Add(damage);
        }
    }

    private struct Frame
    {
        public int Box;
        public long Position;
        public long End;
        public int LastChild;
        public bool IsInformal;
    }
}
