using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.12.4 Validating a multi-asset hash: the parts of the asset, each with a binding of its own.</summary>
internal static class MultiAssetHash
{
    private const string PartSuffix = ".part";

    // Real multi-part files have a handful; every part is searched for and opened on its own.
    private const int MaxParts = 1024;

    /// <summary>Checks the assertion, when the manifest has one; null when it has none.</summary>
    public static async ValueTask<IReadOnlyList<ValidationStatus>?> CheckAsync(CurrentManifest current, AssetUnderValidation asset, CancellationToken cancellationToken)
    {
        var assertions = current.Assertions.Where(a => a.Label == "c2pa.hash.multi-asset" && !a.IsRedacted).ToArray();
        if (assertions.Length == 0)
        {
            return null;
        }

        string url = assertions[0].Url;
        if (assertions.Length > 1)
        {
            return [Malformed(url, "There is more than one multi-asset hash.")];
        }

        if (assertions[0].Content?["parts"] is not { Kind: CborKind.Array, Items: { Count: > 0 } parts })
        {
            return [Malformed(url, "The multi-asset hash has no parts.")];
        }

        if (parts.Count > MaxParts)
        {
            return [new(ValidationStatusCode.LimitExceeded, url, $"The multi-asset hash has more than {MaxParts} parts.")];
        }

        long covered = 0;
        foreach (var part in parts)
        {
            var (location, fault) = Locate(asset, part, url);
            if (fault is not null)
            {
                return [fault];
            }

            if (location is not { } place)
            {
                continue;
            }

            // "overlapping or do not, in aggregate, cover every byte of the asset"; listed in the order of the file (§18.9.2).
            if (place.Offset != covered)
            {
                return [Malformed(url, "The parts overlap or leave a gap.")];
            }

            if (place.Length > asset.Source.Length - place.Offset || !await IsMatchAsync(current, asset, part, place, cancellationToken).ConfigureAwait(false))
            {
                return [new(ValidationStatusCode.AssertionMultiAssetHashMismatch, url)];
            }

            covered = place.Offset + place.Length;
        }

        return covered == asset.Source.Length
            ? [new(ValidationStatusCode.AssertionMultiAssetHashMatch, url)]
            : [Malformed(url, "The parts do not cover the whole asset.")];
    }

    private static ((long Offset, long Length)? Location, ValidationStatus? Fault) Locate(AssetUnderValidation asset, CborValue part, string url)
    {
        if (part["location"] is not { Kind: CborKind.Map } location || part["hashAssertion"]?["url"]?.AsText is null)
        {
            return (null, Malformed(url, "A part has no location or no hash."));
        }

        if (location["bmffBox"]?.AsText is { } path)
        {
            return asset.Asset.FindBox(path) is { } box ? (box, null) : (null, Malformed(url, "A box that is a part of the asset is not there."));
        }

        if (location["byteOffset"]?.AsInt64 is not { } offset || location["length"]?.AsInt64 is not { } length || offset < 0 || length < 0)
        {
            return (null, Malformed(url, "The location of a part is not a byte range."));
        }

        if (offset < asset.Source.Length)
        {
            return ((offset, length), null);
        }

        return part["optional"]?.AsBoolean == true ? (null, null) : (null, new(ValidationStatusCode.AssertionMultiAssetHashMissingPart, url));
    }

    private static async ValueTask<bool> IsMatchAsync(
        CurrentManifest current, AssetUnderValidation asset, CborValue part, (long Offset, long Length) place, CancellationToken cancellationToken)
    {
        string url = part["hashAssertion"]!["url"]!.AsText!;
        if (!JumbfUri.TryParse(url, out var uri)
            || current.FindAssertion(JumbfUri.Absolute(uri.ManifestLabel ?? current.Manifest.Label, uri.Path).Text) is not { IsIntact: true, Content: { } content } assertion
            || !assertion.Label.EndsWith(PartSuffix, StringComparison.Ordinal))
        {
            return false;
        }

        var binding = new HardBinding(assertion.Label[..^PartSuffix.Length], content, current.Claim.Algorithm, assertion.Url);
        var source = new SliceAssetSource(asset.Source, place.Offset, place.Length);
        await using (source.ConfigureAwait(false))
        {
            var statuses = await HashPartAsync(asset, source, binding, place, cancellationToken).ConfigureAwait(false);
            return statuses.Any(s => s.Kind == ValidationStatusKind.Success) && statuses.All(s => s.Kind != ValidationStatusKind.Failure);
        }
    }

    private static async ValueTask<IReadOnlyList<ValidationStatus>> HashPartAsync(
        AssetUnderValidation asset, SliceAssetSource source, HardBinding binding, (long Offset, long Length) place, CancellationToken cancellationToken)
    {
        if (binding.Label == "c2pa.hash.data")
        {
            EmbeddedStore[] stores = [.. asset.Asset.Stores.Where(s => s.Offset >= place.Offset && s.Offset < place.Offset + place.Length).Select(s => s with
            {
                Offset = s.Offset - place.Offset,
                Place = s.Place is { } around ? around with { Start = around.Start - place.Offset, End = around.End - place.Offset } : null,
            })];
            return await DataHash.CheckAsync(source, stores, binding, null, cancellationToken).ConfigureAwait(false);
        }

        var part = await asset.Format.OpenAsync(source, asset.Limits, cancellationToken).ConfigureAwait(false);
        return part.Supports(binding.Label) ? await part.ValidateAsync(binding, null, cancellationToken).ConfigureAwait(false) : [];
    }

    private static ValidationStatus Malformed(string url, string sentence) => new(ValidationStatusCode.AssertionMultiAssetHashMalformed, url, sentence);
}
