namespace Provenance.Bmff;

/// <summary>What must be known of a media segment before any is signed.</summary>
/// <param name="Track">The track of its first track fragment.</param>
/// <param name="DecodeTime">When it starts, or null when it does not say.</param>
/// <param name="SequenceNumber">Its number, or null.</param>
/// <param name="IsSigned">Whether it carries C2PA boxes.</param>
internal readonly record struct SegmentFacts(uint Track, ulong? DecodeTime, uint? SequenceNumber, bool IsSigned)
{
    /// <summary>Looks at a segment.</summary>
    /// <exception cref="SigningException">It is not one that can be signed.</exception>
    public static SegmentFacts Of(BoxIndex index)
    {
        InputCheck.RequireSound(index);
        Box[] fragments = [.. index.Roots.All(BoxTypes.Moof)];
        string name = index.Source.Name ?? "The segment";
        if (index.Root(BoxTypes.Moov) is not null)
        {
            throw Refusal.Unsupported($"{name} has a moov box: it is an initialization segment or a whole file, not a media segment.");
        }

        if (fragments.Length != 1 || index.Roots.All(BoxTypes.Mdat).Count() > 1)
        {
            throw Refusal.Unsupported($"{name} has {fragments.Length} moof and {index.Roots.All(BoxTypes.Mdat).Count()} mdat boxes; the standard supports one of each in a media segment.");
        }

        var moof = fragments[0];
        return new(
            FragmentTrees.FirstTrack(moof) ?? throw Refusal.Damaged(moof, "it belongs to no track."),
            moof.Child(BoxTypes.Traf)?.Child(BoxTypes.Tfdt) is { } time && TfdtBox.TryParse(time, out var tfdt) ? tfdt.BaseMediaDecodeTime : null,
            moof.Child(BoxTypes.Mfhd) is { } header && MfhdBox.TryParse(header, out var mfhd) ? mfhd.SequenceNumber : null,
            index.Roots.Any(b => b.ExtendedType == ExtendedType.ContentProvenance));
    }

    /// <summary>Puts the segments of one track in order.</summary>
    /// <param name="segments">Number and facts of each.</param>
    /// <param name="order">How the order is known.</param>
    /// <returns>The numbers in order.</returns>
    /// <exception cref="SigningException">The order cannot be known, or a segment is there twice.</exception>
    public static List<int> Sort(IReadOnlyList<(int Number, SegmentFacts Facts)> segments, SegmentOrder order)
    {
        foreach (var same in segments.Where(s => s.Facts.DecodeTime is not null).GroupBy(s => (s.Facts.DecodeTime, s.Facts.SequenceNumber)).Where(g => g.Count() > 1))
        {
            throw Refusal.Unsupported(
                $"Segments {string.Join(", ", same.Select(s => s.Number + 1))} of the given ones have the same track, decode time and sequence number: the same segment twice.");
        }

        if (order == SegmentOrder.AsGiven)
        {
            return [.. segments.Select(s => s.Number)];
        }

        bool byTime = segments.Any(s => s.Facts.DecodeTime is not null);
        var keys = segments.Select(s => (s.Number, Key: byTime ? s.Facts.DecodeTime : s.Facts.SequenceNumber)).ToList();
        if (keys.Exists(k => k.Key is null) || keys.DistinctBy(k => k.Key).Count() != keys.Count)
        {
            throw Refusal.Unsupported("The order of the segments does not follow from their decode times or sequence numbers; give it.");
        }

        return [.. keys.OrderBy(k => k.Key).Select(k => k.Number)];
    }
}
