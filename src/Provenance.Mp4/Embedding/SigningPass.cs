namespace Provenance.Bmff;

/// <summary>
/// Signs one input: plan the layout, copy and hash in one pass, sign, put the manifest store into its place, read back and validate,
/// publish. Nothing is published that our own validator does not accept.
/// </summary>
internal sealed class SigningPass(AssetSource input, ManifestDefinition definition, ClaimSigner signer, SigningOptions options, Mp4SigningOptions container)
{
    // The size of a time-stamp is known once it is there. When it is larger than what was reserved, the second attempt knows it.
    private const int MaxAttempts = 4;

    /// <summary>Up to so many bytes, reading all of an output again costs next to nothing.</summary>
    public const int AutomaticLimit = 16 << 20;

    private ParserLimits Limits => options.IngredientValidation.Limits;

    /// <summary>What the original carried, where that is known already: from before a soft binder made other media of it, say.</summary>
    public Predecessor? Original { get; init; }

    /// <summary>What the media moves by a multiple of, in bytes.</summary>
    public int Block { get; init; } = ManifestBox.Block;

    /// <summary>Signs.</summary>
    /// <param name="create">Makes the output of a layout, once it is certain that there will be one.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    public async Task<SigningResult> RunAsync(Func<Layout, CancellationToken, ValueTask<Output>> create, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(input, Limits, cancellationToken).ConfigureAwait(false);
        var predecessor = Original ?? new Predecessor(input, index, options);
        if (predecessor.IsToBeLeftAlone())
        {
            return new SigningResult { Signed = false };
        }

        if (container.SoftBinder is not null)
        {
            InputCheck.RequireSound(index);
            var bound = await BoundMedia.CreateAsync(input, definition, container, cancellationToken).ConfigureAwait(false);
            await using (bound.ConfigureAwait(false))
            {
                return await new SigningPass(bound.Media, bound.Definition, signer, options, container with { SoftBinder = null }) { Original = predecessor }
                    .RunAsync(create, bytesWritten, cancellationToken).ConfigureAwait(false);
            }
        }

        MediaBinding? chosen = null;
        var plan = LayoutPlan.ForSigning(index, () => chosen = MediaBinding.For(index, options, container), definition.AigcLabel, () => XmpReference.Edits(index, container.RemoteManifest));
        var binding = chosen!;
        var parent = await predecessor.AsParentAsync(cancellationToken).ConfigureAwait(false);
        var prepared = await PrepareAsync(binding, parent, 0, cancellationToken).ConfigureAwait(false);
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var layout = plan.WithManifest((long)prepared.StoreLength + container.Reserve, Block);
            await RefuseFindingsAsync(layout, cancellationToken).ConfigureAwait(false);
            var output = await create(layout, cancellationToken).ConfigureAwait(false);
            await using (output.ConfigureAwait(false))
            {
                var (assertion, media) = await WriteMediaAsync(binding, layout, output, bytesWritten, cancellationToken).ConfigureAwait(false);
                (prepared, var signed) = await SignAsync(binding, prepared, parent, assertion, layout.Manifest!.StoreCapacity, cancellationToken).ConfigureAwait(false);
                if (signed is not null)
                {
                    await output.WriteAsync(layout.Manifest.StoreOffset, signed.Store, cancellationToken).ConfigureAwait(false);
                    return await PublishAsync(output, prepared, signed, media, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        throw new SigningException(SigningFault.SignerFailed, $"Signature and time-stamp were larger than what was reserved for them {MaxAttempts} times in a row.");
    }

    private bool ReadsEverythingBack(long length) => container.ReadBack switch
    {
        ReadBackScope.Everything => true,
        ReadBackScope.WithoutMedia => false,
        _ => length < AutomaticLimit,
    };

    // What our validator would hold against the output whatever its signature says is found before it is written.
    private async Task RefuseFindingsAsync(Layout layout, CancellationToken cancellationToken)
    {
        var asset = await new Mp4Format().OpenAsync(new LayoutSource(layout, input), Limits, cancellationToken).ConfigureAwait(false);
        if (asset.Findings.FirstOrDefault(f => f.Kind == ValidationStatusKind.Failure) is { } finding)
        {
            throw Refusal.Unsupported($"The signed file would not be valid. {finding.Sentence}");
        }
    }

    private Task<PreparedManifest> PrepareAsync(MediaBinding binding, ParentAsset? parent, int reserve, CancellationToken cancellationToken) =>
        PreparedManifest.CreateAsync(definition, signer, options, new(BmffHashAssertion.Label, binding.Template.ToCbor().Encoded), parent, reserve, cancellationToken);

    private async Task<(BmffHashAssertion Assertion, WrittenMedia Media)> WriteMediaAsync(
        MediaBinding binding, Layout layout, Output output, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        // The output is read as boxes before it exists, and its hash is planned by what validates it afterwards.
        var future = new LayoutSource(layout, input);
        var index = await BoxIndex.ReadAsync(future, Limits, cancellationToken).ConfigureAwait(false);
        var matches = await ExclusionMatcher.MatchAsync(index, binding.Template.Exclusions, Limits, cancellationToken).ConfigureAwait(false);
        using var hash = binding.Start(index, matches);
        await CopyPass.RunAsync(future, output, hash, bytesWritten, cancellationToken).ConfigureAwait(false);
        var assertion = hash.Finish();
        foreach (var (offset, bytes) in hash.Boxes)
        {
            await output.WriteAsync(offset, bytes, cancellationToken).ConfigureAwait(false);
        }

        return (assertion, new(index, hash.Written));
    }

    // A null manifest: it needs more room than the layout has, and the prepared one knows how much.
    private async Task<(PreparedManifest Prepared, SignedManifest? Signed)> SignAsync(
        MediaBinding binding, PreparedManifest prepared, ParentAsset? parent, BmffHashAssertion assertion, int capacity, CancellationToken cancellationToken)
    {
        var content = assertion.ToCbor().Encoded;
        for (int attempt = 1; prepared.StoreLength <= capacity && attempt <= MaxAttempts; attempt++)
        {
            try
            {
                return (prepared, await prepared.SignAsync(content, cancellationToken).ConfigureAwait(false));
            }
            catch (ReserveExceededException e)
            {
                prepared = await PrepareAsync(binding, parent, e.Needed, cancellationToken).ConfigureAwait(false);
            }
        }

        return (prepared, null);
    }

    private async Task<SigningResult> PublishAsync(Output output, PreparedManifest prepared, SignedManifest signed, WrittenMedia media, CancellationToken cancellationToken)
    {
        var written = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        ValidationResult readBack;
        await using (written.ConfigureAwait(false))
        {
            bool everything = ReadsEverythingBack(written.Length);
            if (!everything)
            {
                await CompareAsync(media.LaidOut, written, cancellationToken).ConfigureAwait(false);
            }

            readBack = await ReadBack.RequireAsync(written, new Mp4Format(everything ? null : media.Digests), prepared.Label, options, hashMedia: true, detached: null, cancellationToken).ConfigureAwait(false);
        }

        if (!input.IsUnchanged())
        {
            throw new SigningException(SigningFault.InputChanged, "The input changed while it was being signed.");
        }

        await output.PublishAsync(cancellationToken).ConfigureAwait(false);
        return new SigningResult
        {
            Signed = true,
            ManifestLabel = prepared.Label,
            TimestampTime = signed.TimestampTime,
            Warnings = signed.Warnings,
            ReadBack = readBack,
        };
    }

    private async Task CompareAsync(BoxIndex laidOut, AssetSource written, CancellationToken cancellationToken)
    {
        try
        {
            if (await SpotCheck.HoldsAsync(laidOut, written, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (EndOfStreamException e)
        {
            throw new SigningException(SigningFault.InputChanged, "The input became shorter while it was being signed.", e);
        }

        throw input.IsUnchanged()
            ? new SigningException(SigningFault.ReadBack, "What was written is not what was laid out; it was discarded.")
            : new SigningException(SigningFault.InputChanged, "The input changed while it was being signed.");
    }

    /// <summary>The media of an output that was written: the boxes as they were laid out, and the digests taken on the way.</summary>
    private sealed record WrittenMedia(BoxIndex LaidOut, WrittenDigests Digests);
}
