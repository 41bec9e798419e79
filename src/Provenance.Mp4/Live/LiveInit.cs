namespace Provenance.Bmff;

/// <summary>What is known of the media segments of a live video from their initialization segment.</summary>
/// <param name="Index">The initialization segment.</param>
/// <param name="Tracks">Its tracks: units of time a second, and the duration of samples that state none.</param>
internal sealed record LiveInit(BoxIndex Index, IReadOnlyDictionary<uint, (uint Timescale, uint DefaultDuration)> Tracks)
{
    /// <summary>Whether a file is an initialization segment: it has a <c>moov</c> and no <c>moof</c>.</summary>
    public static bool IsOne(BoxIndex index) => index.Root(BoxTypes.Moov) is not null && index.Root(BoxTypes.Moof) is null;

    /// <summary>Reads what is known.</summary>
    public static LiveInit Of(BoxIndex index)
    {
        var tracks = new Dictionary<uint, (uint, uint)>();
        foreach (var moov in index.Roots.All(BoxTypes.Moov))
        {
            var durations = new Dictionary<uint, uint>();
            foreach (var box in moov.Child(BoxTypes.Mvex)?.Children.All(BoxTypes.Trex) ?? [])
            {
                if (TrexBox.TryParse(box, out var trex))
                {
                    durations[trex.TrackId] = trex.DefaultSampleDuration;
                }
            }

            foreach (var track in moov.Children.All(BoxTypes.Trak))
            {
                if (track.Child(BoxTypes.Tkhd) is { } header && TkhdBox.TryParse(header, out var tkhd)
                    && track.Descendant(BoxTypes.Mdia, BoxTypes.Mdhd) is { } media && MdhdBox.TryParse(media, out var mdhd))
                {
                    tracks[tkhd.TrackId] = (mdhd.Timescale, durations.GetValueOrDefault(tkhd.TrackId));
                }
            }
        }

        return new(index, tracks);
    }
}
