namespace Provenance.Validation;

/// <summary>§15.10.3.1 Following the references of a claim to its assertions. Findings about them are the business of the steps that come later.</summary>
internal static class AssertionReferences
{
    /// <summary>Every assertion the claim lists, in the order of the claim: created ones first.</summary>
    public static List<ListedAssertion> Read(ValidationContext context, Manifest manifest, IReadOnlySet<string> redacted)
    {
        if (manifest.Claim is not { } claim)
        {
            return [];
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var list = new List<ListedAssertion>(claim.CreatedAssertions.Count + claim.GatheredAssertions.Count);
        list.AddRange(claim.CreatedAssertions.Select(r => Read(context, manifest, r, isCreated: true, redacted, seen)));
        list.AddRange(claim.GatheredAssertions.Select(r => Read(context, manifest, r, isCreated: false, redacted, seen)));
        return list;
    }

    private static ListedAssertion Read(
        ValidationContext context, Manifest manifest, HashedUri reference, bool isCreated, IReadOnlySet<string> redacted, HashSet<string> seen)
    {
        var followed = FollowedReference.Follow(context, manifest, reference.Url, reference.Hash, reference.Algorithm);

        // The assertion store of this manifest is the only place an assertion can be in; a signature or claim box is none.
        bool isOutside = !string.Equals(followed.ManifestLabel, manifest.Label, StringComparison.Ordinal);
        if (!isOutside && followed.Box is not null && (reference.Uri is not { Path: ["c2pa.assertions", _] } || manifest.AssertionStore is null))
        {
            followed = followed with { Verdict = ReferenceVerdict.Missing, Box = null };
        }

        // Content is looked at where it is listed first: listing one large assertion a thousand times does not parse it a thousand times.
        bool hasContent = !isOutside && seen.Add(followed.Url);
        var assertion = ListedAssertion.Read(reference, followed, isCreated, redacted.Contains(followed.Url), hasContent, context.ContentLimits);
        context.CountItems(assertion);
        return assertion;
    }
}
