using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>trun</c>, TrackRunBox (ISO/IEC 14496-12 §8.8.8): samples that lie one behind the other.</summary>
internal sealed record TrunBox(Box Box, uint Flags, uint Count, int EntrySize, ReadOnlyMemory<byte> Table)
{
    /// <summary>Where the run starts, relative to the base of the track fragment, or null: behind the run before.</summary>
    public int? DataOffset { get; init; }

    /// <summary>Total duration of the samples, in the time scale of the track.</summary>
    /// <param name="defaultDuration">Duration of each sample when the run states none.</param>
    public ulong TotalDuration(uint defaultDuration) => (Flags & 0x100) == 0 ? (ulong)Count * defaultDuration : Sum(0);

    /// <summary>Total size of the samples, in bytes.</summary>
    /// <param name="defaultSize">Size of each sample when the run states none.</param>
    public ulong TotalSize(uint defaultSize) => (Flags & 0x200) == 0 ? (ulong)Count * defaultSize : Sum((Flags & 0x100) != 0 ? 4 : 0);

    public static bool TryParse(Box box, [NotNullWhen(true)] out TrunBox? parsed)
    {
        var reader = new BoxReader(box);
        var (_, flags) = reader.VersionAndFlags();
        uint count = reader.UInt32();
        int? offset = (flags & 0x01) != 0 ? (int)reader.UInt32() : null;
        reader.Skip((flags & 0x04) != 0 ? 4 : 0);
        int entry = 4 * System.Numerics.BitOperations.PopCount(flags & 0xF00);
        int start = reader.Table(count, entry);
        parsed = reader.IsGood ? new(box, flags, count, entry, box.Bytes[start..reader.Position]) { DataOffset = offset } : null;
        return parsed is not null;
    }

    private ulong Sum(int at)
    {
        var table = Table.Span;
        ulong total = 0;
        for (; at < table.Length; at += EntrySize)
        {
            total += BinaryPrimitives.ReadUInt32BigEndian(table[at..]);
        }

        return total;
    }
}
