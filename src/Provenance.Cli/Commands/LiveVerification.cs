namespace Provenance.Cli.Commands;

/// <summary>Verifies the files of a live video as a player would, one after the other (§19.7).</summary>
internal static class LiveVerification
{
    /// <summary>Whether a rendition is one of live video.</summary>
    public static ValueTask<bool> IsMeantAsync(Rendition rendition, CancellationToken cancellationToken) =>
        LiveSession.IsLiveAsync(rendition.Init, rendition.Segments.Count > 0 ? rendition.Segments[0] : null, cancellationToken);

    /// <summary>Verifies a rendition.</summary>
    /// <param name="rendition">Its files.</param>
    /// <param name="options">What is trusted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// The verdict on the weakest manifest, which is that of the initialization segment where no segment has one of its own; and the verdicts on the media segments, before them that
    /// on the initialization segment when it is not in order.
    /// </returns>
    public static async Task<(ValidationResult Manifest, List<SegmentVerdict> Segments)> RunAsync(Rendition rendition, ValidationOptions options, CancellationToken cancellationToken)
    {
        var session = new LiveSession(options);
        var segments = await LiveSegments.InOrderAsync(rendition, cancellationToken).ConfigureAwait(false);
        var verdicts = new List<SegmentVerdict>();
        ValidationResult? weakest = null;
        await foreach (var verdict in session.ValidateAsync(segments.Prepend(rendition.Init), cancellationToken).ConfigureAwait(false))
        {
            weakest = verdict.Manifest is { } manifest && (weakest is null || manifest.State < weakest.State) ? manifest : weakest;
            if (verdict.Index > 0 || verdict.Fault is not null)
            {
                verdicts.Add(verdict);
            }
        }

        return (weakest ?? (await FragmentedMp4.OpenAsync(rendition.Init, options, cancellationToken).ConfigureAwait(false)).Validation, verdicts);
    }
}
