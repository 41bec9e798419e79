using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>stss</c>, SyncSampleBox (ISO/IEC 14496-12 §8.6.2): the samples a player can start at.</summary>
internal sealed record StssBox(Box Box, ReadOnlyMemory<byte> Table)
{
    /// <summary>Number of sync samples.</summary>
    public int Count => Table.Length / 4;

    /// <summary>The 1-based number of a sync sample; they are in ascending order.</summary>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(Table.Span[(index * 4)..]);

    /// <summary>Reads the box.</summary>
    public static bool TryParse(Box box, [NotNullWhen(true)] out StssBox? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        int start = reader.Table(reader.UInt32(), 4);
        parsed = reader.IsGood ? new(box, box.Bytes[start..reader.Position]) : null;
        return parsed is not null;
    }
}
