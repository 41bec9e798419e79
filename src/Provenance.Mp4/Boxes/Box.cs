using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>One box of a <see cref="BoxIndex"/>: a handle of sixteen bytes, because a hostile file holds a million of them.</summary>
internal readonly struct Box : IEquatable<Box>
{
    private readonly BoxIndex _index;

    internal Box(BoxIndex index, int id)
    {
        _index = index;
        Id = id;
    }

    /// <summary>Position in the index: boxes are numbered in file order, a parent before its children.</summary>
    public int Id { get; }

    /// <summary>The box type.</summary>
    public FourCC Type => new(Entry.Type);

    /// <summary>Offset of the first byte of the header from the start of the file.</summary>
    public long Offset => Entry.Offset;

    /// <summary>Length with the header; cut at the end of what holds the box when the box overruns it.</summary>
    public long Size => Entry.Size;

    /// <summary>Offset of the first byte behind the box.</summary>
    public long End => Entry.Offset + Entry.Size;

    /// <summary>Bytes before the content: 8, 16 with a 64-bit size, 16 more with an extended type.</summary>
    public int HeaderSize => Entry.HeaderSize;

    /// <summary>Offset of the first byte of the content from the start of the file.</summary>
    public long ContentOffset => Entry.Offset + Entry.HeaderSize;

    /// <summary>Length of the content.</summary>
    public long ContentSize => Entry.Size - Entry.HeaderSize;

    /// <summary>How the size is stated.</summary>
    public BoxSizeForm SizeForm => Entry.Form;

    /// <summary>The extended type of a <c>uuid</c> box.</summary>
    public ExtendedType ExtendedType => Entry.Extended;

    /// <summary>Whether the stated size goes beyond what holds the box.</summary>
    public bool IsTruncated => Entry.IsTruncated;

    /// <summary>0 for a root box.</summary>
    public int Depth => Entry.Depth;

    /// <summary>The box around this one, or null for a root box.</summary>
    public Box? Parent => Entry.Parent < 0 ? null : new Box(_index, Entry.Parent);

    /// <summary>The boxes inside, in file order.</summary>
    public BoxSequence Children => new(_index, Entry.FirstChild);

    /// <summary>Whether the bytes of the box are in memory, see <see cref="Bytes"/>.</summary>
    public bool IsLoaded => Entry.Chunk >= 0;

    /// <summary>The whole box, header included; empty when it is not loaded (media data, padding, what goes over the limits).</summary>
    public ReadOnlyMemory<byte> Bytes => _index.BytesOf(Entry);

    /// <summary>The bytes behind the header; empty when the box is not loaded.</summary>
    public ReadOnlyMemory<byte> Content => IsLoaded ? Bytes[HeaderSize..] : default;

    /// <summary>Whether the box starts with version and flags: a known FullBox, a ContentProvenanceBox, and <c>meta</c> unless it is QuickTime's.</summary>
    public bool IsFullBox => ContentSize >= 4 && (ExtendedType == ExtendedType.ContentProvenance || (BoxTypes.IsFullBox(Type) && !Entry.IsPlainMeta));

    /// <summary>Version and flags of a loaded FullBox, or null.</summary>
    public (byte Version, uint Flags)? VersionAndFlags
    {
        get
        {
            if (!IsLoaded || !IsFullBox)
            {
                return null;
            }

            uint word = BinaryPrimitives.ReadUInt32BigEndian(Content.Span);
            return ((byte)(word >> 24), word & 0xFFFFFF);
        }
    }

    private ref readonly BoxEntry Entry => ref _index.EntryOf(Id);

    public static bool operator ==(Box left, Box right) => left.Equals(right);

    public static bool operator !=(Box left, Box right) => !left.Equals(right);

    /// <summary>The first child of the type, or null.</summary>
    public Box? Child(FourCC type) => Children.First(type);

    /// <summary>Follows child types downwards, the first of each; null when there is none.</summary>
    public Box? Descendant(params ReadOnlySpan<FourCC> path)
    {
        Box? box = this;
        foreach (var type in path)
        {
            box = box?.Child(type);
        }

        return box;
    }

    public bool Equals(Box other) => ReferenceEquals(_index, other._index) && Id == other.Id;

    public override bool Equals(object? obj) => obj is Box other && Equals(other);

    public override int GetHashCode() => Id;

    public override string ToString() => $"'{Type}' box at byte {Offset} ({Size} bytes)";
}
