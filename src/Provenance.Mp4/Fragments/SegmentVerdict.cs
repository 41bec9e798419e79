namespace Provenance;

/// <summary>What was found about one media segment, or about one that should be there.</summary>
public sealed record SegmentVerdict
{
    /// <summary>The finding in a word.</summary>
    public required SegmentFinding Finding { get; init; }

    /// <summary>Number of the segment as it came, from 0; null for one that never came.</summary>
    public int? Index { get; init; }

    /// <summary>The name of the segment, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The track (<c>track_ID</c>) it says it belongs to, or null when it says nothing.</summary>
    public long? Track { get; init; }

    /// <summary>Its place among the segments of the track, from 0, as it says itself, or null.</summary>
    public long? Location { get; init; }

    /// <summary>How many segments before it have not come: they are missing, or late. A player surfaces such a jump (§A.5.4).</summary>
    public long Skipped { get; init; }

    /// <summary>The number that a segment of live video was signed with, or null: of an initialization segment, and of other video.</summary>
    public ulong? SequenceNumber { get; init; }

    /// <summary>What is wrong, or null.</summary>
    public ValidationStatus? Fault { get; init; }

    /// <summary>What else is wrong, of live video, in the order of discovery.</summary>
    public IReadOnlyList<ValidationStatus> FurtherFaults { get; init; } = [];

    /// <summary>The verdict on the manifest that a segment of live video carries itself, or null when it carries none.</summary>
    public ValidationResult? Manifest { get; init; }

    /// <summary>What is worth knowing and not wrong: about bytes of the segment that no hash covers.</summary>
    public IReadOnlyList<ValidationStatus> Notes { get; init; } = [];
}

/// <summary>What was found about a media segment.</summary>
public enum SegmentFinding
{
    /// <summary>It is one that was signed, and it comes where it belongs.</summary>
    Authentic,

    /// <summary>It is one that was signed, but it comes after segments that belong behind it; of live video also: not after the one it follows.</summary>
    OutOfOrder,

    /// <summary>It is one that was signed, but it came before.</summary>
    Duplicate,

    /// <summary>It was signed for another rendition, another asset or by somebody else.</summary>
    Foreign,

    /// <summary>It is not what was signed, or says nothing about where it belongs.</summary>
    Altered,

    /// <summary>It did not come.</summary>
    Missing,

    /// <summary>The credentials in the initialization segment do not hold, so nothing can be said about any segment.</summary>
    Unverifiable,
}
