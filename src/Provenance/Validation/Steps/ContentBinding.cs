using Provenance.Cbor;
using Provenance.Cryptography.MultiLane;

namespace Provenance.Validation;

/// <summary>§15.12 Validate the asset's content: the hard binding, against the bytes of the asset.</summary>
internal static class ContentBinding
{
    /// <summary>Runs the step; the findings concern the active manifest whichever manifest holds the binding.</summary>
    /// <param name="context">The validation.</param>
    /// <param name="active">The active manifest.</param>
    /// <param name="asset">The asset, or null to look for the binding without reading media.</param>
    /// <param name="bytesHashed">Told the number of media bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask CheckAsync(ValidationContext context, CurrentManifest active, AssetUnderValidation? asset, IProgress<long>? bytesHashed, CancellationToken cancellationToken)
    {
        var manifest = FindManifest(context, active.Manifest);
        var binding = manifest is null ? null : context.For(manifest).Assertions.FirstOrDefault(a => AssertionLabel.IsHardBinding(a.Label) && !a.IsRedacted);
        if (manifest is null || binding is null)
        {
            // "If no standard manifest is found, or the standard manifest has no hard binding"; for a standard manifest §15.10.1.2 has said so.
            if (!active.Has(ValidationStatusCode.ClaimHardBindingsMissing))
            {
                active.Add(ValidationStatusCode.ClaimHardBindingsMissing, active.Manifest.Claim?.Url ?? active.Manifest.Url);
            }

            return;
        }

        if (asset is null || binding.Box is null || binding.ContentFault is not null)
        {
            // Missing or unreadable bindings are failures already.
            return;
        }

        var statuses = await ValidateAsync(asset, manifest, binding, bytesHashed, cancellationToken).ConfigureAwait(false);

        // §15.12.2, §15.12.4: when the binding does not match, a multi-asset hash takes its place, with its own codes only.
        if (statuses.Any(s => IsMismatch(s.Code)) && await MultiAssetHash.CheckAsync(context.For(manifest), asset, cancellationToken).ConfigureAwait(false) is { } parts)
        {
            statuses = [.. statuses.Where(s => !IsMismatch(s.Code)), .. parts];
        }

        foreach (var status in statuses)
        {
            active.Add(status);
        }
    }

    private static bool IsMismatch(ValidationStatusCode code) =>
        code == ValidationStatusCode.AssertionBmffHashMismatch || code == ValidationStatusCode.AssertionDataHashMismatch || code == ValidationStatusCode.AssertionBoxesHashMismatch;

    // The active manifest, or the first standard manifest up the chain of parents of an update manifest.
    private static Manifest? FindManifest(ValidationContext context, Manifest active)
    {
        var seen = new HashSet<Manifest>(ReferenceEqualityComparer.Instance);
        var manifest = active;
        while (manifest is { Kind: ManifestKind.Update } && seen.Add(manifest))
        {
            var from = manifest;
            manifest = context.Lineage.References.FirstOrDefault(r => ReferenceEquals(r.From, from) && r.Ingredient.Relationship == "parentOf")?.Target;
        }

        return manifest is { Kind: ManifestKind.Standard } ? manifest : null;
    }

    private static async ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(
        AssetUnderValidation asset, Manifest manifest, ListedAssertion binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken)
    {
        var (malformed, mismatch) = Codes(binding.Label);
        if (binding.Content is not { Kind: CborKind.Map } content)
        {
            return [new(malformed, binding.Url, "The hard binding is not a CBOR map.")];
        }

        var hardBinding = new HardBinding(binding.Label, content, manifest.Claim!.Algorithm, binding.Url);
        if (!asset.Asset.Supports(binding.Label))
        {
            // §9.2.1: a data hash "can be used on any type of asset".
            if (binding.Label == "c2pa.hash.data")
            {
                return await asset.HashAsync(() => DataHash.CheckAsync(asset.Source, asset.Asset.Stores, hardBinding, bytesHashed, cancellationToken)).ConfigureAwait(false);
            }

            // §15.12.3: only containers that are hashed box by box have a list of them.
            if (binding.Label == "c2pa.hash.boxes" && asset.Asset.HashedBoxes.Count > 0)
            {
                return await asset.HashAsync(() => BoxesHash.CheckAsync(asset.Source, asset.Asset, hardBinding, bytesHashed, cancellationToken)).ConfigureAwait(false);
            }

            // §15.12.3, §15.12.5: the form is judged even where the content cannot be.
            if (IsIncomplete(binding.Label, content))
            {
                return [new(malformed, binding.Url, "The hard binding lacks a field that the standard asks for.")];
            }

            return [new(mismatch, binding.Url, $"A binding of the kind {binding.Label} cannot be checked for an asset of this kind.")];
        }

        var statuses = asset.Pool is { } pool
            ? await asset.Asset.ValidateAsync(hardBinding, pool, bytesHashed, cancellationToken).ConfigureAwait(false)
            : await asset.Asset.ValidateAsync(hardBinding, bytesHashed, cancellationToken).ConfigureAwait(false);

        // Fail closed: a binding that neither matched nor failed was not checked.
        return statuses.Any(s => s.Kind is ValidationStatusKind.Failure or ValidationStatusKind.Success)
            ? statuses
            : [.. statuses, new(mismatch, binding.Url, "Nothing of the asset was checked.")];
    }

    private static bool IsIncomplete(string label, CborValue content) => label switch
    {
        "c2pa.hash.boxes" => content["boxes"] is not { Kind: CborKind.Array } boxes || boxes.Items.Any(b => b["names"] is null),
        "c2pa.hash.collection.data" => content["uris"] is not { Kind: CborKind.Array } uris || uris.Items.Any(u => u["uri"] is null || u["hash"] is null),
        _ => false,
    };

    private static (ValidationStatusCode Malformed, ValidationStatusCode Mismatch) Codes(string label) => label switch
    {
        "c2pa.hash.data" => (ValidationStatusCode.AssertionDataHashMalformed, ValidationStatusCode.AssertionDataHashMismatch),
        "c2pa.hash.boxes" => (ValidationStatusCode.AssertionBoxesHashMalformed, ValidationStatusCode.AssertionBoxesHashMismatch),
        "c2pa.hash.collection.data" => (ValidationStatusCode.AssertionCollectionHashMalformed, ValidationStatusCode.AssertionCollectionHashMismatch),
        _ => (ValidationStatusCode.AssertionBmffHashMalformed, ValidationStatusCode.AssertionBmffHashMismatch),
    };
}

/// <summary>The asset whose content is validated.</summary>
/// <param name="Source">Its bytes.</param>
/// <param name="Format">The format that recognised it.</param>
/// <param name="Asset">The opened asset.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Pool">What hashes its media together with that of others, or null when it is alone.</param>
internal sealed record AssetUnderValidation(AssetSource Source, AssetFormat Format, Asset Asset, ParserLimits Limits, HashPool? Pool = null)
{
    /// <summary>Does work that reads the media, when it is its turn.</summary>
    public ValueTask<T> HashAsync<T>(Func<ValueTask<T>> work) => Pool is null ? work() : Pool.RunAloneAsync(work);
}
