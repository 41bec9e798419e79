namespace Provenance.Bmff;

/// <summary>Samples that follow one another in the file: a <c>trun</c> box.</summary>
/// <param name="Box">The trun box.</param>
/// <param name="Start">The first byte of the first sample.</param>
/// <param name="Length">The bytes of all samples.</param>
/// <param name="OffsetField">Where the data offset field is, from the start of the moof, or null when the run follows the one before.</param>
internal readonly record struct SampleRun(Box Box, long Start, long Length, int? OffsetField);

/// <summary>A place that the <c>saio</c> box of a track fragment names.</summary>
/// <param name="Box">The saio box.</param>
/// <param name="Position">The place, from the start of the file.</param>
/// <param name="Field">Where its field is, from the start of the moof.</param>
/// <param name="FieldSize">4 or 8 bytes.</param>
internal readonly record struct AuxiliaryPlace(Box Box, long Position, int Field, int FieldSize);

/// <summary><c>traf</c> (ISO/IEC 14496-12 §8.8.6): the samples of one track in a fragment, by their place in the file.</summary>
internal sealed class TrackFragment
{
    private const uint BaseDataOffsetPresent = 0x000001;
    private const uint SampleDescriptionPresent = 0x000002;
    private const uint DefaultDurationPresent = 0x000008;
    private const uint DefaultSizePresent = 0x000010;
    private const uint DefaultBaseIsMoof = 0x020000;
    private const uint DataOffsetPresent = 0x000001;
    private const uint FirstSampleFlagsPresent = 0x000004;
    private const uint SampleSizePresent = 0x000200;

    private readonly List<SampleRun> _runs = [];
    private readonly List<AuxiliaryPlace> _auxiliary = [];

    private TrackFragment()
    {
    }

    /// <summary>Where distances count from.</summary>
    public long Base { get; private set; }

    /// <summary>Where the base data offset field is, from the start of the moof, or null when it is not stated.</summary>
    public int? BaseField { get; private set; }

    /// <summary>Whether distances count from the start of the moof; when neither this nor a stated base, from where the track fragment before ended.</summary>
    public bool IsBaseMoof { get; private set; }

    /// <summary>The runs in order.</summary>
    public IReadOnlyList<SampleRun> Runs => _runs;

    /// <summary>Where the auxiliary information is.</summary>
    public IReadOnlyList<AuxiliaryPlace> Auxiliary => _auxiliary;

    /// <summary>Reads the track fragments of a moof.</summary>
    /// <param name="moof">The movie fragment.</param>
    /// <param name="defaultSampleSizes">The default sample size of each track, by track identifier (trex).</param>
    public static IReadOnlyList<TrackFragment> Of(Box moof, IReadOnlyDictionary<uint, uint> defaultSampleSizes)
    {
        var fragments = new List<TrackFragment>();
        long end = moof.Offset;
        foreach (var traf in moof.Children.All(BoxTypes.Traf))
        {
            var fragment = new TrackFragment();
            end = fragment.Read(moof, traf, end, fragments.Count == 0, defaultSampleSizes);
            fragments.Add(fragment);
        }

        return fragments;
    }

    private long Read(Box moof, Box traf, long previousEnd, bool isFirst, IReadOnlyDictionary<uint, uint> defaultSampleSizes)
    {
        if (traf.Child(BoxTypes.Tfhd) is not { } tfhd)
        {
            throw Refusal.Damaged(traf, "it has no tfhd box.");
        }

        var reader = new FieldReader(tfhd);
        uint flags = reader.VersionAndFlags().Flags;
        uint track = reader.UInt32();
        if ((flags & BaseDataOffsetPresent) != 0)
        {
            BaseField = (int)(tfhd.Offset - moof.Offset) + reader.Position;
            Base = reader.Offset(reader.UInt64());
        }
        else
        {
            IsBaseMoof = isFirst || (flags & DefaultBaseIsMoof) != 0;
            Base = IsBaseMoof ? moof.Offset : previousEnd;
        }

        reader.Skip((flags & SampleDescriptionPresent) != 0 ? 4 : 0);
        reader.Skip((flags & DefaultDurationPresent) != 0 ? 4 : 0);
        uint size = (flags & DefaultSizePresent) != 0 ? reader.UInt32() : defaultSampleSizes.GetValueOrDefault(track);
        long end = Base;
        foreach (var box in traf.Children)
        {
            if (box.Type == BoxTypes.Trun)
            {
                end = ReadRun(moof, box, end, size);
            }
            else if (box.Type == BoxTypes.Saio)
            {
                ReadAuxiliary(moof, box);
            }
        }

        return end;
    }

    private long ReadRun(Box moof, Box trun, long end, uint defaultSize)
    {
        var reader = new FieldReader(trun);
        uint flags = reader.VersionAndFlags().Flags;
        uint count = reader.UInt32();
        int? field = null;
        long start = end;
        if ((flags & DataOffsetPresent) != 0)
        {
            field = (int)(trun.Offset - moof.Offset) + reader.Position;
            start = long.CreateSaturating((Int128)Base + reader.Int32());
        }

        reader.Skip((flags & FirstSampleFlagsPresent) != 0 ? 4 : 0);
        long length;
        int fields = System.Numerics.BitOperations.PopCount(flags & 0xF00);
        reader.Require((long)count * fields * 4);
        if ((flags & SampleSizePresent) == 0)
        {
            length = long.CreateSaturating((UInt128)count * defaultSize);
        }
        else
        {
            length = 0;
            int before = (flags & 0x100) != 0 ? 4 : 0;
            int after = (fields * 4) - before - 4;
            for (uint i = 0; i < count; i++)
            {
                reader.Skip(before);
                length += reader.UInt32();
                reader.Skip(after);
            }
        }

        _runs.Add(new SampleRun(trun, start, length, field));
        return long.CreateSaturating((Int128)start + length);
    }

    private void ReadAuxiliary(Box moof, Box saio)
    {
        var reader = new FieldReader(saio);
        (byte version, uint flags) = reader.VersionAndFlags();
        reader.Skip((flags & 1) != 0 ? 8 : 0);
        uint count = reader.UInt32();
        int size = version == 0 ? 4 : 8;
        reader.Require(count * (long)size);
        for (uint i = 0; i < count; i++)
        {
            int field = (int)(saio.Offset - moof.Offset) + reader.Position;
            long distance = reader.Offset(reader.UInt(size));
            _auxiliary.Add(new AuxiliaryPlace(saio, long.CreateSaturating((Int128)Base + distance), field, size));
        }
    }
}
