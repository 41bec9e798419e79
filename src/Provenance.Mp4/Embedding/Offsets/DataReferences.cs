namespace Provenance.Bmff;

/// <summary>
/// <c>dref</c> (ISO/IEC 14496-12 §8.7.2): whether media data is in this file. Offsets into another file, or into an identified
/// media data box (<c>imda</c>, counted from its own content), are not offsets of this file and stay as they are.
/// </summary>
internal sealed class DataReferences
{
    private static readonly FourCC Imdt = new("imdt");
    private static readonly FourCC Snim = new("snim");

    private readonly List<bool> _inFile = [];

    private DataReferences()
    {
    }

    /// <summary>Reads the data references of <c>minf</c> or <c>meta</c>; without any, everything is in this file.</summary>
    public static DataReferences Of(Box? parent)
    {
        var references = new DataReferences();
        if (parent?.Descendant(BoxTypes.Dinf, BoxTypes.Dref) is not { } dref)
        {
            return references;
        }

        var reader = new BoxReader(dref);
        reader.VersionAndFlags();
        uint count = reader.UInt32();
        for (uint i = 0; i < count && reader.IsGood; i++)
        {
            uint size = reader.UInt32();
            var type = new FourCC(reader.UInt32());
            uint flags = reader.VersionAndFlags().Flags;
            references._inFile.Add((flags & 1) != 0 && type != Imdt && type != Snim);
            reader.Table(size >= 12 ? size - 12 : uint.MaxValue, 1);
        }

        return reader.IsGood ? references : throw Refusal.Damaged(dref);
    }

    /// <summary>Whether the entry, counted from 1, means this file. 0 and entries that do not exist are taken to mean it, so that they are checked.</summary>
    public bool IsInFile(uint index) => index == 0 || index > _inFile.Count || _inFile[(int)index - 1];

    /// <summary>For each sample description of a track, whether its media is in this file.</summary>
    public IReadOnlyList<bool> OfSampleDescriptions(Box? stsd)
    {
        if (stsd is not { IsLoaded: true } box)
        {
            return [];
        }

        // An entry starts with a box header, six reserved bytes and the data reference index (§8.5.2.2).
        const int HeadSize = 16;
        var result = new List<bool>();
        var reader = new BoxReader(box);
        reader.VersionAndFlags();
        uint count = reader.UInt32();
        for (uint i = 0; i < count && reader.IsGood; i++)
        {
            uint size = reader.UInt32();
            reader.Skip(10);
            result.Add(IsInFile(reader.UInt16()));
            reader.Table(size >= HeadSize ? size - HeadSize : uint.MaxValue, 1);
        }

        return reader.IsGood ? result : throw Refusal.Damaged(box);
    }
}
