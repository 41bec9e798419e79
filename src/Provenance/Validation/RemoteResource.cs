using System.Net.Http.Headers;
using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>What a server answered to a plain request.</summary>
/// <param name="Content">The body.</param>
/// <param name="MediaType">The media type of the Content-Type header without parameters, or null.</param>
internal sealed record RemoteResource(ReadOnlyMemory<byte> Content, string? MediaType)
{
    /// <summary>Fetches a resource over the caller's client; without it, for anything but success within the limit, a sentence that says why.</summary>
    /// <param name="what">What is fetched, for the sentence: "The remote manifest".</param>
    /// <param name="client">The caller's client, with its own time-out and its own view on redirections and private addresses.</param>
    /// <param name="url">The address; only http and https are asked.</param>
    /// <param name="accept">The media type asked for, or null for any.</param>
    /// <param name="limits">Most bytes.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async ValueTask<(RemoteResource? Resource, string? Problem)> FetchAsync(
        string what, HttpClient client, Uri url, string? accept, ParserLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (MediaTypeWithQualityHeaderValue.TryParse(accept, out var type))
            {
                // What a manifest calls a media type need not be one; then any is asked for.
                request.Headers.Accept.Add(type);
            }

            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return (null, $"{what} could not be fetched.");
            }

            return await BoundedBody.ReadAsync(response.Content, limits.MaxRemoteSize, cancellationToken).ConfigureAwait(false) is { } body
                ? (new RemoteResource(body, response.Content.Headers.ContentType?.MediaType), null)
                : (null, ExceededLimit.Sentence($"{what} is too large", limits.MaxRemoteSize));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, $"{what} could not be fetched.");
        }
    }

    /// <summary>The address, when it is one that may be asked: absolute, http or https.</summary>
    public static Uri? ParseAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? uri : null;
}
