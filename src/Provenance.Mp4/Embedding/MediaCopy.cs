namespace Provenance.Bmff;

/// <summary>Writes an output and hashes it in the same pass.</summary>
internal static class MediaCopy
{
    /// <summary>Writes it.</summary>
    /// <param name="future">The output as it will be: it is read as boxes before it exists, and its hash is planned by what validates it afterwards.</param>
    /// <param name="binding">How the media is bound.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The hard binding.</returns>
    public static async Task<BmffHashAssertion> RunAsync(
        AssetSource future, MediaBinding binding, Output output, ParserLimits limits, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(future, limits, cancellationToken).ConfigureAwait(false);
        var matches = await ExclusionMatcher.MatchAsync(index, binding.Template.Exclusions, limits, cancellationToken).ConfigureAwait(false);
        using var hash = binding.Start(index, matches);
        await CopyPass.RunAsync(future, output, hash, bytesWritten, cancellationToken).ConfigureAwait(false);
        var assertion = hash.Finish();
        foreach (var (offset, bytes) in hash.Boxes)
        {
            await output.WriteAsync(offset, bytes, cancellationToken).ConfigureAwait(false);
        }

        return assertion;
    }
}
