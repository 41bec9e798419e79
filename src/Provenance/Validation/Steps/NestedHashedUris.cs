using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.10.3.3 Validation of references: every hashed URI inside the claim's generator and inside standard assertions.</summary>
internal static class NestedHashedUris
{
    // Members that hold a hashed URI (or a list of them) wherever the standard's schemas use them.
    private static readonly HashSet<string> ReferenceMembers = new(StringComparer.Ordinal)
    {
        "thumbnail", "icon", "claimSignature", "ingredient", "ingredients", "relatedAssertions", "hashAssertion", "embeddedOriginalPreservationImage",
    };

    // activeManifest has rules of its own (§15.11.3). §15.10.3.1: metadata is not validated. Recorded results hold URIs without hashes.
    private static readonly HashSet<string> PassedOver = new(StringComparer.Ordinal)
    {
        "activeManifest", "c2pa_manifest", "metadata", "validationResults", "validationStatus",
    };

    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current)
    {
        // §15.6.2: the icon of the claim generator.
        if (current.Claim.Content["claim_generator_info"] is { } generator)
        {
            Walk(new Place(context, current, current.Claim.Url, ExternalReferences: true), generator, null, isReference: false);
        }

        foreach (var assertion in current.Assertions)
        {
            // The location of an external reference has rules of its own (§15.10.3.2.2).
            if (assertion.Content is { } content && AssertionLabel.IsStandard(assertion.Label))
            {
                Walk(new Place(context, current, assertion.Url, ExternalReferences: assertion.Label != "c2pa.external-reference"), content, null, isReference: false);
            }
        }
    }

    // The depth is bounded by the reader of the content.
    private static void Walk(Place place, CborValue value, string? enclosingAlgorithm, bool isReference)
    {
        if (value.Kind == CborKind.Array)
        {
            foreach (var item in value.Items)
            {
                Walk(place, item, enclosingAlgorithm, isReference);
            }

            return;
        }

        if (value.Kind != CborKind.Map)
        {
            return;
        }

        string? algorithm = value["alg"]?.AsText;
        string? url = value["url"]?.AsText;
        if (url is not null && !url.StartsWith("self#", StringComparison.Ordinal))
        {
            CheckExternal(place, value);
        }
        else if (isReference || (url is not null && value.Contains("hash")))
        {
            CheckReference(place, value, algorithm, enclosingAlgorithm);
            return;
        }

        foreach (var (key, member) in value.Entries)
        {
            if (key.AsText is not { } name || !PassedOver.Contains(name))
            {
                Walk(place, member, algorithm ?? enclosingAlgorithm, key.AsText is { } text && ReferenceMembers.Contains(text));
            }
        }
    }

    private static void CheckReference(Place place, CborValue value, string? algorithm, string? enclosingAlgorithm)
    {
        var (context, current) = (place.Context, place.Current);
        var followed = FollowedReference.Follow(context, current.Manifest, value["url"]?.AsText, value["hash"]?.AsBytes, algorithm, enclosingAlgorithm);
        if (context.Lineage.RedactedUrls.Contains(followed.Url))
        {
            return;
        }

        ValidationStatusCode? code = followed.Verdict switch
        {
            ReferenceVerdict.Missing => ValidationStatusCode.HashedURIMissing,
            ReferenceVerdict.Mismatch => ValidationStatusCode.HashedURIMismatch,
            ReferenceVerdict.UnsupportedAlgorithm => ValidationStatusCode.AlgorithmUnsupported,
            _ => null,
        };
        if (code is not null)
        {
            current.Add(code, place.Url, $"The reference to {followed.Url} does not hold.");
        }
    }

    // §15.4.3: a hashed external URI names its own algorithm. Of such resources only the data of cloud data and external references is ever fetched.
    private static void CheckExternal(Place place, CborValue value)
    {
        if (place.ExternalReferences && value.Contains("hash") && Cryptography.ContentHash.Find(value["alg"]?.AsText) is null)
        {
            place.Current.Add(ValidationStatusCode.AlgorithmUnsupported, place.Url, "A hashed external reference names no hash algorithm that is allowed.");
        }
    }

    private sealed record Place(ValidationContext Context, CurrentManifest Current, string Url, bool ExternalReferences);
}
