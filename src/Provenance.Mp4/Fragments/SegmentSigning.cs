namespace Provenance.Bmff;

/// <summary>
/// Signs initialization segments and media segments: look at all inputs, hash the media segments as they will be, hash the initialization
/// segments as they will be, sign, validate, and only then write. What is written is hashed again, so that an input that changed is found, and then
/// read back from where it was written and validated as a player would, before anything is published.
/// </summary>
internal sealed class SegmentSigning(IReadOnlyList<Rendition> renditions, ManifestDefinition definition, ClaimSigner signer, SigningOptions options, SegmentForm form)
{
    private const int MaxAttempts = 4;

    private ParserLimits Limits => options.IngredientValidation.Limits;

    /// <summary>Signs.</summary>
    /// <param name="sink">Where the outputs go.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    public async Task<SigningResult> RunAsync(SegmentSink sink, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var plans = new List<RenditionPlan>();
        foreach (var rendition in renditions)
        {
            plans.Add(await RenditionPlan.CreateAsync(rendition, plans.Count + 1, options, form, definition.AigcLabel, cancellationToken).ConfigureAwait(false));
        }

        if (plans.Sum(p => (long)p.Rendition.Segments.Count) > Limits.MaxMerkleLeaves)
        {
            throw new SigningException(SigningFault.Limit, $"There are more than {Limits.MaxMerkleLeaves} segments, which validators do not read.");
        }

        var first = plans[0];
        var predecessor = new Predecessor(first.Rendition.Init, plans.Any(p => p.IsSigned) || options.IngredientValidation.DetachedManifestStore is not null, options, () => new InitSegmentFormat(renditions));
        if (predecessor.IsToBeLeftAlone())
        {
            return new SigningResult { Signed = false };
        }

        var parent = await predecessor.AsParentAsync(cancellationToken).ConfigureAwait(false);
        foreach (var plan in plans)
        {
            await plan.HashSegmentsAsync(cancellationToken).ConfigureAwait(false);
        }

        var template = BmffHashAssertion.Trees(options.Hash, [.. plans.SelectMany(p => p.Template)]).ToCbor().Encoded;
        int reserve = 0;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var prepared = await PreparedManifest.CreateAsync(definition, signer, options, new(BmffHashAssertion.Label, template), parent, reserve, cancellationToken).ConfigureAwait(false);
            var trees = new List<MerkleMap>();
            foreach (var plan in plans)
            {
                trees.AddRange(await plan.FinishAsync(form.IsDetached ? null : prepared.StoreLength, cancellationToken).ConfigureAwait(false));
            }

            try
            {
                var signed = await prepared.SignAsync(BmffHashAssertion.Trees(options.Hash, trees).ToCbor().Encoded, cancellationToken).ConfigureAwait(false);
                return await WriteAsync(plans, prepared, signed, sink, bytesWritten, cancellationToken).ConfigureAwait(false);
            }
            catch (ReserveExceededException e)
            {
                reserve = e.Needed;
            }
        }

        throw new SigningException(SigningFault.SignerFailed, $"Signature and time-stamp were larger than what was reserved for them {MaxAttempts} times in a row.");
    }

    private async Task<SigningResult> WriteAsync(
        List<RenditionPlan> plans, PreparedManifest prepared, SignedManifest signed, SegmentSink sink, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var inits = new List<byte[]>();
        ValidationResult? readBack = null;
        foreach (var plan in plans)
        {
            byte[] init = await plan.InitAsync(signed.Store, cancellationToken).ConfigureAwait(false);
            var source = AssetSource.FromMemory(init);
            readBack = await RequireAsync(source, InitSegmentFormat.Of(source), prepared.Label, Apart(signed), cancellationToken).ConfigureAwait(false);
            inits.Add(init);
        }

        long before = 0;
        var written = new List<List<SegmentFile>>();
        for (int r = 0; r < plans.Count; r++)
        {
            var plan = plans[r];
            var files = new List<SegmentFile>();
            written.Add(files);
            for (int s = 0; s < plan.Rendition.Segments.Count; s++)
            {
                var (source, expected) = await plan.SegmentAsync(s, cancellationToken).ConfigureAwait(false);
                var file = new SegmentFile(r, s, plan.Rendition.Segments[s].Name, source.Length);
                files.Add(file);
                await WriteAsync(sink, file, source, plan, expected, new Shifted(bytesWritten, before), cancellationToken).ConfigureAwait(false);
                before += source.Length;
            }

            var init = AssetSource.FromMemory(inits[r]);
            files.Add(new(r, null, plan.Rendition.Init.Name, init.Length));
            await WriteAsync(sink, files[^1], init, plan, expected: null, new Shifted(bytesWritten, before), cancellationToken).ConfigureAwait(false);
            before += init.Length;
        }

        foreach (var files in written)
        {
            await ReadBackAsync(sink, files, prepared.Label, Apart(signed), cancellationToken).ConfigureAwait(false);
        }

        if (Apart(signed) is { } store)
        {
            await ForwardOutput.DoAsync(() => sink.WriteManifestAsync(store, cancellationToken)).ConfigureAwait(false);
        }

        await ForwardOutput.DoAsync(() => sink.CompleteAsync(cancellationToken)).ConfigureAwait(false);
        return new SigningResult
        {
            Signed = true,
            ManifestLabel = prepared.Label,
            TimestampTime = signed.TimestampTime,
            Warnings = signed.Warnings,
            ReadBack = readBack,
            ManifestStore = Apart(signed),
        };
    }

    // The store that stands in no initialization segment, or null.
    private ReadOnlyMemory<byte>? Apart(SignedManifest signed) => form.IsDetached ? signed.Store : default(ReadOnlyMemory<byte>?);

    private static async Task WriteAsync(
        SegmentSink sink, SegmentFile file, AssetSource source, RenditionPlan plan, byte[]? expected, IProgress<long> bytesWritten, CancellationToken cancellationToken)
    {
        var output = await ForwardOutput.OpenAsync(sink, file, cancellationToken).ConfigureAwait(false);
        await using (output.ConfigureAwait(false))
        {
            using var hasher = expected is null ? null : await plan.HasherAsync(source, cancellationToken).ConfigureAwait(false);
            await CopyPass.RunAsync(source, output, hasher, bytesWritten, cancellationToken).ConfigureAwait(false);
            if (!source.IsUnchanged() || (hasher is not null && !hasher.Finish().AsSpan().SequenceEqual(expected)))
            {
                throw new SigningException(SigningFault.InputChanged, $"The input {file.Name} changed while it was being signed.");
            }

            await output.PublishAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // What stands at the destination: the initialization segment, which was written last, and every media segment.
    private async Task ReadBackAsync(SegmentSink sink, List<SegmentFile> files, string label, ReadOnlyMemory<byte>? detached, CancellationToken cancellationToken)
    {
        if (await ForwardOutput.OpenWrittenAsync(sink, files[^1], cancellationToken).ConfigureAwait(false) is not { } init)
        {
            return;
        }

        await using (init.ConfigureAwait(false))
        {
            var format = InitSegmentFormat.Of(init);
            await RequireAsync(init, format, label, detached, cancellationToken).ConfigureAwait(false);
            var sequence = new SegmentSequence(format.Validation!);
            foreach (var file in files.SkipLast(1))
            {
                if (await ForwardOutput.OpenWrittenAsync(sink, file, cancellationToken).ConfigureAwait(false) is not { } segment)
                {
                    return;
                }

                await using (segment.ConfigureAwait(false))
                {
                    // They stand as they were given, which need not be the order in which they are played.
                    var verdict = await sequence.NextAsync(segment, cancellationToken).ConfigureAwait(false);
                    if (verdict is { Fault: { } fault, Finding: not SegmentFinding.OutOfOrder })
                    {
                        throw new SigningException(SigningFault.ReadBack, $"A signed segment ({file.Name}) does not validate and was discarded: {fault.Explanation}");
                    }
                }
            }

            if (sequence.Missing().FirstOrDefault()?.Fault is { } missing)
            {
                throw new SigningException(SigningFault.ReadBack, $"What was written does not validate and was discarded: {missing.Explanation}");
            }
        }
    }

    private Task<ValidationResult> RequireAsync(AssetSource init, InitSegmentFormat format, string label, ReadOnlyMemory<byte>? detached, CancellationToken cancellationToken) =>
        ReadBack.RequireAsync(init, format, label, options, hashMedia: true, detached, cancellationToken);

    private sealed class Shifted(IProgress<long>? progress, long before) : IProgress<long>
    {
        public void Report(long value) => progress?.Report(before + value);
    }
}
