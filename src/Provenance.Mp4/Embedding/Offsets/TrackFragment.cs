namespace Provenance.Bmff;

/// <summary>Samples that follow one another in the file: a <c>trun</c> box.</summary>
/// <param name="Box">The trun box.</param>
/// <param name="Start">The first byte of the first sample.</param>
/// <param name="Length">The bytes of all samples.</param>
/// <param name="Distance">The data offset field, or null when the run follows the one before.</param>
internal readonly record struct SampleRun(Box Box, long Start, long Length, OffsetField? Distance);

/// <summary>A place that the <c>saio</c> box of a track fragment names.</summary>
/// <param name="Box">The saio box.</param>
/// <param name="Position">The place, from the start of the file.</param>
/// <param name="Distance">The field that names it, as a distance from the base.</param>
internal readonly record struct AuxiliaryPlace(Box Box, long Position, OffsetField Distance);

/// <summary><c>traf</c> (ISO/IEC 14496-12 §8.8.6): the samples of one track in a fragment, by their place in the file.</summary>
internal sealed class TrackFragment
{
    private readonly List<SampleRun> _runs = [];
    private readonly List<AuxiliaryPlace> _auxiliary = [];

    private TrackFragment(TfhdBox header, bool isBaseMoof, long origin)
    {
        BaseField = header.BaseDataOffset;
        IsBaseMoof = isBaseMoof;
        Base = origin;
    }

    /// <summary>Where distances count from.</summary>
    public long Base { get; }

    /// <summary>The base data offset field, or null when it is not stated.</summary>
    public OffsetField? BaseField { get; }

    /// <summary>Whether distances count from the start of the moof; when neither this nor a stated base, from where the track fragment before ended.</summary>
    public bool IsBaseMoof { get; }

    /// <summary>The runs in order.</summary>
    public IReadOnlyList<SampleRun> Runs => _runs;

    /// <summary>Where the auxiliary information is.</summary>
    public IReadOnlyList<AuxiliaryPlace> Auxiliary => _auxiliary;

    /// <summary>Reads the track fragments of a moof.</summary>
    /// <param name="moof">The movie fragment.</param>
    /// <param name="defaultSampleSizes">The default sample size of each track, by track identifier (trex).</param>
    /// <exception cref="SigningException">A box is damaged.</exception>
    public static IReadOnlyList<TrackFragment> Of(Box moof, IReadOnlyDictionary<uint, uint> defaultSampleSizes)
    {
        var fragments = new List<TrackFragment>();
        long end = moof.Offset;
        foreach (var traf in moof.Children.All(BoxTypes.Traf))
        {
            if (traf.Child(BoxTypes.Tfhd) is not { } box || !TfhdBox.TryParse(box, out var header))
            {
                throw Refusal.Damaged(traf);
            }

            bool isBaseMoof = header.BaseDataOffset is null && (fragments.Count == 0 || header.DefaultBaseIsMoof);
            long origin = header.BaseDataOffset is { } field ? long.CreateSaturating(field.Value) : isBaseMoof ? moof.Offset : end;
            var fragment = new TrackFragment(header, isBaseMoof, origin);
            end = fragment.Read(traf, header.DefaultSampleSize ?? defaultSampleSizes.GetValueOrDefault(header.TrackId));
            fragments.Add(fragment);
        }

        return fragments;
    }

    private long Read(Box traf, uint defaultSize)
    {
        long end = Base;
        foreach (var box in traf.Children)
        {
            if (box.Type == BoxTypes.Trun)
            {
                var trun = TrunBox.TryParse(box, out var run) ? run : throw Refusal.Damaged(box);
                OffsetField? distance = null;
                if (trun.DataOffset is { } offset)
                {
                    // Behind version, flags and sample count.
                    distance = new OffsetField(box.ContentOffset + 8, 4, (uint)offset);
                    end = long.CreateSaturating((Int128)Base + offset);
                }

                long length = long.CreateSaturating(trun.TotalSize(defaultSize));
                _runs.Add(new SampleRun(box, end, length, distance));
                end = long.CreateSaturating((Int128)end + length);
            }
            else if (box.Type == BoxTypes.Saio)
            {
                var saio = SaioBox.TryParse(box, out var parsed) ? parsed : throw Refusal.Damaged(box);
                _auxiliary.AddRange(saio.OffsetFields.Select(f => new AuxiliaryPlace(box, long.CreateSaturating((Int128)Base + f.Value), f)));
            }
        }

        return end;
    }
}
