namespace Provenance.Bmff;

/// <summary>The sample sizes of a track (ISO/IEC 14496-12 §8.7.3), from <c>stsz</c> or <c>stz2</c>; read in place, never copied.</summary>
/// <param name="Box">The box.</param>
/// <param name="Count">Number of samples.</param>
internal abstract record SampleSizes(Box Box, uint Count)
{
    /// <summary>The size all samples share, or 0 when each has its own.</summary>
    public virtual uint Constant => 0;

    /// <summary>Size of a sample, in bytes.</summary>
    public abstract uint this[uint index] { get; }

    /// <summary>Reads the sample sizes of a sample table, whichever of the two boxes it has.</summary>
    /// <returns>Null when there is neither, or it cannot be read.</returns>
    public static SampleSizes? Find(Box sampleTable) =>
        sampleTable.Child(BoxTypes.Stsz) is { } stsz && Read(stsz) is { } sizes ? sizes : sampleTable.Child(BoxTypes.Stz2) is { } stz2 ? Read(stz2) : null;

    /// <summary>Reads a box; null when it is neither of the two, or cannot be read.</summary>
    public static SampleSizes? Read(Box box)
    {
        if (box.Type == BoxTypes.Stsz)
        {
            return StszBox.TryParse(box, out var sizes) ? sizes : null;
        }

        return box.Type == BoxTypes.Stz2 && Stz2Box.TryParse(box, out var compact) ? compact : null;
    }
}
