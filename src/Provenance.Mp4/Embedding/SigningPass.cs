namespace Provenance.Bmff;

/// <summary>
/// Signs one input: plan the layout, copy and hash in one pass, sign, put the manifest store into its place, read back and validate,
/// publish. Nothing is published that our own validator does not accept.
/// </summary>
internal sealed class SigningPass(AssetSource input, ManifestDefinition definition, ClaimSigner signer, SigningOptions options, Mp4SigningOptions container)
{
    // The size of a time-stamp is known once it is there. When it is larger than what was reserved, the second attempt knows it.
    private const int MaxAttempts = 4;

    private ParserLimits Limits => options.IngredientValidation.Limits;

    /// <summary>Signs.</summary>
    /// <param name="create">Makes the output of a given length, once it is certain that there will be one.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    public async Task<SigningResult> RunAsync(Func<long, Output> create, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(input, Limits, cancellationToken).ConfigureAwait(false);
        var predecessor = new Predecessor(input, index, options);
        if (predecessor.IsToBeLeftAlone())
        {
            return new SigningResult { Signed = false };
        }

        MediaBinding? chosen = null;
        var plan = LayoutPlan.ForSigning(index, () => chosen = MediaBinding.For(index, options, container), definition.AigcLabel, () => XmpReference.Edits(index, container.RemoteManifest));
        var binding = chosen!;
        var parent = await predecessor.AsParentAsync(cancellationToken).ConfigureAwait(false);
        var prepared = await PrepareAsync(binding, parent, 0, cancellationToken).ConfigureAwait(false);
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var layout = plan.WithManifest((long)prepared.StoreLength + container.Reserve);
            await RefuseFindingsAsync(layout, cancellationToken).ConfigureAwait(false);
            var output = create(layout.Length);
            await using (output.ConfigureAwait(false))
            {
                var assertion = await WriteMediaAsync(binding, layout, output, bytesWritten, cancellationToken).ConfigureAwait(false);
                (prepared, var signed) = await SignAsync(binding, prepared, parent, assertion, layout.Manifest!.StoreCapacity, cancellationToken).ConfigureAwait(false);
                if (signed is not null)
                {
                    await output.WriteAsync(layout.Manifest.StoreOffset, signed.Store, cancellationToken).ConfigureAwait(false);
                    return await PublishAsync(output, prepared, signed, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        throw new SigningException(SigningFault.SignerFailed, $"Signature and time-stamp were larger than what was reserved for them {MaxAttempts} times in a row.");
    }

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

    private async Task<BmffHashAssertion> WriteMediaAsync(
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

        return assertion;
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

    private async Task<SigningResult> PublishAsync(Output output, PreparedManifest prepared, SignedManifest signed, CancellationToken cancellationToken)
    {
        var written = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        ValidationResult readBack;
        await using (written.ConfigureAwait(false))
        {
            readBack = await ReadBackAsync(written, prepared.Label, cancellationToken).ConfigureAwait(false);
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

    // Whom the reader will trust is not known here, so an untrusted signer is no fault; everything else is.
    private async Task<ValidationResult> ReadBackAsync(AssetSource written, string label, CancellationToken cancellationToken)
    {
        var validator = new Validator(new Mp4Format()) { Options = new ValidationOptions { Clock = options.Clock, Limits = Limits } };
        var result = await validator.ValidateAsync(written, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        var failures = result.Failures.Where(s => s.Code != ValidationStatusCode.SigningCredentialUntrusted).Take(5).ToList();
        bool isOurs = string.Equals(result.ActiveManifest?.Manifest.Label, label, StringComparison.Ordinal) && result.MediaWasHashed;
        return failures.Count == 0 && isOurs && result.State >= ValidationState.Valid
            ? result
            : throw new SigningException(
                SigningFault.ReadBack,
                "What was written does not validate and was discarded: " + (failures.Count > 0 ? string.Join("; ", failures) : $"the verdict is {result.State}."));
    }
}
