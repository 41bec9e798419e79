using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Provenance.Cryptography;
using Provenance.Json;
using Provenance.Validation;

namespace Provenance;

/// <summary>
/// A manifest repository that is asked over the Soft Binding Resolution API (§18.10.5): which manifests belong to a watermark or fingerprint, and the
/// manifests themselves. Answers are bounded by <see cref="Limits"/>; only this repository is asked, whatever its answers name.
/// </summary>
/// <param name="endpoint">The base address, for example <c>https://c2pa.example.org/v1</c>.</param>
/// <param name="client">The client; the caller owns it, with its time-out, its authorization and its view on redirections.</param>
public sealed class SoftBindingResolver(Uri endpoint, HttpClient client)
{
    // A value this long makes an address that servers refuse; the API has a POST for it.
    private const int MaxValueInAddress = 1024;

    private readonly HttpClient _client = client ?? throw new ArgumentNullException(nameof(client));

    /// <summary>The base address.</summary>
    public Uri Endpoint { get; } = (endpoint ?? throw new ArgumentNullException(nameof(endpoint))).IsAbsoluteUri && endpoint.Scheme is "http" or "https"
        ? endpoint
        : throw new ArgumentException("The repository has an absolute http or https address.", nameof(endpoint));

    /// <summary>How many matches are asked for, and at most looked at. 10 by default, as in the API.</summary>
    public int MaxResults { get; init; } = 10;

    /// <summary>The limits on what is read.</summary>
    public ParserLimits Limits { get; init; } = ParserLimits.Default;

    /// <summary>
    /// Whether two values of the algorithm stand for the same binding (§18.10.5.1: "in the manner prescribed by the specified algorithm"): the one looked
    /// for and the one in a manifest. Byte by byte by default, which fits watermarks; fingerprints want a distance.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, bool> AreSame { get; init; } = static (wanted, found) => wanted.Span.SequenceEqual(found.Span);

    /// <summary>Finds the manifests of a soft binding (<c>/matches/byBinding</c>).</summary>
    /// <param name="algorithm">The algorithm, an entry of the soft binding algorithm list.</param>
    /// <param name="value">The value that was read from the content.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The matches in the order of the answer; empty when there are none.</returns>
    /// <exception cref="HttpRequestException">The repository cannot be asked, or answers with something else.</exception>
    public async Task<IReadOnlyList<SoftBindingMatch>> FindAsync(string algorithm, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        RequireName(algorithm);
        string encoded = Convert.ToBase64String(value.Span);
        string results = FormattableString.Invariant($"maxResults={MaxResults}");
        using var request = encoded.Length <= MaxValueInAddress
            ? new HttpRequestMessage(HttpMethod.Get, At($"matches/byBinding?alg={Uri.EscapeDataString(algorithm)}&value={Uri.EscapeDataString(encoded)}&{results}"))
            : new HttpRequestMessage(HttpMethod.Post, At("matches/byBinding?" + results)) { Content = Query(algorithm, encoded) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        byte[] answer = await AskAsync(request, cancellationToken).ConfigureAwait(false)
            ?? throw new HttpRequestException($"The manifest repository {Endpoint.Host} does not answer to queries by binding.");
        return ReadMatches(answer);
    }

    /// <summary>Fetches the manifest store of a match (<c>/manifests/{manifestId}</c>).</summary>
    /// <param name="match">The match.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The bytes, unchecked; null when the repository has none, or another one has it.</returns>
    /// <exception cref="HttpRequestException">The repository cannot be asked.</exception>
    public async Task<ReadOnlyMemory<byte>?> FetchAsync(SoftBindingMatch match, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(match);
        if (match.Endpoint is { } other && !IsSame(other))
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, At("manifests/" + Uri.EscapeDataString(match.ManifestId)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/c2pa"));
        return await AskAsync(request, cancellationToken).ConfigureAwait(false) is { } store ? store : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>
    /// Finds, fetches and checks: the first match whose store can be read, whose active manifest is the one that was matched, and whose soft bindings are
    /// all the one looked for (§18.10.5.1). The signature is not looked at: that is for validation.
    /// </summary>
    /// <param name="algorithm">The algorithm, an entry of the soft binding algorithm list.</param>
    /// <param name="value">The value that was read from the content.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The manifest store, or null when there is none.</returns>
    /// <exception cref="HttpRequestException">The repository cannot be asked, or answers with something else.</exception>
    public async Task<RecoveredManifest?> RecoverAsync(string algorithm, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        foreach (var match in await FindAsync(algorithm, value, cancellationToken).ConfigureAwait(false))
        {
            if (await FetchAsync(match, cancellationToken).ConfigureAwait(false) is { } store && Belongs(store, match, algorithm, value))
            {
                return new RecoveredManifest(match, algorithm, store);
            }
        }

        return null;
    }

    /// <summary>Stores a manifest store (<c>POST /manifests</c>), so that it can be recovered.</summary>
    /// <param name="manifestStore">The store as <c>Mp4.ExtractAsync</c> gives it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The identifier of its active manifest, as the repository names it.</returns>
    /// <exception cref="HttpRequestException">The repository cannot be asked, refuses, or answers with something else.</exception>
    public async Task<string> StoreAsync(ReadOnlyMemory<byte> manifestStore, CancellationToken cancellationToken = default)
    {
        using var content = new ReadOnlyMemoryContent(manifestStore);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/c2pa");
        using var request = new HttpRequestMessage(HttpMethod.Post, At("manifests")) { Content = content };
        byte[] answer = await AskAsync(request, cancellationToken).ConfigureAwait(false) ?? throw new HttpRequestException($"The manifest repository {Endpoint.Host} stores no manifests.");
        return ReadText(Parse(answer), "manifestId") ?? throw NotUnderstood();
    }

    /// <summary>Binds a stored manifest to the value of a soft binding (<c>POST /bindings</c>).</summary>
    /// <param name="manifestId">What <see cref="StoreAsync"/> gave.</param>
    /// <param name="value">The value that is in the content.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="HttpRequestException">The repository cannot be asked, or refuses.</exception>
    public async Task BindAsync(string manifestId, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(manifestId);
        using var request = new HttpRequestMessage(HttpMethod.Post, At("bindings")) { Content = Json(("bindingValue", Convert.ToBase64String(value.Span)), ("manifestId", manifestId)) };
        if (await AskAsync(request, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new HttpRequestException($"The manifest repository {Endpoint.Host} does not know the manifest.");
        }
    }

    private bool Belongs(ReadOnlyMemory<byte> store, SoftBindingMatch match, string algorithm, ReadOnlyMemory<byte> value)
    {
        if (ManifestStoreReader.Read([store], Limits).Store?.Active is not { } active || !string.Equals(active.Label, match.ManifestId, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        SoftBindingAssertion[] bindings = [.. active.AssertionBoxes.Select(b => AssertionReader.Read(b, Limits)).OfType<SoftBindingAssertion>()];
        return Array.TrueForAll(bindings, b => string.Equals(b.Algorithm, algorithm, StringComparison.Ordinal) && b.Blocks.Any(block => AreSame(value, block.Value)));
    }

    private List<SoftBindingMatch> ReadMatches(byte[] answer)
    {
        var root = Parse(answer);
        if (root.ValueKind != JsonValueKind.Object || (root.TryGetProperty("matches", out var matches) && matches.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)))
        {
            throw NotUnderstood();
        }

        var found = new List<SoftBindingMatch>();
        if (matches.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in matches.EnumerateArray().Take(MaxResults))
            {
                if (ReadText(item, "manifestId") is not { Length: > 0 } id)
                {
                    throw NotUnderstood();
                }

                bool hasScore = item.TryGetProperty("similarityScore", out var score) && score.ValueKind == JsonValueKind.Number;
                found.Add(new SoftBindingMatch(id, RemoteResource.ParseAddress(ReadText(item, "endpoint")), hasScore && score.TryGetInt32(out int value) ? value : null));
            }
        }

        return found;
    }

    // Null for "not found"; every other failure is one of the repository.
    private async Task<byte[]?> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                string.Create(CultureInfo.InvariantCulture, $"The manifest repository {Endpoint.Host} answered with HTTP status {(int)response.StatusCode}."), null, response.StatusCode);
        }

        try
        {
            return await BoundedBody.ReadAsync(response.Content, Limits.MaxRemoteSize, cancellationToken).ConfigureAwait(false)
                ?? throw new HttpRequestException(ExceededLimit.Sentence($"The answer of the manifest repository {Endpoint.Host} is too large", Limits.MaxRemoteSize));
        }
        catch (IOException e)
        {
            throw new HttpRequestException($"The manifest repository {Endpoint.Host} broke off its answer.", e);
        }
    }

    private Uri At(string path) => new(Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);

    private bool IsSame(Uri other) => string.Equals(other.AbsoluteUri.TrimEnd('/'), Endpoint.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);

    private JsonElement Parse(byte[] answer)
    {
        if (!UnicodeJson.TryParse(answer, out var document))
        {
            throw NotUnderstood();
        }

        using (document)
        {
            return document.RootElement.Clone();
        }
    }

    private HttpRequestException NotUnderstood() => new($"The answer of the manifest repository {Endpoint.Host} is not what the Soft Binding Resolution API says (§18.10.5).");

    private static string? ReadText(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ByteArrayContent Query(string algorithm, string value) => Json(("alg", algorithm), ("value", value));

    private static ByteArrayContent Json(params ReadOnlySpan<(string Name, string Value)> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static void RequireName(string algorithm)
    {
        if (!SoftBindingAlgorithm.IsName(algorithm))
        {
            throw new ArgumentException("The algorithm is not a name of the soft binding algorithm list (§18.10.4).", nameof(algorithm));
        }
    }
}
