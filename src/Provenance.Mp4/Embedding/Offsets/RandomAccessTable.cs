using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary><c>tfra</c> (ISO/IEC 14496-12 §8.8.10): where the fragments of a track start. Every entry is corrected; the wide form is version 1.</summary>
internal sealed class RandomAccessTable(TfraBox tfra) : OffsetTable(tfra.Box)
{
    public override long? WideLength => tfra.Width == 4 ? Box.Size + (8L * tfra.Count) : null;

    /// <summary>Whether an entry leads behind the end of a file of the length.</summary>
    public bool LeadsBeyond(long length) => tfra.OffsetFields.Any(f => f.Value >= (ulong)length);

    public override void Check(Coverage coverage)
    {
        foreach (var field in tfra.OffsetFields)
        {
            coverage.Require(Box, Place(field.Value), 1);
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        foreach (var field in tfra.OffsetFields)
        {
            if (!TrySet(patches, field, Moved(map, Place(field.Value))))
            {
                return false;
            }
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        int at = (int)(tfra.TableOffset - Box.Offset);
        int numbers = tfra.EntrySize - 8;
        Box.Bytes.Span[Box.HeaderSize..at].CopyTo(bytes.AsSpan(Box.HeaderSize));
        bytes[Box.HeaderSize] = 1;
        var read = tfra.Table.Span;
        var write = bytes.AsSpan(at);
        foreach (var field in tfra.OffsetFields)
        {
            BinaryPrimitives.WriteUInt64BigEndian(write, BinaryPrimitives.ReadUInt32BigEndian(read));
            BinaryPrimitives.WriteInt64BigEndian(write[8..], Moved(map, Place(field.Value)));
            read.Slice(8, numbers).CopyTo(write[16..]);
            read = read[tfra.EntrySize..];
            write = write[(16 + numbers)..];
        }

        Box.Bytes.Span[(at + tfra.Table.Length)..].CopyTo(write);
        return bytes;
    }
}

/// <summary><c>mfro</c> (ISO/IEC 14496-12 §8.8.11): the size of the <c>mfra</c> box around it, for readers that come from the end of the file.</summary>
internal sealed class RandomAccessSize(Box box, Box mfra) : OffsetTable(box)
{
    public override void Check(Coverage coverage)
    {
        // It names no place.
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        var reader = new BoxReader(Box);
        reader.VersionAndFlags();
        var field = new OffsetField(Box.Offset + reader.Position, 4, reader.UInt32());
        if (!reader.IsGood)
        {
            throw Refusal.Damaged(Box);
        }

        // One that stated something else than the size is not corrected: it was not true before.
        return field.Value != (ulong)mfra.Size || TrySet(patches, field, map.MapEnd(mfra.End) - Moved(map, mfra.Offset));
    }
}
