namespace Provenance.Bmff;

/// <summary>What a media segment of a live video says about itself. It may consist of several chunks, a <c>moof</c> and an <c>mdat</c> each.</summary>
internal sealed record LiveMediaSegment
{
    /// <summary>The number of its first fragment (<c>mfhd</c>), or null when it says none.</summary>
    public uint? SequenceNumber { get; private init; }

    /// <summary>The number of its last fragment.</summary>
    public uint? LastSequenceNumber { get; private init; }

    /// <summary>The tracks it has media of.</summary>
    public IReadOnlyList<uint> Tracks { get; private init; } = [];

    /// <summary>Units of time a second in the track with the most media; 1 when nothing is known of it.</summary>
    public uint Timescale { get; private init; } = 1;

    /// <summary>How long that track lasts in the segment; <see cref="EmsgBox.UnknownDuration"/> when it does not say.</summary>
    public uint Duration { get; private init; } = EmsgBox.UnknownDuration;

    /// <summary>When the first track begins (<c>tfdt</c>), in seconds of media time, or null when it does not say.</summary>
    public double? Start { get; private init; }

    /// <summary>What time it was at the beginning of the segment (<c>prft</c>), or null when it does not say.</summary>
    public DateTimeOffset? ProducerTime { get; private init; }

    /// <summary>Reads a media segment.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async ValueTask<LiveMediaSegment> ReadAsync(BoxIndex index, LiveInit? init, CancellationToken cancellationToken)
    {
        uint? first = null;
        uint? last = null;
        var fragments = new List<(uint Track, ulong Duration, ulong? Start)>();
        foreach (var moof in index.Roots.All(BoxTypes.Moof))
        {
            if (moof.Child(BoxTypes.Mfhd) is { } header && MfhdBox.TryParse(header, out var mfhd))
            {
                last = mfhd.SequenceNumber;
                first ??= last;
            }

            foreach (var traf in moof.Children.All(BoxTypes.Traf))
            {
                if (traf.Child(BoxTypes.Tfhd) is { } box && TfhdBox.TryParse(box, out var tfhd))
                {
                    ulong? start = traf.Child(BoxTypes.Tfdt) is { } time && TfdtBox.TryParse(time, out var tfdt) ? tfdt.BaseMediaDecodeTime : null;
                    fragments.Add((tfhd.TrackId, DurationOf(traf, tfhd.DefaultSampleDuration ?? Track(init, tfhd.TrackId).DefaultDuration), start));
                }
            }
        }

        var (timescale, duration) = Longest(fragments, init);
        double? begin = fragments is [{ Start: { } units } of, ..] && Track(init, of.Track).Timescale is > 0 and var scale ? units / (double)scale : null;
        return new()
        {
            SequenceNumber = first,
            LastSequenceNumber = last,
            Tracks = [.. fragments.Select(f => f.Track).Distinct()],
            Timescale = timescale,
            Duration = duration,
            Start = begin,
            ProducerTime = await ProducerTimeAsync(index, fragments, init, cancellationToken).ConfigureAwait(false),
        };
    }

    private static (uint Timescale, uint DefaultDuration) Track(LiveInit? init, uint id) => init?.Tracks.GetValueOrDefault(id) ?? default;

    private static ulong DurationOf(Box traf, uint defaultDuration)
    {
        ulong duration = 0;
        foreach (var box in traf.Children.All(BoxTypes.Trun))
        {
            duration += TrunBox.TryParse(box, out var trun) ? trun.TotalDuration(defaultDuration) : 0;
        }

        return duration;
    }

    private static (uint Timescale, uint Duration) Longest(List<(uint Track, ulong Duration, ulong? Start)> fragments, LiveInit? init)
    {
        double longest = 0;
        (uint, uint) found = (1, EmsgBox.UnknownDuration);
        foreach (var track in fragments.GroupBy(f => f.Track))
        {
            uint timescale = Track(init, track.Key).Timescale;
            ulong duration = track.Aggregate(0UL, (sum, f) => sum + f.Duration);
            if (timescale > 0 && duration / (double)timescale > longest && duration < EmsgBox.UnknownDuration)
            {
                longest = duration / (double)timescale;
                found = (timescale, (uint)duration);
            }
        }

        return found;
    }

    private static async ValueTask<DateTimeOffset?> ProducerTimeAsync(
        BoxIndex index, List<(uint Track, ulong Duration, ulong? Start)> fragments, LiveInit? init, CancellationToken cancellationToken)
    {
        if (index.Root(BoxTypes.Prft) is not { } box)
        {
            return null;
        }

        byte[] bytes = new byte[PrftBox.MaxSize];
        int length = await index.ReadAsync(box, 0, bytes, cancellationToken).ConfigureAwait(false);
        if (PrftBox.TryParse(bytes.AsSpan(0, length), box.HeaderSize) is not { } prft)
        {
            return null;
        }

        // The moment it speaks of is one of the segment; where that begins, the media times tell.
        var start = fragments.Find(f => f.Track == prft.TrackId).Start;
        uint timescale = Track(init, prft.TrackId).Timescale;
        double seconds = start is { } units && timescale > 0 ? ((double)units - prft.MediaTime) / timescale : 0;
        return Math.Abs(seconds) < TimeSpan.FromDays(1).TotalSeconds ? prft.Time.AddSeconds(seconds) : prft.Time;
    }
}
