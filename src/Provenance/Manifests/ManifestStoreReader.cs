using Provenance.Jumbf;

namespace Provenance;

/// <summary>What was read of the manifest stores of an asset.</summary>
/// <param name="Store">The store, or null when it cannot be used.</param>
/// <param name="Statuses">What is wrong or noteworthy about the store as a whole.</param>
internal sealed record ManifestStoreReading(ManifestStore? Store, IReadOnlyList<ValidationStatus> Statuses);

/// <summary>Bytes to <see cref="ManifestStore"/> (§11.1.4.2): strict about structure, silent about content.</summary>
internal static class ManifestStoreReader
{
    /// <summary>Reads the stores of one asset.</summary>
    /// <param name="stores">One store, or an original and its update (§A.5.3), padding included.</param>
    /// <param name="limits">Limits.</param>
    public static ManifestStoreReading Read(IReadOnlyList<ReadOnlyMemory<byte>> stores, ParserLimits limits)
    {
        var statuses = new List<ValidationStatus>();
        var manifests = new List<Manifest>();
        var budget = new Budget { Bytes = limits.MaxDecompressedSize };
        for (int i = 0; i < stores.Count; i++)
        {
            if (!ReadStore(stores[i], isUpdate: i > 0, limits, budget, manifests, statuses))
            {
                if (statuses[^1].Code == ValidationStatusCode.LimitExceeded)
                {
                    // Credentials are there: this is more than a file that is too large.
                    statuses.Add(new(ValidationStatusCode.ManifestStoreUnusable, ""));
                }

                return new ManifestStoreReading(null, statuses);
            }
        }

        return new ManifestStoreReading(new ManifestStore { Manifests = manifests }, statuses);
    }

    private static bool ReadStore(ReadOnlyMemory<byte> bytes, bool isUpdate, ParserLimits limits, Budget budget, List<Manifest> manifests, List<ValidationStatus> statuses)
    {
        if (bytes.Length > limits.MaxManifestStoreSize)
        {
            statuses.Add(new(ValidationStatusCode.LimitExceeded, "", ExceededLimit.Sentence($"The manifest store is {bytes.Length} bytes long", limits.MaxManifestStoreSize)));
            return false;
        }

        if (!JumbfReader.TryParse(bytes, limits, out var store, out var unread))
        {
            statuses.Add(ValidationStatus.Of(unread with { Sentence = "The manifest store cannot be read. " + unread.Sentence }, ValidationStatusCode.GeneralError, ""));
            return false;
        }

        // §11.1.4.2: the store is found by its label and its type, not by its place alone.
        if (store.ContentType != JumbfTypes.ManifestStore || store.Label != "c2pa" || !store.Description.IsRequestable)
        {
            statuses.Add(new(ValidationStatusCode.ManifestStoreUnusable, "", "What stands in the place of the manifest store is not a box of type c2pa with the label c2pa."));
            return false;
        }

        // §A.5.3: padding follows the store inside its box. No hash covers it, so nothing may hide there.
        if (bytes.Span[store.Encoded.Length..].ContainsAnyExcept((byte)0))
        {
            statuses.Add(new(ValidationStatusCode.ContainerNonZeroPadding, "", "The padding behind the manifest store holds something other than zeros."));
        }

        foreach (var box in store.Boxes)
        {
            StrayBox(box, "the manifest store", limits, statuses);
        }

        CheckLast(store, statuses);
        foreach (var box in store.Children)
        {
            if (manifests.Count >= limits.MaxManifests)
            {
                statuses.Add(new(ValidationStatusCode.LimitExceeded, "", ExceededLimit.Sentence("The asset holds too many manifests", limits.MaxManifests)));
                return false;
            }

            if (ReadManifest(box, limits, budget, statuses) is not { } manifest)
            {
                continue;
            }

            manifests.Add(manifest);
            if (isUpdate && manifest.Kind != ManifestKind.Update)
            {
                // §A.5.3: a store of purpose update holds update manifests only.
                statuses.Add(new(ValidationStatusCode.ManifestUpdateInvalid, manifest.Url, "The update store holds a manifest that is not an update manifest."));
            }
        }

        return true;
    }

    private static Manifest? ReadManifest(JumbfSuperbox box, ParserLimits limits, Budget budget, List<ValidationStatus> statuses)
    {
        if (!box.Description.IsRequestable || box.Label.Length == 0)
        {
            // §11.1.4.1: C2PA boxes are requestable and labelled. No hash covers the toggles of a manifest, so a manifest that cannot
            // be referred to is a failure: passing it over would make the one before it the active manifest.
            statuses.Add(new(ValidationStatusCode.GeneralError, "", $"The store holds a box at byte {box.Offset} that has no label or cannot be referred to."));
            return null;
        }

        var inner = box;
        ValidationStatus? fault = null;
        if (box.ContentType == JumbfTypes.CompressedManifest)
        {
            // §15.5.4
            if (!CompressedManifest.TryExpand(box, limits, ref budget.Bytes, out var expanded, out var unexpanded))
            {
                fault = ValidationStatus.Of(unexpanded, ValidationStatusCode.ManifestCompressedInvalid, JumbfUri.Absolute(box.Label).Text);
            }
            else
            {
                inner = expanded;
            }
        }
        else if (!IsManifest(box.ContentType))
        {
            // Unknown types, the withdrawn time-stamp manifest (§11.2.5) among them, are passed over.
            statuses.Add(new(ValidationStatusCode.ContainerUnprotectedBytes, JumbfUri.Absolute(box.Label).Text, "The store holds a box of a kind that is not a manifest; no signature protects it."));
            return null;
        }

        Claim? claim = null;
        if (fault is null)
        {
            (claim, fault) = ClaimReader.Read(inner, box.Label, limits with { CborItemsRead = budget.ItemsRead });
            budget.ItemsRead += claim?.Content.ItemCount ?? 0;
        }

        return new Manifest
        {
            Label = box.Label,
            Kind = inner.ContentType == JumbfTypes.UpdateManifest ? ManifestKind.Update : ManifestKind.Standard,
            Box = inner,
            StoredBox = box,
            Claim = claim,
            Fault = fault,
        };
    }

    // §11.1.4.2: the last manifest is the active one. No hash covers what a box says of its own kind, so a kind nobody knows in the last place can
    // be the active manifest in disguise, and the one before it would pass for it (one bit makes the withdrawn c2tm of §11.2.5 out of c2um).
    // §11.1.1 has readers skip such boxes: a failure of our own.
    private static void CheckLast(JumbfSuperbox store, List<ValidationStatus> statuses)
    {
        var last = store.Children.Count > 0 ? store.Children[^1] : null;
        bool isKnown = last is null || IsManifest(last.ContentType) || last.ContentType == JumbfTypes.CompressedManifest;
        int behind = last is null ? 0 : store.Offset + store.Encoded.Length - (last.Offset + last.Encoded.Length);
        for (int i = store.Boxes.Count - 1; behind > 0; i--)
        {
            behind -= store.Boxes[i].Encoded.Length;
            isKnown &= store.Boxes[i].Type == "free";
        }

        if (!isKnown)
        {
            statuses.Add(new(ValidationStatusCode.ContainerStrayBox, "", "The last box of the manifest store is of a kind that is not a manifest: which manifest is the active one cannot be known."));
        }
    }

    private static bool IsManifest(Guid type) => type == JumbfTypes.StandardManifest || type == JumbfTypes.LegacyStandardManifest || type == JumbfTypes.UpdateManifest;

    // ISO 19566-5 allows free boxes as padding; other content boxes have no place directly in a store.
    private static void StrayBox(JumbfBox box, string place, ParserLimits limits, List<ValidationStatus> statuses)
    {
        if (statuses.Count >= limits.MaxStatusesPerManifest)
        {
            return;
        }

        if (box.Type is not "free")
        {
            statuses.Add(new(ValidationStatusCode.ContainerUnprotectedBytes, "", $"A box of an unknown kind stands directly in {place}; no signature protects it."));
        }
        else if (box.Payload.Span.ContainsAnyExcept((byte)0))
        {
            statuses.Add(new(ValidationStatusCode.ContainerNonZeroPadding, "", $"A padding box in {place} holds something other than zeros."));
        }
    }

    /// <summary>What all manifests of a store take together.</summary>
    private sealed class Budget
    {
        // What is left of them.
        public int Bytes;

        public int ItemsRead;
    }
}
