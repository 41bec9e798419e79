using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary>
/// Adds an update manifest to a file (§A.5.3): the manifest box becomes the original, the update goes behind everything else. Nothing of the media
/// is touched, or read unless asked for: it costs the same whatever the size of the file.
/// </summary>
internal sealed class UpdatePass(AssetSource input, UpdateDefinition definition, ClaimSigner signer, SigningOptions options, Mp4SigningOptions container)
{
    private ParserLimits Limits => options.IngredientValidation.Limits;

    /// <summary>Updates a file in place.</summary>
    /// <param name="file">The file, whose source is the input.</param>
    /// <param name="cancellationToken">Ends the work until something is written.</param>
    /// <exception cref="SigningException">The update was refused or failed; the file is the old one.</exception>
    public async Task<SigningResult> InPlaceAsync(InPlaceFile file, CancellationToken cancellationToken)
    {
        var (change, result) = await PrepareAsync(cancellationToken).ConfigureAwait(false);
        file.Apply(change);
        return result;
    }

    /// <summary>Writes an updated copy.</summary>
    /// <param name="create">Makes the output of a given length, once it is certain that there will be one.</param>
    /// <param name="bytesWritten">Told the number of bytes written so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="SigningException">The update was refused or failed.</exception>
    public async Task<SigningResult> CopyAsync(Func<long, Output> create, IProgress<long>? bytesWritten, CancellationToken cancellationToken)
    {
        var (change, result) = await PrepareAsync(cancellationToken).ConfigureAwait(false);
        var output = create(change.NewLength);
        await using (output.ConfigureAwait(false))
        {
            await CopyPass.RunAsync(new ChangedSource(input, change), output, hasher: null, bytesWritten, cancellationToken).ConfigureAwait(false);
            var written = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            await using (written.ConfigureAwait(false))
            {
                await ReadBack.RequireAsync(written, new Mp4Format(), result.ManifestLabel!, options, hashMedia: false, detached: null, cancellationToken).ConfigureAwait(false);
            }

            if (!input.IsUnchanged())
            {
                throw new SigningException(SigningFault.InputChanged, "The input changed while it was being signed.");
            }

            await output.PublishAsync(cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<(FileChange Change, SigningResult Result)> PrepareAsync(CancellationToken cancellationToken)
    {
        var asset = await Mp4Asset.OpenAsync(input, Limits, cancellationToken).ConfigureAwait(false);
        RequireCredentials(asset);
        RequireRoomAtEnd(asset.Boxes, asset.EmbeddedStores.Update);
        var validator = new Validator(new Mp4Format()) { Options = options.IngredientValidation with { Clock = options.Clock, DetachedManifestStore = null, RemoteManifestClient = null } };
        var validation = container.VerifyMedia == true
            ? await validator.ValidateAsync(input, bytesHashed: null, cancellationToken).ConfigureAwait(false)
            : await validator.InspectAsync(input, cancellationToken).ConfigureAwait(false);
        var parent = new ParentAsset([.. asset.Stores.Select(s => s.Bytes)], validation, asset.MediaType, input.Name);

        // The update box holds update manifests only, those that were there and the new one.
        var update = await PreparedUpdate.CreateAsync(definition, signer, options, parent, stores => [.. stores.Skip(1)], cancellationToken).ConfigureAwait(false);
        var (signed, label) = await update.SignAsync(cancellationToken).ConfigureAwait(false);
        var change = Change(asset, update.Stores[0], signed.Store);
        var readBack = await ReadBack.RequireAsync(
            new ChangedSource(input, change), new Mp4Format(), label, options, hashMedia: false, detached: null, cancellationToken).ConfigureAwait(false);
        return (change, new SigningResult
        {
            Signed = true,
            ManifestLabel = label,
            TimestampTime = signed.TimestampTime,
            Warnings = signed.Warnings,
            ReadBack = readBack,
        });
    }

    /// <summary>What changes in a file: the purpose of the manifest box, what was redacted from it, and the box at the end.</summary>
    /// <param name="asset">The file.</param>
    /// <param name="original">The store of the manifest box as it will be, as long as it was.</param>
    /// <param name="updates">The store with the update manifests.</param>
    /// <exception cref="SigningException">There is no room at the end of the file.</exception>
    public static FileChange Change(Mp4Asset asset, ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> updates)
    {
        RequireRoomAtEnd(asset.Boxes, asset.EmbeddedStores.Update);
        var manifest = asset.EmbeddedStores.Manifest!;
        long end = asset.EmbeddedStores.Update?.Box.Offset ?? asset.Length;
        long firstMerkle = asset.ContentProvenanceBoxes.FirstOrDefault(b => b.Purpose == ContentProvenancePurpose.Merkle)?.Box.Offset ?? 0;
        byte[] box = UpdateBox.Write(updates, firstMerkle);
        var writes = new List<Patch> { new(manifest.PurposeOffset, UpdateBox.OriginalPurpose) };
        if (!original.Span.SequenceEqual(manifest.Store.Span))
        {
            writes.Add(new Patch(manifest.StoreOffset, original));
        }

        if (asset.EmbeddedStores.Update is null && Last(asset.Boxes) is { SizeForm: BoxSizeForm.ToEnd } last)
        {
            byte[] size = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(size, checked((uint)last.Size));
            writes.Add(new Patch(last.Offset, size));
        }

        writes.Sort((a, b) => a.Start.CompareTo(b.Start));
        writes.Add(new Patch(end, box));
        return new FileChange { OldLength = asset.Length, NewLength = end + box.Length, Writes = writes };
    }

    /// <summary>Refuses a file that carries nothing that can be updated.</summary>
    /// <exception cref="SigningException">It carries no content credentials, or none that can be used.</exception>
    public static void RequireCredentials(Mp4Asset asset)
    {
        if (asset.EmbeddedStores.Manifest is null || asset.Stores.Count == 0)
        {
            string name = asset.Boxes.Source.Name ?? "The file";
            throw Refusal.Unsupported(asset.HasUnusableStore
                ? $"{name} carries content credentials that cannot be used, so they cannot be updated."
                : $"{name} carries no content credentials that could be updated; sign it first.");
        }
    }

    // What is appended to a box that runs to the end of the file would become part of it, and giving it a size changes its header. That is hashed with the box
    // (§18.6.2: "Boxes that are included in their entirety also include their box headers"), so it can be done for boxes only that are excluded entirely (§A.5.6).
    private static void RequireRoomAtEnd(BoxIndex index, ContentProvenanceBox? update)
    {
        InputCheck.RequireSound(index);
        var last = Last(index);
        bool isExcluded = (last.Type == BoxTypes.Mfra || last.ExtendedType == ExtendedType.ContentProvenance) && last.Size <= uint.MaxValue;
        if (last.SizeForm == BoxSizeForm.ToEnd && update is null && !isExcluded)
        {
            throw Refusal.Unsupported($"The {last} says that it runs to the end of the file, so no update can stand behind it, and the size is part of what is signed. Sign the file anew.");
        }
    }

    private static Box Last(BoxIndex index)
    {
        Box last = default;
        foreach (var root in index.Roots)
        {
            last = root;
        }

        return last;
    }
}
