namespace Provenance.Bmff;

/// <summary>Hashes media that stays where it is: one read of the file.</summary>
internal static class HashPass
{
    /// <summary>Hashes a file.</summary>
    /// <param name="source">The file as it will be.</param>
    /// <param name="binding">How the media is bound; it changes nothing in the file.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="progress">Told the number of bytes read so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The assertion.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<BmffHashAssertion> RunAsync(AssetSource source, MediaBinding binding, ParserLimits limits, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(source, limits, cancellationToken).ConfigureAwait(false);
        var matches = await ExclusionMatcher.MatchAsync(index, binding.Template.Exclusions, limits, cancellationToken).ConfigureAwait(false);
        using var hash = binding.Start(index, matches);
        await ReadPass.RunAsync(source, hash, progress, cancellationToken).ConfigureAwait(false);
        return hash.Finish();
    }
}
