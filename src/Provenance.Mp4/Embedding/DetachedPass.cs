namespace Provenance.Bmff;

/// <summary>
/// Signs a file whose manifest store stands elsewhere (§11.4): beside it, the file itself untouched, or at an address that a copy of the file names.
/// </summary>
internal sealed class DetachedPass(AssetSource input, ManifestDefinition definition, ClaimSigner signer, SigningOptions options, Mp4SigningOptions container)
{
    // The size of a time-stamp is known once it is there; the second attempt knows it.
    private const int MaxAttempts = 4;

    private ParserLimits Limits => options.IngredientValidation.Limits;

    /// <summary>Signs the file as it is.</summary>
    /// <param name="bytesRead">Told the number of bytes read so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    public async Task<SigningResult> UntouchedAsync(IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        var (asset, predecessor) = await LookAsync(cancellationToken).ConfigureAwait(false);
        if (predecessor.IsToBeLeftAlone())
        {
            return new SigningResult { Signed = false };
        }

        RefuseWhatNeedsWriting(asset);
        if (container.SoftBinder is not null)
        {
            return await (await DescribedAsync(cancellationToken).ConfigureAwait(false)).UntouchedAsync(bytesRead, cancellationToken).ConfigureAwait(false);
        }

        LayoutPlan.ForSigning(asset.Boxes);
        var binding = MediaBinding.For(asset.Boxes, options, container);
        if (binding.Edits.Count > 0)
        {
            throw Refusal.Unsupported("These Merkle trees need boxes in the file, which is to stay as it is. Leave them out, or store the leaves (row 0) of an mdat box with a 64-bit size.");
        }

        var parent = await predecessor.AsParentAsync(cancellationToken).ConfigureAwait(false);
        var assertion = await HashPass.RunAsync(input, binding, Limits, bytesRead, cancellationToken).ConfigureAwait(false);
        return await SignAsync(binding, assertion, parent, input, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Signs a copy that names the manifest.</summary>
    /// <param name="create">Makes the output of a given length, once it is certain that there will be one.</param>
    /// <param name="publish">Takes the manifest store, once it is certain, before the output is published.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    public async Task<SigningResult> CopyAsync(Func<long, Output> create, Func<ReadOnlyMemory<byte>, Task> publish, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var (asset, predecessor) = await LookAsync(cancellationToken).ConfigureAwait(false);
        if (predecessor.IsToBeLeftAlone())
        {
            return new SigningResult { Signed = false };
        }

        if (container.SoftBinder is not null)
        {
            return await (await DescribedAsync(cancellationToken).ConfigureAwait(false)).CopyAsync(create, publish, bytesWritten, cancellationToken).ConfigureAwait(false);
        }

        MediaBinding? chosen = null;
        var plan = LayoutPlan.ForSigning(asset.Boxes, () => chosen = MediaBinding.For(asset.Boxes, options, container), definition.AigcLabel, () => XmpReference.Edits(asset.Boxes, container.RemoteManifest));
        var binding = chosen!;
        var parent = await predecessor.AsParentAsync(cancellationToken).ConfigureAwait(false);
        var layout = plan.WithoutManifest();
        var output = create(layout.Length);
        await using (output.ConfigureAwait(false))
        {
            var assertion = await MediaCopy.RunAsync(new LayoutSource(layout, input), binding, output, Limits, bytesWritten, cancellationToken).ConfigureAwait(false);
            var written = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            SigningResult result;
            await using (written.ConfigureAwait(false))
            {
                result = await SignAsync(binding, assertion, parent, written, cancellationToken).ConfigureAwait(false);
            }

            await publish(result.ManifestStore!.Value).ConfigureAwait(false);
            await output.PublishAsync(cancellationToken).ConfigureAwait(false);
            return result;
        }
    }

    private async Task<(Mp4Asset Asset, Predecessor Predecessor)> LookAsync(CancellationToken cancellationToken)
    {
        var asset = await Mp4Asset.OpenAsync(input, Limits, cancellationToken).ConfigureAwait(false);
        return (asset, new Predecessor(input, asset.Boxes, options));
    }

    private async Task<DetachedPass> DescribedAsync(CancellationToken cancellationToken) =>
        new(input, await BoundMedia.DescribeAsync(input, definition, container, cancellationToken).ConfigureAwait(false), signer, options, container with { SoftBinder = null });

    private void RefuseWhatNeedsWriting(Mp4Asset asset)
    {
        if (container.RemoteManifest is not null)
        {
            throw Refusal.Unsupported("The address of a remote manifest goes into the metadata of the file, which is to stay as it is. Sign to another file.");
        }

        if (definition.AigcLabel is { } aigc && asset.AigcLabel != aigc)
        {
            throw Refusal.Unsupported("The AIGC label goes into the metadata of the file, which is to stay as it is. Sign to another file.");
        }

        if (options.IfSigned == IfSigned.Replace && (asset.ContentProvenanceBoxes.Count > 0 || XmpReference.IsPresent(asset.Boxes)))
        {
            throw new SigningException(
                SigningFault.AlreadySigned,
                "The file carries content credentials or names some, and as it is to stay as it is, they would stay as well. Keep them as an ingredient, or strip the file first.");
        }
    }

    private async Task<SigningResult> SignAsync(MediaBinding binding, BmffHashAssertion assertion, ParentAsset? parent, AssetSource media, CancellationToken cancellationToken)
    {
        var template = new HardBindingTemplate(BmffHashAssertion.Label, binding.Template.ToCbor().Encoded);
        int reserve = 0;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var prepared = await PreparedManifest.CreateAsync(definition, signer, options, template, parent, reserve, cancellationToken).ConfigureAwait(false);
            try
            {
                var signed = await prepared.SignAsync(assertion.ToCbor().Encoded, cancellationToken).ConfigureAwait(false);
                var readBack = await ReadBack.RequireAsync(media, new Mp4Format(), prepared.Label, options, hashMedia: true, signed.Store, cancellationToken).ConfigureAwait(false);
                return input.IsUnchanged()
                    ? new SigningResult
                    {
                        Signed = true,
                        ManifestLabel = prepared.Label,
                        TimestampTime = signed.TimestampTime,
                        Warnings = signed.Warnings,
                        ReadBack = readBack,
                        ManifestStore = signed.Store,
                    }
                    : throw new SigningException(SigningFault.InputChanged, "The input changed while it was being signed.");
            }
            catch (ReserveExceededException e)
            {
                reserve = e.Needed;
            }
        }

        throw new SigningException(SigningFault.SignerFailed, $"Signature and time-stamp were larger than what was reserved for them {MaxAttempts} times in a row.");
    }
}
