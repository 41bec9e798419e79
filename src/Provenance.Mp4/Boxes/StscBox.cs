using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>stsc</c>, SampleToChunkBox (ISO/IEC 14496-12 §8.7.4): runs of chunks with the same number of samples.</summary>
internal sealed record StscBox(Box Box, ReadOnlyMemory<byte> Table)
{
    private const int EntrySize = 12;

    /// <summary>Number of runs.</summary>
    public int Count => Table.Length / EntrySize;

    /// <summary>A run: the 1-based number of its first chunk, samples in each chunk, and the 1-based sample description.</summary>
    public (uint FirstChunk, uint SamplesPerChunk, uint Description) this[int index]
    {
        get
        {
            var entry = Table.Span.Slice(index * EntrySize, EntrySize);
            return (BinaryPrimitives.ReadUInt32BigEndian(entry), BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
        }
    }

    public static bool TryParse(Box box, [NotNullWhen(true)] out StscBox? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        uint count = reader.UInt32();
        int start = reader.Table(count, EntrySize);
        parsed = reader.IsGood ? new(box, box.Bytes[start..reader.Position]) : null;
        return parsed is not null;
    }
}
