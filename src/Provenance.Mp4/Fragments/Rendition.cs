namespace Provenance;

/// <summary>One rendition of a fragmented asset whose fragments are files of their own (DASH, CMAF, HLS): an initialization segment and its media segments.</summary>
public sealed record Rendition
{
    /// <summary>The initialization segment: <c>ftyp</c> and <c>moov</c>. The caller disposes of it.</summary>
    public required AssetSource Init { get; init; }

    /// <summary>The media segments, each with one <c>moof</c> and its <c>mdat</c>. The caller disposes of them.</summary>
    public required IReadOnlyList<AssetSource> Segments { get; init; }

    /// <summary>What their order is.</summary>
    public SegmentOrder Order { get; init; }
}

/// <summary>How the order of media segments is known. Never by their names.</summary>
public enum SegmentOrder
{
    /// <summary>By decode time (<c>tfdt</c>); where no segment of a track states one, by sequence number (<c>mfhd</c>).</summary>
    DecodeTime,

    /// <summary>The order in which they are given.</summary>
    AsGiven,
}
