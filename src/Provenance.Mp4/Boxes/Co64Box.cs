using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>co64</c>, ChunkLargeOffsetBox (ISO/IEC 14496-12 §8.7.5): chunk offsets of 64 bits.</summary>
internal sealed record Co64Box(Box Box, ReadOnlyMemory<byte> Table, long TableOffset) : ChunkOffsets(Box, 8, Table, TableOffset)
{
    public static bool TryParse(Box box, [NotNullWhen(true)] out Co64Box? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        uint count = reader.UInt32();
        int start = reader.Table(count, 8);
        parsed = reader.IsGood ? new(box, box.Bytes[start..reader.Position], box.Offset + start) : null;
        return parsed is not null;
    }
}
