using Provenance.Cryptography;
using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>
/// §15.10.4 External data validation: what cloud data and hashed external reference assertions of the active manifest refer to. Optional: fetched only with
/// the caller's client. An unhashed reference proves nothing and is left to the application.
/// </summary>
internal static class ExternalData
{
    private const string CloudDataLabel = "c2pa.cloud-data";
    private const string ExternalReferenceLabel = "c2pa.external-reference";
    private const string JumbfMediaType = "application/jumbf";

    /// <summary>Runs the step, after all others.</summary>
    public static async ValueTask CheckAsync(ValidationContext context, CurrentManifest active, CancellationToken cancellationToken)
    {
        // §15.10.4.1: "shall not attempt to retrieve external data from a rejected claim". Nor do we ask servers that a stranger names.
        if (context.Options.ExternalDataClient is not { } client || active.Statuses.Any(s => s.Kind == ValidationStatusKind.Failure))
        {
            return;
        }

        int requests = 0;
        foreach (var assertion in active.Assertions.Where(a => a.IsIntact && a.Label is CloudDataLabel or ExternalReferenceLabel && a.Content?["location"]?["hash"] is not null).ToArray())
        {
            if (++requests > context.Limits.MaxRemoteRequests)
            {
                Inaccessible(active, assertion, ExceededLimit.Sentence("The manifest names too much external data", context.Limits.MaxRemoteRequests));
                return;
            }

            await CheckAsync(context, active, assertion, client, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask CheckAsync(ValidationContext context, CurrentManifest active, ListedAssertion assertion, HttpClient client, CancellationToken cancellationToken)
    {
        // §15.10.4.2: "if the url field is not present or the URI cannot be resolved …, the validator shall abort the attempt".
        var location = assertion.Content!["location"]!;
        if (RemoteResource.ParseAddress(location["url"]?.AsText) is not { } url)
        {
            Inaccessible(active, assertion, "The place of the external data is not an http or https address.");
            return;
        }

        bool isCloudData = assertion.Label == CloudDataLabel;
        string? mediaType = location["dc:format"]?.AsText ?? (isCloudData ? JumbfMediaType : null);
        var (resource, problem) = await RemoteResource.FetchAsync("The external data", client, url, mediaType, context.Limits, cancellationToken).ConfigureAwait(false);
        if (resource is null)
        {
            Inaccessible(active, assertion, problem);
            return;
        }

        if (isCloudData || assertion.Content["label"] is not null)
        {
            active.Add(ValidationStatusCode.AssertionAccessible, assertion.Url);
        }

        // "If the size of the retrieved data is not equal to the value of the size field"
        if ((isCloudData ? assertion.Content["size"] : location["size"]) is { } size && size.AsUInt64 != (ulong)resource.Content.Length)
        {
            active.Add(ValidationStatusCode.AssertionHashedURIMismatch, assertion.Url, "The external data is not as long as the assertion says.");
            return;
        }

        // "Validate that the content type returned in the Content-Type header of the HTTP response is equal to the declared content type."
        if (mediaType is not null && !string.Equals(mediaType, resource.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            active.Add(ValidationStatusCode.AssertionHashedURIMismatch, assertion.Url, $"The external data is of the type {resource.MediaType ?? "(none)"} and not {mediaType}.");
            return;
        }

        // §15.4.3: the reference itself names the algorithm.
        if (ContentHash.Find(location["alg"]?.AsText) is not { } algorithm)
        {
            active.Add(ValidationStatusCode.AlgorithmUnsupported, assertion.Url, "The reference to the external data names no hash algorithm that is allowed.");
            return;
        }

        // "the procedure described in Section 8.4.2.3, Hashing JUMBF Boxes … For external data, … the exact retrieved content".
        if (!JumbfReader.TryParse(resource.Content, context.Limits, out var box, out var unread) && unread.IsLimit && (isCloudData || assertion.Content["label"] is not null))
        {
            Inaccessible(active, assertion, unread.Sentence);
            return;
        }

        box = box?.Encoded.Length == resource.Content.Length ? box : null;
        var hashed = isCloudData ? box?.HashedContent ?? default : resource.Content;
        if (location["hash"]?.AsBytes is not { } stated || !ContentHash.Compute(algorithm, hashed.Span).AsSpan().SequenceEqual(stated.Span))
        {
            active.Add(ValidationStatusCode.AssertionHashedURIMismatch, assertion.Url, "The external data is not what was signed.");
            if (!isCloudData)
            {
                // §15.10.3.2.2 has a code of its own for it.
                active.Add(ValidationStatusCode.AssertionExternalReferenceHashMismatch, assertion.Url);
            }

            return;
        }

        if (assertion.Content["label"]?.AsText is { } label)
        {
            // §15.10.3.2.1, §15.10.3.2.2: "the label of the retrieved JUMBF box shall match the value of the label field".
            if (box is null || !string.Equals(box.Label, label, StringComparison.Ordinal))
            {
                active.Add(isCloudData ? ValidationStatusCode.AssertionCloudDataLabelMismatch : ValidationStatusCode.AssertionExternalReferenceLabelMismatch, assertion.Url);
                return;
            }

            CheckAsEmbedded(context, active, assertion, label, box);
        }

        active.Add(ValidationStatusCode.AssertionHashedURIMatch, assertion.Url, $"The external data at {url} is what was signed.");
        context.RetrievedData.Add(new RetrievedData(assertion.Url, url, resource.Content, resource.MediaType));
    }

    // §15.10.4.1: "retrieved externally hosted assertions … shall be validated as if the same assertion were embedded". Which steps can concern it
    // follows from the labels that must not be remote; what it refers to in turn is not fetched.
    private static void CheckAsEmbedded(ValidationContext context, CurrentManifest active, ListedAssertion assertion, string label, JumbfSuperbox box)
    {
        var reference = new HashedUri("self#jumbf=c2pa.assertions/" + label, assertion.Reference.Hash);
        var followed = new FollowedReference(ReferenceVerdict.Match, box, assertion.Url, active.Manifest.Label);
        var remote = new CurrentManifest(active.Manifest, context.Limits)
        {
            Assertions = [ListedAssertion.Read(reference, followed, assertion.IsCreated, isRedacted: false, hasContent: true, context.Limits)],
            Signature = active.Signature,
            SignatureUrl = active.SignatureUrl,
        };
        AssertionHashes.CheckContent(remote, remote.Assertions[0]);
        NestedHashedUris.Check(context, remote);
        ExternalReference.Check(remote);
        SessionKeys.Check(context, remote);
        TimestampAssertion.Check(remote);
        AlternativeContent.Check(context, remote);
        foreach (var status in remote.Statuses)
        {
            active.Add(status);
        }
    }

    // §15.10.4.1: "the inability to retrieve or validate external data shall not cause a claim to be rejected", so not assertion.inaccessible,
    // which stands in the table of failures.
    private static void Inaccessible(CurrentManifest active, ListedAssertion assertion, string? sentence) =>
        active.Add(ValidationStatusCode.ExternalDataInaccessible, assertion.Url, sentence);
}
