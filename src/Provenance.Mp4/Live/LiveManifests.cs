using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>Puts a manifest into each segment of a live video (§19.3, §19.6.1): the usual one, whose hash covers the segment, with a live video segment assertion.</summary>
internal sealed class LiveManifests(ManifestDefinition definition, ClaimSigner signer, SigningOptions options, string streamId) : IDisposable
{
    // The size of a time-stamp is known once it is there; the second attempt knows it.
    private const int MaxAttempts = 4;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(options.Hash);
    private readonly HardBindingTemplate _template = new(BmffHashAssertion.Label, BmffHashAssertion.Flat(options.Hash).ToCbor().Encoded);
    private int _reserve;

    /// <summary>Signs a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="layout">The same, looked at.</param>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="previousLabel">The manifest of the segment before.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">Signing was refused or failed.</exception>
    public async ValueTask<SignedSegment> SignAsync(ReadOnlyMemory<byte> segment, LiveLayout layout, ulong sequenceNumber, string previousLabel, CancellationToken cancellationToken)
    {
        var place = new LiveVideoSegmentAssertion
        {
            SequenceNumber = sequenceNumber,
            StreamId = streamId,
            ContinuityMethod = LiveVideoSegmentAssertion.ManifestIdMethod,
            PreviousManifestId = previousLabel,
        };
        var own = definition with { Assertions = [.. definition.Assertions, place] };
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var prepared = await PreparedManifest.CreateAsync(own, signer, options, _template, parent: null, _reserve, cancellationToken).ConfigureAwait(false);
            byte[] box = new byte[ManifestBox.HeadLength + prepared.StoreLength];
            byte[] digest = layout.Hash(_hash, box.Length);
            try
            {
                var signed = await prepared.SignAsync(BmffHashAssertion.Flat(options.Hash, digest).ToCbor().Encoded, cancellationToken).ConfigureAwait(false);
                ManifestBox.Head(box.Length).CopyTo(box, 0);
                signed.Store.CopyTo(box.AsMemory(ManifestBox.HeadLength));
                var result = new SignedSegment(segment, layout.Position, box, sequenceNumber, prepared.Label);
                await RequireAsync(result, layout, box.Length, digest, cancellationToken).ConfigureAwait(false);
                return result;
            }
            catch (ReserveExceededException e)
            {
                _reserve = e.Needed;
            }
        }

        throw new SigningException(SigningFault.SignerFailed, $"Signature and time-stamp were larger than what was reserved for them {MaxAttempts} times in a row.");
    }

    public void Dispose() => _hash.Dispose();

    // Validated like any other output; the digest is the one taken a moment ago.
    private async Task RequireAsync(SignedSegment signed, LiveLayout layout, int boxLength, byte[] digest, CancellationToken cancellationToken)
    {
        var digests = new WrittenDigests();
        digests.Add(layout.Plan(boxLength), options.Hash, digest);
        await ReadBack.RequireAsync(new SequenceSource(signed.Bytes), new Mp4Format(digests), signed.ManifestLabel, options, hashMedia: true, detached: null, cancellationToken).ConfigureAwait(false);
    }
}
