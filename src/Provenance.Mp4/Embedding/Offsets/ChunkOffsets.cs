using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary><c>stco</c> and <c>co64</c> (ISO/IEC 14496-12 §8.7.5): where the chunks of a track are. The wide form of stco is co64.</summary>
internal sealed class ChunkOffsets : OffsetTable
{
    private readonly SampleTable _samples;
    private readonly int _size;
    private readonly int _first;
    private readonly int _count;

    /// <summary>Reads the table.</summary>
    /// <param name="box">The stco or co64 box.</param>
    /// <param name="samples">The other boxes of the sample table.</param>
    public ChunkOffsets(Box box, SampleTable samples)
        : base(box)
    {
        _samples = samples;
        _size = box.Type == BoxTypes.Co64 ? 8 : 4;
        var reader = new FieldReader(box);
        reader.VersionAndFlags();
        uint count = reader.UInt32();
        reader.Require(count * (long)_size);
        _first = reader.Position;
        _count = (int)count;
    }

    public override long? WideLength => _size == 4 ? Box.Size + (4L * _count) : null;

    public override void Check(Coverage coverage)
    {
        var chunks = _samples.Chunks();
        for (int i = 0; i < _count; i++)
        {
            var chunk = chunks.Next();
            if (chunk.IsInFile)
            {
                coverage.Require(Box, Value(i), chunk.Length);
            }
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        byte[] entries = new byte[_count * _size];
        if (!Write(map, entries, _size))
        {
            return false;
        }

        if (!Box.Bytes.Span.Slice(_first, entries.Length).SequenceEqual(entries))
        {
            patches.Add(new Patch(Box.Offset + _first, entries));
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), BoxTypes.Co64.Code);
        Box.Bytes.Span[Box.HeaderSize.._first].CopyTo(bytes.AsSpan(Box.HeaderSize));
        Write(map, bytes.AsSpan(_first, 8 * _count), 8);

        // What stands behind the entries, if anything, stays.
        Box.Bytes.Span[(_first + (_count * 4))..].CopyTo(bytes.AsSpan(_first + (_count * 8)));
        return bytes;
    }

    private bool Write(OffsetMap map, Span<byte> entries, int size)
    {
        var chunks = _samples.Chunks();
        for (int i = 0; i < _count; i++)
        {
            var chunk = chunks.Next();
            long value = Value(i);

            // An empty chunk refers to nothing: its offset moves with what is around it, or stays when there is nothing.
            long moved = !chunk.IsInFile ? value : map.Map(value) ?? (value <= map.InputLength ? map.MapEnd(value) : value);
            if (size == 8)
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

    private long Value(int index)
    {
        var entry = Box.Bytes.Span[(_first + (index * _size))..];
        if (_size == 4)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(entry);
        }

        long value = BinaryPrimitives.ReadInt64BigEndian(entry);
        return value >= 0 ? value : throw Refusal.Damaged(Box, $"the file offset {(ulong)value} is beyond what any file can have.");
    }
}
