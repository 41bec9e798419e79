using Provenance.Cryptography;
using Provenance.Validation;

namespace Provenance.Bmff;

/// <summary>The checks of a verifiable segment info (§19.7.3): its key, its signature, its number, its time, its hash.</summary>
/// <param name="manifests">The manifests of the stream, with their session keys.</param>
/// <param name="options">What is trusted, at what time.</param>
/// <param name="streamStart">The time on the wall of media time 0, or null when it is not known.</param>
internal sealed class SegmentInfoCheck(LiveManifestCheck manifests, ValidationOptions options, DateTimeOffset? streamStart)
{
    private int _requests;
    private ulong? _last;
    private uint? _lastFragment;

    /// <summary>The highest sequence number of a segment that was in order, or null.</summary>
    public ulong? Last => _last;

    /// <summary>Checks a segment info.</summary>
    /// <param name="boxes">The C2PA <c>emsg</c> boxes of the segment, at least one.</param>
    /// <param name="index">The segment.</param>
    /// <param name="media">What it says about itself.</param>
    /// <param name="init">Its initialization segment, or null when none came.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The info, or null when it cannot be read, and how many numbers it skips.</returns>
    public async ValueTask<(SegmentInfo? Info, long Skipped)> CheckAsync(
        IReadOnlyList<EmsgBox> boxes, BoxIndex index, LiveMediaSegment media, LiveInit? init, LiveFindings findings, CancellationToken cancellationToken)
    {
        if (boxes.Count > 1)
        {
            findings.AddInvalid($"The segment has {boxes.Count} C2PA emsg boxes; which of them counts cannot be known.");
            return default;
        }

        if (SegmentInfo.Read(boxes[0], options.Limits, out var fault) is not { } info)
        {
            findings.Add(SegmentFinding.Altered, fault!);
            return default;
        }

        if (await FindKeyAsync(info, init, findings, cancellationToken).ConfigureAwait(false) is not { } held || !Verify(info, held, findings))
        {
            return (info, 0);
        }

        if (info.SequenceNumber < held.Key.MinSequenceNumber)
        {
            findings.AddInvalid($"The segment has the sequence number {info.SequenceNumber}; its session key signs from {held.Key.MinSequenceNumber} on.");
        }

        CheckTime(TimeOf(info, media), held, findings);
        await LiveHash.CheckAsync(index, info, init, options.Limits, findings, cancellationToken).ConfigureAwait(false);
        return (info, CheckOrder(info.SequenceNumber, media, findings));
    }

    /// <summary>Takes note of a segment that is in order.</summary>
    public void Accept(ulong sequenceNumber, LiveMediaSegment media)
    {
        _last = sequenceNumber;
        _lastFragment = media.SequenceNumber == sequenceNumber ? media.LastSequenceNumber : null;
    }

    private async ValueTask<HeldSessionKey?> FindKeyAsync(SegmentInfo info, LiveInit? init, LiveFindings findings, CancellationToken cancellationToken)
    {
        var held = manifests.Keys.Find(info.KeyIdentifier, info.ManifestId);
        if (held is not null)
        {
            return held;
        }

        // "If such key is not available, and if the manifestUri field is present, the validator retrieves and verifies the applicable manifest".
        if (info.ManifestUri is { } address && init is not null && await RetrieveAsync(address, init, info, findings, cancellationToken).ConfigureAwait(false))
        {
            held = manifests.Keys.Find(info.KeyIdentifier, info.ManifestId);
        }

        if (held is null && findings.IsSound)
        {
            if (manifests.Keys.HasForgotten && !manifests.Keys.Knows(info.KeyIdentifier))
            {
                findings.AddInvalid(ExceededLimit.Sentence("The session key of the segment is not among the ones that are held; the oldest were forgotten", options.Limits.MaxSessionKeys), SegmentFinding.Unverifiable);
            }
            else if (manifests.Keys.IsEmpty)
            {
                findings.AddInvalid("There is no valid session key: the initialization segment with it has not come, or is not valid.", SegmentFinding.Unverifiable);
            }
            else
            {
                findings.AddInvalid(
                    manifests.Keys.Knows(info.KeyIdentifier) ? "The segment names another manifest than the one its session key came with." : "The segment is signed with a session key that is not known.", SegmentFinding.Foreign);
            }
        }

        return held;
    }

    private async ValueTask<bool> RetrieveAsync(HashedExternalUri address, LiveInit init, SegmentInfo info, LiveFindings findings, CancellationToken cancellationToken)
    {
        if (options.RemoteManifestClient is not { } client || RemoteResource.ParseAddress(address.Url) is not { } url || _requests >= options.Limits.MaxRemoteRequests)
        {
            return false;
        }

        _requests++;
        var (resource, problem) = await RemoteResource.FetchAsync("The manifest that the segment names", client, url, "application/c2pa", options.Limits, cancellationToken).ConfigureAwait(false);
        if (resource is null)
        {
            findings.AddInvalid(problem!, SegmentFinding.Unverifiable);
            return false;
        }

        if (ContentHash.Find(address.Algorithm) is not { } algorithm || !ContentHash.Compute(algorithm, resource.Content.Span).AsSpan().SequenceEqual(address.Hash.Span))
        {
            findings.AddInvalid("The manifest at the address that the segment names is not the one it was signed with.", SegmentFinding.Unverifiable);
            return false;
        }

        var result = await manifests.CheckDetachedAsync(init.Index.Source, resource.Content, current: null, findings, cancellationToken).ConfigureAwait(false);

        // §19.4.4.1: "the receiver shall ensure that its manifest identifier matches the one provided in the manifestId field".
        if (findings.IsSound && !string.Equals(result.ActiveManifest!.Manifest.Label, info.ManifestId, StringComparison.Ordinal))
        {
            findings.AddInvalid("The manifest at the address that the segment names has another identifier than the one it names.", SegmentFinding.Foreign);
        }

        return findings.IsSound;
    }

    private bool Verify(SegmentInfo info, HeldSessionKey held, LiveFindings findings)
    {
        // A verifier of its own: the limit on signatures is one of a segment, not of a stream that goes on for days.
        using var verifier = new SignatureVerifier(options.Limits, options.Ed25519Verifier);
        var verdict = info.Message.Algorithm is { } algorithm
            ? verifier.Verify(algorithm, held.PublicKey, info.Message.SigStructure(info.Message.Payload.AsBytes!.Value), info.Message.Signature.Span)
            : SignatureVerdict.KeyNotAllowed;
        switch (verdict)
        {
            case SignatureVerdict.Valid:
                return true;
            case SignatureVerdict.Unsupported:
                findings.AddInvalid("The algorithm of the session key is not supported on this machine.", SegmentFinding.Unverifiable);
                return false;
            default:
                findings.AddInvalid("The signature of the segment info is not correct.");
                return false;
        }
    }

    // When the segment was presented: what the caller knows, what the producer measured, what the signature claims; for a stream without either it is now.
    private DateTimeOffset TimeOf(SegmentInfo info, LiveMediaSegment media) =>
        streamStart is { } start && media.Start is { } seconds and < 1e10 ? start.AddSeconds(seconds)
        : media.ProducerTime ?? info.Message.ClaimedTime ?? options.Clock.GetUtcNow();

    private static void CheckTime(DateTimeOffset time, HeldSessionKey held, LiveFindings findings)
    {
        if (!held.Key.IsValidAt(time))
        {
            findings.AddInvalid($"The segment is of {time:u}; its session key is valid from {held.Key.CreatedAt:u} to {held.Key.ValidUntil:u}.");
        }

        if (time < held.SignerNotBefore || time > held.SignerNotAfter)
        {
            findings.Add(
                SegmentFinding.Altered, ValidationStatusCode.LivevideoSessionkeyInvalid, $"The segment is of {time:u}; the certificate behind its session key is valid from {held.SignerNotBefore:u} to {held.SignerNotAfter:u}.");
        }
    }

    // §19.4.1: numbers neither decrease nor repeat. Their gaps are for the player to judge.
    private long CheckOrder(ulong number, LiveMediaSegment media, LiveFindings findings)
    {
        if (_last is not { } last)
        {
            return 0;
        }

        if (number <= last)
        {
            findings.Add(
                number == last ? SegmentFinding.Duplicate : SegmentFinding.OutOfOrder,
                ValidationStatusCode.LivevideoAssertionInvalid,
                $"The segment has the sequence number {number}, which is not higher than the {last} before.");
            return 0;
        }

        // A segment of several fragments takes as many numbers when they are those of the fragments.
        ulong expected = media.SequenceNumber == number && _lastFragment is { } fragment && fragment >= last ? fragment + 1UL : last + 1;
        return number > expected ? (long)Math.Min(number - expected, long.MaxValue) : 0;
    }
}
