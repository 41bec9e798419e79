using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// <c>iloc</c> (ISO/IEC 14496-12 §8.11.3): where the items of a <c>meta</c> box are. An extent in this file lies at base offset plus extent
/// offset; items in <c>idat</c> or made of other items do not move. In the wide form base and extent offsets have 64 bits.
/// </summary>
internal sealed class ItemLocationTable(IlocBox iloc, DataReferences references) : OffsetTable(iloc.Box)
{
    private int ExtentSize => iloc.IndexSize + iloc.OffsetSize + iloc.LengthSize;

    // Extents without any field are counted, not kept: they cannot be written again.
    public override long? WideLength => (iloc.OffsetSize == 8 && iloc.BaseOffsetSize == 8) || ExtentSize == 0
        ? null
        : Box.Size + iloc.Items.Sum(i => (8L - iloc.BaseOffsetSize) + (i.Extents.Count * (8L - iloc.OffsetSize)));

    public override void Check(Coverage coverage)
    {
        foreach (var item in iloc.Items.Where(IsInFile))
        {
            foreach (var extent in item.Extents)
            {
                if (iloc.OffsetSize == 0 && iloc.BaseOffsetSize == 0)
                {
                    throw Refusal.Unsupported($"Item {item.Id} of the {Box} is the whole file itself, which signing changes.");
                }

                // A length of 0 means everything from there on: at least where it starts is looked at.
                coverage.Require(Box, Place(extent.Offset.Target), Math.Max(Place(extent.Length), 1));
            }
        }
    }

    public override bool TryPatch(OffsetMap map, List<Patch> patches)
    {
        foreach (var item in iloc.Items.Where(i => IsInFile(i) && i.Extents.Count > 0))
        {
            var (origin, offsets) = Moved(map, item, iloc.BaseOffsetSize, iloc.OffsetSize);
            if (offsets is null)
            {
                return false;
            }

            TrySet(patches, item.BaseOffset, origin);
            for (int i = 0; i < offsets.Length; i++)
            {
                TrySet(patches, item.Extents[i].Offset, offsets[i]);
            }
        }

        return true;
    }

    public override ReadOnlyMemory<byte> Widen(OffsetMap map)
    {
        byte[] bytes = WideBox(WideLength!.Value);
        var input = Box.Bytes.Span;
        int read = Box.HeaderSize;
        int write = Box.HeaderSize;
        foreach (var item in iloc.Items)
        {
            var origin = Place(item.BaseOffset.Value);
            long[] offsets = [.. item.Extents.Select(e => Place(e.Offset.Value))];
            if (IsInFile(item) && offsets.Length > 0)
            {
                (origin, offsets) = Moved(map, item, 8, 8) is (var movedOrigin, { } moved) ? (movedOrigin, moved) : throw Refusal.Limit(Box, "its offsets do not fit.");
            }

            Replace(item.BaseOffset, origin);
            for (int i = 0; i < offsets.Length; i++)
            {
                Replace(item.Extents[i].Offset, offsets[i]);
            }
        }

        CopyTo(input.Length);
        int sizesAt = Box.HeaderSize + 4;
        bytes[sizesAt] = (byte)(0x80 | (bytes[sizesAt] & 15));
        bytes[sizesAt + 1] = (byte)(0x80 | (bytes[sizesAt + 1] & 15));
        return bytes;

        void CopyTo(int end)
        {
            Box.Bytes.Span[read..end].CopyTo(bytes.AsSpan(write));
            write += end - read;
            read = end;
        }

        void Replace(OffsetField field, long value)
        {
            CopyTo((int)(field.Position - Box.Offset));
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(write), value);
            write += 8;
            read += field.Width;
        }
    }

    private bool IsInFile(IlocItem item) => item.ConstructionMethod == 0 && references.IsInFile(item.DataReference);

    /// <summary>
    /// Base and extent offsets that lead to where the extents are now, changing as little as possible: the base alone when everything
    /// moved alike, else the extents, else the extents from a base of 0. Null offsets when they do not fit.
    /// </summary>
    private (long Origin, long[]? Offsets) Moved(OffsetMap map, IlocItem item, int baseSize, int offsetSize)
    {
        long oldOrigin = Place(item.BaseOffset.Value);
        long[] offsets = [.. item.Extents.Select(e => Place(e.Offset.Value))];
        long[] places = new long[offsets.Length];
        bool isUniform = true;
        for (int i = 0; i < places.Length; i++)
        {
            long start = Place(item.Extents[i].Offset.Target);
            long length = Place(item.Extents[i].Length);
            places[i] = map.Map(start, length) ?? throw Refusal.Pointer(Box, start, length, "these bytes are not carried over in one piece.");
            isUniform &= places[i] - offsets[i] == places[0] - offsets[0];
        }

        long origin = places[0] - offsets[0];
        if (isUniform && (baseSize > 0 ? Fits(origin, baseSize) : origin == 0))
        {
            return (origin, offsets);
        }

        if (offsetSize == 0)
        {
            return (0, null);
        }

        origin = Array.TrueForAll(places, p => Fits(p - oldOrigin, offsetSize)) ? oldOrigin : 0;
        offsets = Array.ConvertAll(places, p => p - origin);
        return (origin, Array.TrueForAll(offsets, o => Fits(o, offsetSize)) ? offsets : null);
    }

    private static bool Fits(long value, int size) => value >= 0 && (size == 8 || value <= uint.MaxValue);
}
