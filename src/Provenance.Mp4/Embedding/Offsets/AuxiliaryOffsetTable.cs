using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// <c>saio</c> of a track (ISO/IEC 14496-12 §8.7.9): where the auxiliary information of its samples is, from the start of the file.
/// The wide form is version 1. Those of a track fragment count from its base: see <see cref="FragmentTable"/>.
/// </summary>
internal sealed class AuxiliaryOffsetTable(SaioBox saio) : OffsetTable(saio.Box)
{
    public override long? WideLength => saio.Width == 4 ? Box.Size + (4L * saio.Count) : null;

    public override void Check(Coverage coverage)
    {
        foreach (var field in saio.OffsetFields)
        {
            coverage.Require(Box, Place(field.Value), 1);
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        foreach (var field in saio.OffsetFields)
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
        int at = (int)(saio.TableOffset - Box.Offset);
        Box.Bytes.Span[Box.HeaderSize..at].CopyTo(bytes.AsSpan(Box.HeaderSize));
        bytes[Box.HeaderSize] = 1;
        var write = bytes.AsSpan(at);
        foreach (var field in saio.OffsetFields)
        {
            BinaryPrimitives.WriteInt64BigEndian(write, Moved(map, Place(field.Value)));
            write = write[8..];
        }

        Box.Bytes.Span[(at + saio.Table.Length)..].CopyTo(write);
        return bytes;
    }
}
