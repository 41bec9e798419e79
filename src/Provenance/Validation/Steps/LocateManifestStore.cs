namespace Provenance.Validation;

/// <summary>Where the manifest store was found, and what is to say about that.</summary>
/// <param name="Stores">The bytes: one store, an original and its update, or none.</param>
/// <param name="Statuses">Findings.</param>
internal sealed record LocatedStores(IReadOnlyList<ReadOnlyMemory<byte>> Stores, IReadOnlyList<ValidationStatus> Statuses);

/// <summary>§15.5 Locating the manifest store: handed in, embedded, or at the place the asset names.</summary>
internal static class LocateManifestStore
{
    /// <summary>Runs the step. Touches the network only with the caller's client, and only when nothing is embedded.</summary>
    public static async ValueTask<LocatedStores> LocateAsync(Asset asset, ValidationOptions options, CancellationToken cancellationToken)
    {
        // §11.4: a store handed in (a .c2pa file) is used in place of an embedded one.
        if (options.DetachedManifestStore is { } detached)
        {
            return new([detached], []);
        }

        // §15.5.2.1: several stores are all invalid, "as if no manifests were located"; that they are there is worth saying.
        if (asset.HasUnusableStore)
        {
            return new([], [new(ValidationStatusCode.ManifestStoreUnusable)]);
        }

        if (asset.Stores.Count > 0)
        {
            return new([.. asset.Stores.Select(s => s.Bytes)], []);
        }

        // §15.5.3.1: XMP dcterms:provenance. Older writers pointed at the embedded store with it (§11.4); where that is gone, no remote one was promised.
        if (asset.RemoteManifestUrl is not { } url || url.StartsWith("self#", StringComparison.OrdinalIgnoreCase) || url.StartsWith('#'))
        {
            return new([], []);
        }

        if (options.RemoteManifestClient is not { } client)
        {
            return Inaccessible("The asset names a remote manifest, and no client was given to fetch it.");
        }

        if (RemoteResource.ParseAddress(url) is not { } address)
        {
            return Inaccessible("The place of the remote manifest is not an http or https address.");
        }

        var (resource, problem) = await RemoteResource.FetchAsync("The remote manifest", client, address, "application/c2pa", options.Limits, cancellationToken).ConfigureAwait(false);
        return resource is null ? Inaccessible(problem) : new([resource.Content], []);
    }

    private static LocatedStores Inaccessible(string? sentence) => new([], [new(ValidationStatusCode.ManifestInaccessible, "", sentence)]);
}
