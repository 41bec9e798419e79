namespace Provenance.Bmff;

/// <summary>Whether segments with manifests of their own follow one another (§19.7.2). Keeps what the next segment is held against.</summary>
internal sealed class SegmentContinuity
{
    private string? _streamId;
    private string? _previousManifest;
    private ulong? _last;

    /// <summary>Checks the place of a segment whose manifest is valid.</summary>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <returns>Its sequence number, or null.</returns>
    public ulong? Check(ManifestReport manifest, LiveFindings findings)
    {
        LiveVideoSegmentAssertion[] places = [.. manifest.Assertions.OfType<LiveVideoSegmentAssertion>()];
        if (places is not [var place])
        {
            // What is not a map is no such assertion either. §19.3.2: it "shall be included"; without it nothing says where the segment belongs.
            findings.Add(
                SegmentFinding.Altered,
                ValidationStatusCode.LivevideoAssertionInvalid,
                places.Length == 0 ? "The manifest of the segment has no live video segment assertion that can be read." : "The manifest of the segment has several live video segment assertions.",
                manifest.Manifest.Url);
            return null;
        }

        CheckPlace(place, manifest, findings);
        CheckMethod(place, manifest, findings);
        return place.SequenceNumber;
    }

    /// <summary>Takes note of a manifest that was met, whatever was found about its segment: it is the previous one to the next segment.</summary>
    public void Follow(ManifestReport manifest) => _previousManifest = manifest.Manifest.Label;

    /// <summary>Takes note of a segment that is in order.</summary>
    public void Accept(ManifestReport manifest)
    {
        if (manifest.Assertions.OfType<LiveVideoSegmentAssertion>().FirstOrDefault() is { } place)
        {
            (_last, _streamId) = (place.SequenceNumber, place.StreamId);
        }
    }

    private void CheckPlace(LiveVideoSegmentAssertion place, ManifestReport manifest, LiveFindings findings)
    {
        if (place.SequenceNumber is not { } number || place.StreamId is not { } stream)
        {
            findings.Add(
                SegmentFinding.Altered, ValidationStatusCode.LivevideoAssertionInvalid, "The live video segment assertion lacks its sequenceNumber or streamId.", manifest.Manifest.Url);
            return;
        }

        if (_streamId is not null && !string.Equals(_streamId, stream, StringComparison.Ordinal))
        {
            findings.Add(SegmentFinding.Foreign, ValidationStatusCode.LivevideoAssertionInvalid, "The segment is of another stream than the one before.", manifest.Manifest.Url);
        }

        if (number <= _last)
        {
            findings.Add(
                number == _last ? SegmentFinding.Duplicate : SegmentFinding.OutOfOrder,
                ValidationStatusCode.LivevideoAssertionInvalid,
                $"The segment has the sequence number {number}, which is not higher than the {_last} before.",
                manifest.Manifest.Url);
        }
    }

    private void CheckMethod(LiveVideoSegmentAssertion place, ManifestReport manifest, LiveFindings findings)
    {
        if (place.ContinuityMethod != LiveVideoSegmentAssertion.ManifestIdMethod)
        {
            findings.Add(
                SegmentFinding.Altered,
                ValidationStatusCode.LivevideoContinuityMethodInvalid,
                place.ContinuityMethod is null ? "The live video segment assertion names no continuity method." : "The live video segment assertion names a continuity method that is not known.",
                manifest.Manifest.Url);
        }
        else if (place.PreviousManifestId is null)
        {
            findings.Add(
                SegmentFinding.Altered, ValidationStatusCode.LivevideoContinuityMethodInvalid, "The live video segment assertion does not name the manifest of the segment before.", manifest.Manifest.Url);
        }
        else if (_previousManifest is not null && !string.Equals(_previousManifest, place.PreviousManifestId, StringComparison.Ordinal))
        {
            findings.AddInvalid("The segment follows another one than the one that came before it: one is missing, or was put in.", SegmentFinding.OutOfOrder);
        }
    }
}
