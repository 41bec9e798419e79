namespace Provenance.Bmff;

/// <summary>
/// Signs a file where it is: only the manifest box is written, into room that is there, and the address of a manifest in the metadata; nothing moves. The
/// media is read, not written. A file that is signed already can keep its hard binding, and then even reading it is a choice. Where there is no room, the
/// file system may be asked to make it (<see cref="InsertingOutput"/>).
/// </summary>
internal sealed class InPlacePass(InPlaceFile file, ManifestDefinition definition, ClaimSigner signer, SigningOptions options, Mp4SigningOptions container)
{
    // The size of a time-stamp is known once it is there; the second attempt knows it.
    private const int MaxAttempts = 4;

    // The address of a manifest in the metadata, as far as it has to change: an old one would lead to credentials that are not those of the file.
    private IReadOnlyList<Patch> _metadata = [];

    private AssetSource Input => file.Source;

    private ParserLimits Limits => options.IngredientValidation.Limits;

    private bool VerifiesMedia => container.VerifyMedia ?? true;

    /// <summary>Signs.</summary>
    /// <param name="bytesRead">Told the number of bytes of the media read so far.</param>
    /// <param name="cancellationToken">Ends the work until something is written.</param>
    /// <exception cref="SigningException">Signing was refused or failed; the file is the old one.</exception>
    public async Task<SigningResult> RunAsync(IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        var asset = await Mp4Asset.OpenAsync(Input, Limits, cancellationToken).ConfigureAwait(false);
        var predecessor = new Predecessor(Input, asset.Boxes, options);
        if (predecessor.IsToBeLeftAlone())
        {
            return new SigningResult { Signed = false };
        }

        // Everything that a signature to another file refuses is refused here as well.
        LayoutPlan.ForSigning(asset.Boxes);
        if (container.SoftBinder is not null)
        {
            var bound = await BoundMedia.DescribeAsync(Input, definition, container, cancellationToken).ConfigureAwait(false);
            return await new InPlacePass(file, bound, signer, options, container with { SoftBinder = null }).RunAsync(bytesRead, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await IntoRoomAsync(asset, predecessor, bytesRead, cancellationToken).ConfigureAwait(false);
        }
        catch (SigningException e) when (container.MayInsert && VerifiesMedia && e.Fault is SigningFault.UnsupportedInput or SigningFault.Limit)
        {
            // What there is no room for is laid out as for another file, which is this one. A hard binding cannot be kept then: boxes get other places.
            return await new SigningPass(Input, definition, signer, options, container) { Original = predecessor, Block = file.Block }
                .RunAsync((layout, _) => new(InsertingOutput.Create(file, layout)), bytesRead, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SigningResult> IntoRoomAsync(Mp4Asset asset, Predecessor predecessor, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        if (definition.AigcLabel is { } aigc && asset.AigcLabel != aigc)
        {
            throw Refusal.Unsupported("The AIGC label goes into the metadata of the file, which is not written when signing in place. Sign to another file.");
        }

        var carried = Carried(asset);
        _metadata = [.. XmpReference.InPlace(asset.Boxes, container.RemoteManifest)];
        if (carried is not null && _metadata.Count > 0)
        {
            throw Refusal.Unsupported("The metadata of the file would have to name another manifest, or none, and the hard binding that is kept covers it. Let the media be verified, or sign to another file.");
        }

        var room = Room.Find(asset.Boxes, asset.EmbeddedStores.Manifest, mayUsePadding: carried is null);
        var binding = carried is null ? Fresh(asset) : null;
        var parent = await predecessor.AsParentAsync(cancellationToken).ConfigureAwait(false);
        var template = carried?.Content ?? binding!.Template.ToCbor().Encoded;
        ReadOnlyMemory<byte>? content = carried?.Content;
        int reserve = 0;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var prepared = await PreparedManifest.CreateAsync(definition, signer, options, new(BmffHashAssertion.Label, template), parent, reserve, cancellationToken).ConfigureAwait(false);
            long boxLength = room.BoxLength(prepared.StoreLength, container.Reserve);
            if (binding is not null)
            {
                content = (await HashPass.RunAsync(new ChangedSource(Input, Change(asset, room, boxLength, default)), binding, Limits, bytesRead, cancellationToken).ConfigureAwait(false)).ToCbor().Encoded;
            }

            try
            {
                var signed = await prepared.SignAsync(content!.Value, cancellationToken).ConfigureAwait(false);
                return await ApplyAsync(Change(asset, room, boxLength, signed.Store), prepared.Label, signed, cancellationToken).ConfigureAwait(false);
            }
            catch (ReserveExceededException e)
            {
                reserve = e.Needed;
            }
        }

        throw new SigningException(SigningFault.SignerFailed, $"Signature and time-stamp were larger than what was reserved for them {MaxAttempts} times in a row.");
    }

    private async Task<SigningResult> ApplyAsync(FileChange change, string label, SignedManifest signed, CancellationToken cancellationToken)
    {
        // Validated before it is written, media included unless the caller vouches for it.
        var readBack = await ReadBack.RequireAsync(
            new ChangedSource(Input, change), new Mp4Format(), label, options, VerifiesMedia, detached: null, cancellationToken).ConfigureAwait(false);
        file.Apply(change);
        return new SigningResult
        {
            Signed = true,
            ManifestLabel = label,
            TimestampTime = signed.TimestampTime,
            Warnings = signed.Warnings,
            ReadBack = readBack,
        };
    }

    // The binding is carried over on the caller's word, and where boxes in the file belong to it; otherwise the media is hashed anew.
    private CarriedBinding? Carried(Mp4Asset asset)
    {
        bool hasMerkleBoxes = asset.ContentProvenanceBoxes.Any(b => b.Purpose == ContentProvenancePurpose.Merkle);
        if (VerifiesMedia && !hasMerkleBoxes)
        {
            return null;
        }

        var carried = CarriedBinding.Find(asset, options);
        if (container.Merkle is not null && carried is not null)
        {
            throw Refusal.Unsupported("Signing in place keeps the hard binding of the file as it is; other Merkle trees need other boxes. Sign to another file.");
        }

        return carried ?? throw Refusal.Unsupported(hasMerkleBoxes
            ? "The file has Merkle boxes, but no hard binding they belong to could be kept. Sign to another file."
            : "The file has no hard binding that could be carried over: let the media be verified, or sign to another file.");
    }

    private MediaBinding Fresh(Mp4Asset asset)
    {
        var binding = MediaBinding.For(asset.Boxes, options, container);
        return binding.Edits.Count == 0
            ? binding
            : throw Refusal.Unsupported("These Merkle trees need boxes in the file that are not there. Sign to another file, or store the leaves (row 0) of an mdat box with a 64-bit size.");
    }

    // A standard manifest takes the place of an original and its update: they are one box again (§A.5.3).
    private FileChange Change(Mp4Asset asset, Room room, long boxLength, ReadOnlyMemory<byte> store)
    {
        long firstMerkle = asset.ContentProvenanceBoxes.FirstOrDefault(b => b.Purpose == ContentProvenancePurpose.Merkle)?.Box.Offset ?? 0;
        return new FileChange
        {
            OldLength = Input.Length,
            NewLength = asset.EmbeddedStores.Update?.Box.Offset ?? Input.Length,
            Writes = [.. room.Write(boxLength, store, firstMerkle).Concat(_metadata).OrderBy(w => w.Start)],
        };
    }
}
