namespace Provenance.Bmff;

/// <summary>
/// Every box of a file, found in one linear pass: root boxes by their headers alone, header-like boxes (moov, moof, meta, mfra, sidx,
/// C2PA and XMP uuid) with their bytes and what is inside them. Media data is never read. Damage is noted, never thrown.
/// </summary>
internal sealed class BoxIndex
{
    private readonly BoxEntry[] _entries;
    private readonly LoadedChunk[] _chunks;

    internal BoxIndex(AssetSource source, BoxEntry[] entries, int count, LoadedChunk[] chunks, IReadOnlyList<BoxDamage> damage)
    {
        Source = source;
        _entries = entries;
        Count = count;
        _chunks = chunks;
        Damage = damage;
    }

    /// <summary>The file.</summary>
    public AssetSource Source { get; }

    /// <summary>Length of the file, in bytes.</summary>
    public long Length => Source.Length;

    /// <summary>How many boxes there are, at all depths.</summary>
    public int Count { get; }

    /// <summary>The root boxes in file order.</summary>
    public BoxSequence Roots => new(this, Count > 0 ? 0 : -1);

    /// <summary>What could not be read as boxes, in the order of discovery; at most <see cref="BoxIndexer.MaxDamage"/> entries.</summary>
    public IReadOnlyList<BoxDamage> Damage { get; }

    /// <summary>The XMP of the file, that at its root first.</summary>
    public IReadOnlyList<XmpPlace> Xmp { get; private set; } = [];

    /// <summary>Indexes a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask<BoxIndex> ReadAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default)
    {
        var index = await new BoxIndexer(source, limits).RunAsync(cancellationToken).ConfigureAwait(false);
        index.Xmp = await XmpPlace.FindAsync(index, cancellationToken).ConfigureAwait(false);
        return index;
    }

    /// <summary>The box with the number.</summary>
    public Box this[int id] => id >= 0 && id < Count ? new Box(this, id) : throw new ArgumentOutOfRangeException(nameof(id));

    /// <summary>The first root box of the type, or null.</summary>
    public Box? Root(FourCC type) => Roots.First(type);

    /// <summary>Bytes of a box at an offset from its start, header included, from memory or from the file; never beyond the box.</summary>
    /// <returns>The number of bytes read: less than asked for at the end of the box.</returns>
    public async ValueTask<int> ReadAsync(Box box, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= box.Size)
        {
            return 0;
        }

        int count = (int)Math.Min(buffer.Length, box.Size - offset);
        if (box.IsLoaded)
        {
            box.Bytes.Slice((int)offset, count).CopyTo(buffer);
        }
        else
        {
            await Source.ReadExactlyAsync(box.Offset + offset, buffer[..count], cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    internal ref readonly BoxEntry EntryOf(int id) => ref _entries[id];

    internal ReadOnlyMemory<byte> BytesOf(in BoxEntry entry)
    {
        if (entry.Chunk < 0)
        {
            return default;
        }

        var chunk = _chunks[entry.Chunk];
        return chunk.Bytes.Slice((int)(entry.Offset - chunk.Offset), (int)entry.Size);
    }
}
