using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary><c>stco</c> and <c>co64</c> (ISO/IEC 14496-12 §8.7.5): where the chunks of a track are. The wide form of stco is co64.</summary>
/// <param name="offsets">The offsets.</param>
/// <param name="samples">How long the chunks are, and in which file.</param>
internal sealed class ChunkOffsetTable(ChunkOffsets offsets, SampleTable samples) : OffsetTable(offsets.Box)
{
    public override long? WideLength => offsets.Width == 4 ? Box.Size + (4L * offsets.Count) : null;

    private int TableAt => (int)(offsets.TableOffset - Box.Offset);

    public override void Check(Coverage coverage)
    {
        var chunks = samples.Chunks();
        for (int i = 0; i < offsets.Count; i++)
        {
            var chunk = chunks.Next();
            if (chunk.IsInFile)
            {
                coverage.Require(Box, Place(offsets[i]), chunk.Length);
            }
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        byte[] entries = new byte[offsets.Table.Length];
        if (!Write(map, entries, offsets.Width))
        {
            return false;
        }

        if (!offsets.Table.Span.SequenceEqual(entries))
        {
            patches.Add(new Patch(offsets.TableOffset, entries));
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), BoxTypes.Co64.Code);
        Box.Bytes.Span[Box.HeaderSize..TableAt].CopyTo(bytes.AsSpan(Box.HeaderSize));
        Write(map, bytes.AsSpan(TableAt, 8 * offsets.Count), 8);

        // What stands behind the entries, if anything, stays.
        Box.Bytes.Span[(TableAt + offsets.Table.Length)..].CopyTo(bytes.AsSpan(TableAt + (8 * offsets.Count)));
        return bytes;
    }

    private bool Write(OffsetMap map, Span<byte> entries, int width)
    {
        var chunks = samples.Chunks();
        for (int i = 0; i < offsets.Count; i++)
        {
            var chunk = chunks.Next();
            long place = Place(offsets[i]);

            // An empty chunk refers to nothing: its offset moves with what is before it, or stays when that is not in the file.
            long moved = !chunk.IsInFile ? place : map.Map(place) ?? (place <= map.InputLength ? map.MapEnd(place) : place);
            if (width == 8)
            {
                BinaryPrimitives.WriteInt64BigEndian(entries[(i * 8)..], moved);
            }
            else if (moved <= uint.MaxValue)
            {
                BinaryPrimitives.WriteUInt32BigEndian(entries[(i * 4)..], (uint)moved);
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
