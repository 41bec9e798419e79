using System.Diagnostics.CodeAnalysis;

namespace Provenance.Bmff;

/// <summary><c>iloc</c>, ItemLocationBox (ISO/IEC 14496-12 §8.11.3), versions 0 to 2, all field sizes and construction methods.</summary>
internal sealed record IlocBox(Box Box, byte Version, int OffsetSize, int LengthSize, int BaseOffsetSize, int IndexSize, IReadOnlyList<IlocItem> Items)
{
    /// <summary>
    /// Where absolute file offsets stand, one for each extent of the items that lie in this file (construction method 0). When the extents have
    /// no offset of their own (<see cref="OffsetSize"/> 0), the field is the base offset of the item.
    /// </summary>
    public IEnumerable<OffsetField> OffsetFields
    {
        get
        {
            foreach (var item in Items)
            {
                if (!item.IsInFile)
                {
                    continue;
                }

                if (OffsetSize == 0)
                {
                    yield return item.BaseOffset;
                    continue;
                }

                foreach (var extent in item.Extents)
                {
                    yield return extent.Offset;
                }
            }
        }
    }

    public static bool TryParse(Box box, [NotNullWhen(true)] out IlocBox? parsed)
    {
        parsed = null;
        var reader = new BoxReader(box);
        var (version, _) = reader.VersionAndFlags();
        ushort sizes = reader.UInt16();
        int offsetSize = sizes >> 12;
        int lengthSize = (sizes >> 8) & 15;
        int baseSize = (sizes >> 4) & 15;
        int indexSize = version is 1 or 2 ? sizes & 15 : 0;
        uint count = version == 2 ? reader.UInt32() : reader.UInt16();
        if (version > 2 || !IsSize(offsetSize) || !IsSize(lengthSize) || !IsSize(baseSize) || !IsSize(indexSize))
        {
            return false;
        }

        var items = new List<IlocItem>();
        for (uint i = 0; i < count && reader.IsGood; i++)
        {
            uint id = version == 2 ? reader.UInt32() : reader.UInt16();
            int method = version == 0 ? 0 : reader.UInt16() & 15;
            ushort reference = reader.UInt16();
            long at = box.Offset + reader.Position;
            var origin = new OffsetField(at, baseSize, reader.UInt(baseSize));
            int extentCount = reader.UInt16();
            int extentSize = indexSize + offsetSize + lengthSize;
            if (extentSize > 0 && extentCount > reader.Remaining / extentSize)
            {
                return false;
            }

            // Extents without any field all say the same: one stands for them, so that a count of nothing costs nothing.
            var extents = new IlocExtent[extentSize == 0 ? Math.Min(extentCount, 1) : extentCount];
            for (int e = 0; e < extents.Length; e++)
            {
                ulong index = reader.UInt(indexSize);
                long position = box.Offset + reader.Position;
                ulong offset = reader.UInt(offsetSize);
                extents[e] = new(index, new(position, offsetSize, offset, origin.Value), reader.UInt(lengthSize));
            }

            items.Add(new(id, method, reference, origin, extents));
        }

        parsed = reader.IsGood ? new(box, version, offsetSize, lengthSize, baseSize, indexSize, items) : null;
        return parsed is not null;
    }

    private static bool IsSize(int size) => size is 0 or 4 or 8;
}

/// <summary>Where one item is.</summary>
/// <param name="Id">The item.</param>
/// <param name="ConstructionMethod">0: in the file, 1: in <c>idat</c>, 2: in another item.</param>
/// <param name="DataReference">0: this file, else a 1-based <c>dref</c> entry.</param>
/// <param name="BaseOffset">Added to every extent offset.</param>
/// <param name="Extents">The parts.</param>
internal sealed record IlocItem(uint Id, int ConstructionMethod, ushort DataReference, OffsetField BaseOffset, IReadOnlyList<IlocExtent> Extents)
{
    /// <summary>Whether the offsets are offsets of this file.</summary>
    public bool IsInFile => ConstructionMethod == 0 && DataReference == 0;
}

/// <summary>A part of an item.</summary>
/// <param name="Index">For construction method 2: which item reference.</param>
/// <param name="Offset">Where the part starts.</param>
/// <param name="Length">Its length in bytes; 0 for all there is.</param>
internal readonly record struct IlocExtent(ulong Index, OffsetField Offset, ulong Length);
