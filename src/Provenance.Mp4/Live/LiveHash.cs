using Provenance.Cbor;

namespace Provenance.Bmff;

/// <summary>The hash of one segment of a live video (§18.6.2, §19.4.1), and whether all that is played is covered by it.</summary>
internal static class LiveHash
{
    /// <summary>Compares a segment with the hash in its segment info.</summary>
    public static async ValueTask CheckAsync(BoxIndex index, SegmentInfo info, LiveInit? init, ParserLimits limits, LiveFindings findings, CancellationToken cancellationToken)
    {
        var matches = await ExclusionMatcher.MatchAsync(index, info.Hash.Exclusions, limits, cancellationToken).ConfigureAwait(false);
        if (!matches.IsComplete)
        {
            var limit = BmffHashFault.Limit("The exclusions of the segment's hash ask for too many comparisons", limits.MaxExclusionTests);
            findings.Add(SegmentFinding.Altered, limit.Code, limit.Sentence);
            return;
        }

        if (matches.Effective.Any(e => MandatoryExclusions.Judge(e, hasHashAndMerkle: false) == ExclusionStanding.Dangerous))
        {
            findings.Add(
                SegmentFinding.Altered, ValidationStatusCode.AssertionBmffHashDangerousExclusion, "The hash leaves out media of the segment or what describes it: what is there can be changed without a trace.");
            return;
        }

        var plan = HashPlan.ForBoxes(index.Roots, matches);
        byte[] digest = await RangeHasher.HashAsync(index.Source, plan, info.Hash.Algorithm, progress: null, cancellationToken).ConfigureAwait(false);
        if (plan.TotalBytes == 0 || !digest.AsSpan().SequenceEqual(info.Hash.Hash!.Value.Span))
        {
            findings.AddInvalid("The bytes of the segment are not the ones that were signed.");
            return;
        }

        RequireCovered(index, plan, init, findings);
        foreach (var exclusion in matches.Effective.Where(e => !IsUsual(e)).Take(1))
        {
            findings.Notes.Add(new(ValidationStatusCode.ContainerUnprotectedBytes, "", $"The hash of the segment leaves out {exclusion.Path.Text}."));
        }

        // The condition on the scheme does not see where it ends.
        int segmentInfos = index.Roots.All(BoxTypes.Emsg).Count(matches.IsWhole);
        if (segmentInfos > 1)
        {
            findings.Notes.Add(new(ValidationStatusCode.ContainerUnprotectedBytes, "", $"The hash of the segment leaves out {segmentInfos} emsg boxes, of which one is its segment info."));
        }
    }

    /// <summary>
    /// Whether all that a segment with a manifest plays is in the manifest's hash. The manifest was validated with the segment as a file of its own, without the
    /// sizes of samples that the initialization segment states.
    /// </summary>
    public static async ValueTask CheckCoverageAsync(BoxIndex index, ManifestReport manifest, LiveInit? init, ParserLimits limits, LiveFindings findings, CancellationToken cancellationToken)
    {
        foreach (var unknown in manifest.Assertions.OfType<UnknownAssertion>().Where(a => BmffHashAssertion.Supports(a.Label)))
        {
            if (CborValue.TryParse(unknown.Content, limits, out var content, out _) && BmffHashAssertion.TryParse(content, manifest.Manifest.Claim?.Algorithm, limits, out var assertion, out _))
            {
                var matches = await ExclusionMatcher.MatchAsync(index, assertion.Exclusions, limits, cancellationToken).ConfigureAwait(false);
                RequireCovered(index, HashPlan.ForBoxes(index.Roots, matches), init, findings);
                return;
            }
        }

        // §19.3.1: the active manifest itself holds the hash; that of a manifest before it is another one's word.
        findings.Add(SegmentFinding.Altered, ValidationStatusCode.LivevideoManifestInvalid, "The active manifest of the segment has no hash of the segment.", manifest.Manifest.Url);
    }

    private static bool IsUsual(Exclusion exclusion) =>
        MandatoryExclusions.Judge(exclusion, hasHashAndMerkle: false) == ExclusionStanding.Mandatory
        || (exclusion is { Path.Text: "/emsg", Length: null, Subset: null, Version: null, Flags: null, Data: [{ Offset: EmsgBox.SchemeOffset } data] } && data.Value.Span.SequenceEqual(SegmentInfo.Scheme));

    private static void RequireCovered(BoxIndex index, HashPlan plan, LiveInit? init, LiveFindings findings)
    {
        var unhashed = ByteRange.Subtract([new(0, index.Length)], ByteRange.Union(plan.Ranges));
        if (SampleRanges.FindFault(index, unhashed, init?.Index) is { } fault)
        {
            findings.Add(SegmentFinding.Altered, fault.Code, fault.Sentence);
        }
    }
}
