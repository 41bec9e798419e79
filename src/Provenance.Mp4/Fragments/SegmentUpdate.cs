namespace Provenance.Bmff;

/// <summary>
/// Adds an update manifest to segments (§11.2.3, §A.5.3): the same in every initialization segment, as the stores in them have to be identical. Media
/// segments stay as they are; those at hand are validated first. A store that stands apart (§11.4) is one box, and the only thing that changes.
/// </summary>
/// <param name="renditions">What is updated.</param>
/// <param name="apart">The store that stands apart from the initialization segments, or null.</param>
/// <param name="definition">What is added.</param>
/// <param name="signer">Who signs.</param>
/// <param name="options">How.</param>
internal sealed class SegmentUpdate(IReadOnlyList<Rendition> renditions, ReadOnlyMemory<byte>? apart, UpdateDefinition definition, ClaimSigner signer, SigningOptions options)
{
    private ParserLimits Limits => options.IngredientValidation.Limits;

    /// <summary>Updates.</summary>
    /// <param name="sink">Where the new initialization segments go.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The update was refused or failed; nothing was published.</exception>
    public async Task<SigningResult> RunAsync(SegmentSink sink, CancellationToken cancellationToken)
    {
        var assets = new List<Mp4Asset>();
        foreach (var rendition in renditions)
        {
            assets.Add(await OpenAsync(rendition.Init, assets, cancellationToken).ConfigureAwait(false));
        }

        var first = assets[0];
        var parent = new ParentAsset(apart is { } one ? [one] : [.. first.Stores.Select(s => s.Bytes)], await ValidateAsync(cancellationToken).ConfigureAwait(false), first.MediaType, renditions[0].Init.Name);
        var update = await PreparedUpdate.CreateAsync(definition, signer, options, parent, stores => [.. stores.Skip(apart is null ? 1 : 0)], cancellationToken).ConfigureAwait(false);
        var (signed, label) = await update.SignAsync(cancellationToken).ConfigureAwait(false);

        return apart is null
            ? await WriteAsync(assets, update, signed, label, sink, cancellationToken).ConfigureAwait(false)
            : await WriteApartAsync(signed, label, sink, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SigningResult> WriteAsync(List<Mp4Asset> assets, PreparedUpdate update, SignedManifest signed, string label, SegmentSink sink, CancellationToken cancellationToken)
    {
        ValidationResult? readBack = null;
        var changes = new List<FileChange>();
        for (int r = 0; r < assets.Count; r++)
        {
            changes.Add(UpdatePass.Change(assets[r], update.Stores[0], signed.Store));
            readBack = await RequireAsync(new ChangedSource(renditions[r].Init, changes[r]), label, detached: null, cancellationToken).ConfigureAwait(false);
        }

        for (int r = 0; r < assets.Count; r++)
        {
            await WriteAsync(sink, r, changes[r], label, cancellationToken).ConfigureAwait(false);
        }

        await ForwardOutput.DoAsync(() => sink.CompleteAsync(cancellationToken)).ConfigureAwait(false);
        return Done(signed, label, readBack);
    }

    private async Task<SigningResult> WriteApartAsync(SignedManifest signed, string label, SegmentSink sink, CancellationToken cancellationToken)
    {
        ValidationResult? readBack = null;
        foreach (var rendition in renditions)
        {
            readBack = await RequireAsync(rendition.Init, label, signed.Store, cancellationToken).ConfigureAwait(false);
        }

        await ForwardOutput.DoAsync(() => sink.WriteManifestAsync(signed.Store, cancellationToken)).ConfigureAwait(false);
        await ForwardOutput.DoAsync(() => sink.CompleteAsync(cancellationToken)).ConfigureAwait(false);
        return Done(signed, label, readBack) with { ManifestStore = signed.Store };
    }

    private static SigningResult Done(SignedManifest signed, string label, ValidationResult? readBack) => new()
    {
        Signed = true,
        ManifestLabel = label,
        TimestampTime = signed.TimestampTime,
        Warnings = signed.Warnings,
        ReadBack = readBack,
    };

    private async ValueTask<Mp4Asset> OpenAsync(AssetSource init, List<Mp4Asset> others, CancellationToken cancellationToken)
    {
        var asset = await Mp4Asset.OpenAsync(init, Limits, cancellationToken, isInitSegment: true).ConfigureAwait(false);
        LayoutPlan.RequireInitSegment(asset.Boxes);
        if (apart is not null)
        {
            return asset.Stores.Count == 0
                ? asset
                : throw Refusal.Unsupported($"{init.Name ?? "An initialization segment"} carries content credentials itself: those are what validators read, so update them and not a file beside them.");
        }

        UpdatePass.RequireCredentials(asset);

        // §A.5.3, §18.6.6: what differs are two assets, or one of which not all initialization segments were updated before.
        return others.Count == 0 || others[0].Stores.Select(s => s.Bytes.ToArray()).SequenceEqual(asset.Stores.Select(s => s.Bytes.ToArray()), ByteArrays.Instance)
            ? asset
            : throw Refusal.Unsupported($"{init.Name ?? "An initialization segment"} carries other credentials than {renditions[0].Init.Name ?? "the first one"}: those of one asset are identical.");
    }

    // Every initialization segment must be what was signed, as it is at hand; the ingredient tells of the media only where that was read as well.
    private async Task<ValidationResult> ValidateAsync(CancellationToken cancellationToken)
    {
        var validating = options.IngredientValidation with { Clock = options.Clock, DetachedManifestStore = apart, RemoteManifestClient = null };
        if (renditions.All(r => r.Segments.Count > 0))
        {
            return await new Validator(new InitSegmentFormat(renditions)) { Options = validating }.ValidateAsync(renditions[0].Init, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        }

        foreach (var rendition in renditions)
        {
            var init = await new Validator(new InitSegmentFormat([rendition])) { Options = validating }.ValidateAsync(rendition.Init, bytesHashed: null, cancellationToken).ConfigureAwait(false);
            if (init.State < ValidationState.WellFormed)
            {
                throw Refusal.Unsupported($"The content credentials of {rendition.Init.Name ?? "an initialization segment"} do not verify, so there is nothing to update: {string.Join("; ", init.Failures.Take(5))}");
            }
        }

        return await new Validator(InitSegmentFormat.Of(renditions[0].Init)) { Options = validating }.InspectAsync(renditions[0].Init, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(SegmentSink sink, int number, FileChange change, string label, CancellationToken cancellationToken)
    {
        var init = renditions[number].Init;
        var file = new SegmentFile(number, null, init.Name, change.NewLength);
        var output = await ForwardOutput.OpenAsync(sink, file, cancellationToken).ConfigureAwait(false);
        await using (output.ConfigureAwait(false))
        {
            await CopyPass.RunAsync(new ChangedSource(init, change), output, hasher: null, bytesWritten: null, cancellationToken).ConfigureAwait(false);
            await output.PublishAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!init.IsUnchanged())
        {
            throw new SigningException(SigningFault.InputChanged, $"The input {file.Name} changed while it was being signed.");
        }

        if (await ForwardOutput.OpenWrittenAsync(sink, file, cancellationToken).ConfigureAwait(false) is { } written)
        {
            await using (written.ConfigureAwait(false))
            {
                await RequireAsync(written, label, detached: null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task<ValidationResult> RequireAsync(AssetSource init, string label, ReadOnlyMemory<byte>? detached, CancellationToken cancellationToken) =>
        ReadBack.RequireAsync(init, InitSegmentFormat.Of(init), label, options, hashMedia: true, detached, cancellationToken);

    private sealed class ByteArrays : IEqualityComparer<byte[]>
    {
        public static ByteArrays Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
