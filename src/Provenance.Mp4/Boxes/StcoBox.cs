using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>stco</c>, ChunkOffsetBox (ISO/IEC 14496-12 §8.7.5): chunk offsets of 32 bits.</summary>
internal sealed record StcoBox(Box Box, ReadOnlyMemory<byte> Table, long TableOffset) : ChunkOffsets(Box, 4, Table, TableOffset)
{
    public static bool TryParse(Box box, [NotNullWhen(true)] out StcoBox? parsed)
    {
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        uint count = reader.UInt32();
        int start = reader.Table(count, 4);
        parsed = reader.IsGood ? new(box, box.Bytes[start..reader.Position], box.Offset + start) : null;
        return parsed is not null;
    }
}
