namespace Provenance.Bmff;

/// <summary>The one pass over the media: each byte is read once, written unless it is in place, and hashed.</summary>
internal static class CopyPass
{
    /// <summary>Writes a whole layout.</summary>
    /// <param name="source">The output as it will be.</param>
    /// <param name="output">Where it goes; written in order.</param>
    /// <param name="hasher">Gets every byte once it is written, or null.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The output cannot be written, or the input became shorter.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public static async Task RunAsync(AssetSource source, Output output, IMediaReceiver? hasher, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var copying = new CopyingSource(source, output);
        await using (copying.ConfigureAwait(false))
        {
            await ReadPass.RunAsync(copying, hasher, bytesWritten, cancellationToken).ConfigureAwait(false);
        }
    }
}
