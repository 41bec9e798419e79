using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>The chunk offsets of a track (ISO/IEC 14496-12 §8.7.5), from <c>stco</c> or <c>co64</c>; read in place, never copied.</summary>
/// <param name="Box">The box.</param>
/// <param name="Width">4 in <c>stco</c>, 8 in <c>co64</c>.</param>
/// <param name="Table">The entries as stored.</param>
/// <param name="TableOffset">Offset of the first entry from the start of the file.</param>
internal abstract record ChunkOffsets(Box Box, int Width, ReadOnlyMemory<byte> Table, long TableOffset)
{
    /// <summary>Number of chunks.</summary>
    public int Count => Table.Length / Width;

    /// <summary>The file offset of a chunk.</summary>
    public ulong this[int index]
    {
        get
        {
            var entry = Table.Span.Slice(index * Width, Width);
            return Width == 4 ? BinaryPrimitives.ReadUInt32BigEndian(entry) : BinaryPrimitives.ReadUInt64BigEndian(entry);
        }
    }

    /// <summary>Where the file offsets stand.</summary>
    public IEnumerable<OffsetField> OffsetFields
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                yield return new(TableOffset + ((long)i * Width), Width, this[i]);
            }
        }
    }

    /// <summary>Reads the chunk offsets of a sample table, whichever of the two boxes it has.</summary>
    /// <returns>Null when there is neither, or it cannot be read.</returns>
    public static ChunkOffsets? Find(Box sampleTable) =>
        sampleTable.Child(BoxTypes.Stco) is { } stco && Read(stco) is { } small ? small : sampleTable.Child(BoxTypes.Co64) is { } co64 ? Read(co64) : null;

    /// <summary>Reads a box; null when it is neither of the two, or cannot be read.</summary>
    public static ChunkOffsets? Read(Box box)
    {
        if (box.Type == BoxTypes.Stco)
        {
            return StcoBox.TryParse(box, out var small) ? small : null;
        }

        return box.Type == BoxTypes.Co64 && Co64Box.TryParse(box, out var large) ? large : null;
    }
}
