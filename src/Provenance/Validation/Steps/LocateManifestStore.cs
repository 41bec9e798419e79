using System.Net.Http.Headers;

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

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            return Inaccessible("The place of the remote manifest is not an http or https address.");
        }

        return await FetchAsync(client, uri, options.Limits, cancellationToken).ConfigureAwait(false) is { } bytes
            ? new([bytes], [])
            : Inaccessible("The remote manifest could not be fetched.");
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> FetchAsync(HttpClient client, Uri uri, ParserLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/c2pa"));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > limits.MaxRemoteSize)
            {
                return null;
            }

            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var buffer = new MemoryStream();
                byte[] chunk = new byte[16 << 10];
                int read;
                while ((read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    if (buffer.Length + read > limits.MaxRemoteSize)
                    {
                        return null;
                    }

                    buffer.Write(chunk, 0, read);
                }

                return buffer.ToArray();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static LocatedStores Inaccessible(string sentence) => new([], [new(ValidationStatusCode.ManifestInaccessible, "", sentence)]);
}
