namespace Provenance.Bmff;

/// <summary>The manifests of a live video: those in initialization segments, in media segments and at addresses that segments name (§19.7.1, §19.7.3).</summary>
internal sealed class LiveManifestCheck(ValidationOptions options)
{
    // A store that was handed in is that of the initialization segments.
    private readonly Validator _validator = new(new Mp4Format()) { Options = options with { DetachedManifestStore = null } };
    private ValidationState? _standing;

    /// <summary>The session keys of the manifests that are valid.</summary>
    public SessionKeyRing Keys { get; } = new(options.Limits);

    /// <summary>Validates the manifest of a segment and takes its session keys.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="current">The highest sequence number so far, or null.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask<ValidationResult> CheckAsync(AssetSource segment, ulong? current, LiveFindings findings, CancellationToken cancellationToken)
    {
        var result = await _validator.ValidateAsync(segment, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        Take(result, current, findings);
        return result;
    }

    /// <summary>Validates a manifest that stands apart (§11.4), with the initialization segment it speaks of, and takes its session keys.</summary>
    /// <param name="init">The initialization segment.</param>
    /// <param name="store">The manifest store.</param>
    /// <param name="current">The highest sequence number so far, or null.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask<ValidationResult> CheckDetachedAsync(AssetSource init, ReadOnlyMemory<byte> store, ulong? current, LiveFindings findings, CancellationToken cancellationToken)
    {
        var validator = new Validator(new Mp4Format()) { Options = options with { DetachedManifestStore = store } };
        var result = await validator.ValidateAsync(init, bytesHashed: null, cancellationToken).ConfigureAwait(false);
        Take(result, current, findings);
        return result;
    }

    private void Take(ValidationResult result, ulong? current, LiveFindings findings)
    {
        Judge(result, findings);
        if (findings.IsSound)
        {
            TakeKeys(result, current, findings);
        }
    }

    // A stream that began with a signer who is trusted does not go on with one who is not: keys and numbers of anybody would be as good as those of the signer.
    private void Judge(ValidationResult result, LiveFindings findings)
    {
        ValidationStatus[] keys = [.. result.Failures.Where(f => f.Code == ValidationStatusCode.LivevideoSessionkeyInvalid)];
        ValidationStatus[] others = [.. result.Failures.Where(f => f.Code != ValidationStatusCode.LivevideoSessionkeyInvalid && f.Code != ValidationStatusCode.SigningCredentialUntrusted)];
        if (result.State < ValidationState.Valid && (others.Length > 0 || keys.Length == 0))
        {
            string why = others.Length > 0 ? $" {others[0].Sentence}" : string.Empty;
            findings.Add(SegmentFinding.Altered, ValidationStatusCode.LivevideoManifestInvalid, $"The manifest of the segment is not valid.{why}", result.ActiveManifest?.Manifest.Url ?? string.Empty);
            foreach (var other in others)
            {
                findings.Add(SegmentFinding.Altered, other);
            }
        }

        foreach (var key in keys)
        {
            findings.Add(SegmentFinding.Altered, key);
        }

        if (findings.IsSound && result.State < _standing)
        {
            findings.Add(
                SegmentFinding.Foreign, ValidationStatusCode.LivevideoManifestInvalid, "The stream began with a manifest of a signer who is trusted; that of the segment is of one who is not.", result.ActiveManifest!.Manifest.Url);
        }

        if (findings.IsSound)
        {
            _standing ??= result.State;
        }
    }

    private void TakeKeys(ValidationResult result, ulong? current, LiveFindings findings)
    {
        var manifest = result.ActiveManifest!;
        string label = manifest.Manifest.Label;
        if (Keys.Holds(label) || manifest.Assertions.OfType<SessionKeysAssertion>().FirstOrDefault() is not { } assertion)
        {
            return;
        }

        // §18.25.2: "the minSequenceNumber for the new keys shall be greater than or equal to the current sequence number".
        if (assertion.Keys.Any(k => k.MinSequenceNumber < current))
        {
            findings.Add(
                SegmentFinding.Altered, ValidationStatusCode.LivevideoSessionkeyInvalid, $"A new session key is for segments from before the current one, {current}.", manifest.Manifest.Url);
            return;
        }

        var certificate = manifest.Signature!.SigningCertificate!;
        Keys.Add(assertion.Keys.Select(k => new HeldSessionKey(k, label, new(certificate.NotBefore.ToUniversalTime()), new(certificate.NotAfter.ToUniversalTime()))));
    }
}
