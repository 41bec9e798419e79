namespace Provenance.Cli.Commands;

/// <summary>Signs the files of a live video one after the other, as a packager would that makes them, and reads them back before anything is published.</summary>
internal static class LiveSegments
{
    /// <summary>Signs.</summary>
    /// <param name="files">The renditions; each is a stream with a manifest of its own.</param>
    /// <param name="sink">Where the outputs go.</param>
    /// <param name="signing">Who signs, and what is claimed.</param>
    /// <param name="live">How the segments are signed.</param>
    /// <param name="progress">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What signing the first initialization segment made.</returns>
    /// <exception cref="SigningException">Signing was refused or failed; nothing is published.</exception>
    public static async Task<SigningResult> SignAsync(
        SegmentFiles files,
        SegmentSink sink,
        (ManifestDefinition Definition, ClaimSigner Signer, SigningOptions Options) signing,
        LiveSigningOptions live,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        SigningResult? result = null;
        long written = 0;
        for (int r = 0; r < files.Renditions.Count; r++)
        {
            var rendition = files.Renditions[r];
            if (rendition.Segments.Count == 0)
            {
                throw new SigningException(SigningFault.UnsupportedInput, "A live video without media segments has nothing that can be signed.");
            }

            using var signer = await LiveSigner.CreateAsync(rendition.Init, signing.Definition, signing.Signer, signing.Options, live, cancellationToken).ConfigureAwait(false);
            var init = new SegmentFile(r, null, rendition.Init.Name, signer.InitSegment.Length);
            var outputs = new List<SegmentFile> { init };
            foreach (var segment in await InOrderAsync(rendition, cancellationToken).ConfigureAwait(false))
            {
                byte[] bytes = new byte[segment.Length];
                await segment.ReadExactlyAsync(0, bytes, cancellationToken).ConfigureAwait(false);
                var signed = await signer.SignSegmentAsync(bytes, sequenceNumber: null, cancellationToken).ConfigureAwait(false);
                var output = new SegmentFile(r, NumberOf(rendition, segment), segment.Name, signed.Length);
                outputs.Add(output);
                var stream = await sink.OpenAsync(output, cancellationToken).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    await signed.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
                }

                progress?.Report(written += bytes.Length);
            }

            var head = await sink.OpenAsync(init, cancellationToken).ConfigureAwait(false);
            await using (head.ConfigureAwait(false))
            {
                await head.WriteAsync(signer.InitSegment, cancellationToken).ConfigureAwait(false);
            }

            await ReadBackAsync(sink, outputs, signing.Options, cancellationToken).ConfigureAwait(false);
            result = result is null ? signer.Signing : result with { Warnings = [.. result.Warnings.Union(signer.Signing.Warnings, StringComparer.Ordinal)] };
        }

        await sink.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return result!;
    }

    /// <summary>The media segments of a rendition as they are played.</summary>
    public static ValueTask<IReadOnlyList<AssetSource>> InOrderAsync(Rendition rendition, CancellationToken cancellationToken) =>
        rendition.Order == SegmentOrder.AsGiven ? new(rendition.Segments) : FragmentedMp4.OrderByDecodeTimeAsync(rendition.Segments, cancellationToken);

    private static int NumberOf(Rendition rendition, AssetSource segment)
    {
        for (int i = 0; i < rendition.Segments.Count; i++)
        {
            if (ReferenceEquals(rendition.Segments[i], segment))
            {
                return i;
            }
        }

        throw new InvalidOperationException("The segment is none of the rendition.");
    }

    private static async Task ReadBackAsync(SegmentSink sink, List<SegmentFile> outputs, SigningOptions options, CancellationToken cancellationToken)
    {
        var session = new LiveSession(new ValidationOptions { Clock = options.Clock, Limits = options.IngredientValidation.Limits });
        foreach (var output in outputs)
        {
            var written = await sink.OpenWrittenAsync(output, cancellationToken).ConfigureAwait(false);
            if (written is null)
            {
                return;
            }

            await using (written.ConfigureAwait(false))
            {
                var verdict = await session.NextAsync(written, cancellationToken).ConfigureAwait(false);
                if (verdict.Fault is { } fault)
                {
                    throw new SigningException(SigningFault.ReadBack, $"What was made does not validate and was discarded: {output.Name}: {fault}");
                }
            }
        }
    }
}
