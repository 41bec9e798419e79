using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Provenance.Bmff;

namespace Provenance;

/// <summary>
/// Validates a live video as it arrives (§19.7): initialization segments and media segments of one rendition, in the order in which they are played. Keeps what one
/// segment is held against from those before: session keys, sequence numbers, the stream, the previous manifest. Not for use from several threads.
/// </summary>
public sealed class LiveSession
{
    // §A.5.3: in a broadcast at least one in ten initialization segments carries the manifest.
    private const int MaxRepetitions = 9;

    private readonly ValidationOptions _options;
    private readonly LiveManifestCheck _manifests;
    private readonly SegmentContinuity _continuity = new();
    private SegmentInfoCheck? _infos;
    private LiveInit? _init;
    private byte[]? _initDigest;
    private int _repetitions;

    /// <summary>Starts a session; nothing is known of the stream yet.</summary>
    /// <param name="options">What is trusted, at what time; nothing and now when null. A detached manifest store is that of the initialization segments.</param>
    public LiveSession(ValidationOptions? options = null)
    {
        _options = options ?? new();
        _manifests = new(_options);
    }

    /// <summary>
    /// The time on the wall of media time 0, as a playlist says it (in DASH <c>availabilityStartTime</c> and the start of the period), or null. With it the presentation time of a
    /// segment is known, which is held against the validity of its session key (§19.7.3). Without it, it is what the segment says (<c>prft</c>), else what its
    /// signature claims (<c>iat</c>), else now.
    /// </summary>
    public DateTimeOffset? StreamStart { get; init; }

    /// <summary>The verdict on the last initialization segment that carried a manifest, or null before one came.</summary>
    public ValidationResult? Init { get; private set; }

    private SegmentInfoCheck Infos => _infos ??= new(_manifests, _options, StreamStart);

    /// <summary>
    /// Whether a stream is a live one: its initialization segment has session keys, or its first media segment carries a segment info or a manifest. The segments of other
    /// streams carry Merkle boxes, see <see cref="FragmentedMp4"/>.
    /// </summary>
    /// <param name="init">The initialization segment.</param>
    /// <param name="segment">A media segment, or null when there is none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public static async ValueTask<bool> IsLiveAsync(AssetSource init, AssetSource? segment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(init);
        var inspected = await new Validator(new Mp4Format()).InspectAsync(init, cancellationToken).ConfigureAwait(false);
        if (inspected.ActiveManifest is { } manifest && manifest.Assertions.Any(a => a.Label == SessionKeysAssertion.CurrentLabel))
        {
            return true;
        }

        if (segment is null)
        {
            return false;
        }

        var index = await BoxIndex.ReadAsync(segment, ParserLimits.Default, cancellationToken).ConfigureAwait(false);
        var boxes = await LiveBoxes.FindAsync(index, EmbeddedStores.Find(index), ParserLimits.Default, cancellationToken).ConfigureAwait(false);
        return boxes.HasManifest || boxes.SegmentInfos.Count > 0;
    }

    /// <summary>Validates the next segment.</summary>
    /// <param name="segment">An initialization segment or a media segment: its content says which. It may be disposed of afterwards.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A verdict whatever the bytes are.</returns>
    /// <exception cref="IOException">The segment cannot be read, or changed while it was read.</exception>
    public async ValueTask<SegmentVerdict> NextAsync(AssetSource segment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var index = await BoxIndex.ReadAsync(segment, _options.Limits, cancellationToken).ConfigureAwait(false);
        var verdict = LiveInit.IsOne(index)
            ? await CheckInitAsync(segment, index, cancellationToken).ConfigureAwait(false)
            : await CheckMediaAsync(segment, index, cancellationToken).ConfigureAwait(false);
        return segment.IsUnchanged() ? verdict with { Name = segment.Name } : throw new IOException($"{segment.Name ?? "The segment"} changed while it was read.");
    }

    /// <summary>Validates segments as they come.</summary>
    /// <param name="segments">Initialization segments and media segments; each may be disposed of when the next is asked for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A verdict for each, in order.</returns>
    /// <exception cref="IOException">A segment cannot be read, or changed while it was read.</exception>
    public async IAsyncEnumerable<SegmentVerdict> ValidateAsync(IAsyncEnumerable<AssetSource> segments, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segments);
        int number = 0;
        await foreach (var segment in segments.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return await NextAsync(segment, cancellationToken).ConfigureAwait(false) with { Index = number++ };
        }
    }

    /// <summary>Validates segments that are all there, see <see cref="ValidateAsync(IAsyncEnumerable{AssetSource}, CancellationToken)"/>.</summary>
    public IAsyncEnumerable<SegmentVerdict> ValidateAsync(IEnumerable<AssetSource> segments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segments);
        return ValidateAsync(segments.ToAsyncEnumerable(), cancellationToken);
    }

    private static SegmentVerdict Verdict(LiveFindings findings) => new()
    {
        Finding = findings.Finding,
        Fault = findings.Faults.Count > 0 ? findings.Faults[0] : null,
        FurtherFaults = [.. findings.Faults.Skip(1)],
        Notes = findings.Notes,
    };

    private async ValueTask<SegmentVerdict> CheckInitAsync(AssetSource segment, BoxIndex index, CancellationToken cancellationToken)
    {
        var findings = new LiveFindings();
        if (index.Root(BoxTypes.Mdat) is { } media)
        {
            findings.Add(SegmentFinding.Altered, ValidationStatusCode.LivevideoInitInvalid, $"The initialization segment holds media: an 'mdat' box at byte {media.Offset}.");
            return Verdict(findings);
        }

        // It is at hand when a manifest arrives later that speaks of it.
        byte[] bytes = new byte[Math.Min(segment.Length, _options.Limits.MaxMetadataBoxSize)];
        await segment.ReadExactlyAsync(0, bytes, cancellationToken).ConfigureAwait(false);
        var kept = await BoxIndex.ReadAsync(AssetSource.FromMemory(bytes), _options.Limits, cancellationToken).ConfigureAwait(false);
        bool hasManifest = EmbeddedStores.Find(kept) is { Boxes.Count: > 0 } or { IsUnusable: true }
            || _options.DetachedManifestStore is not null || (_options.RemoteManifestClient is not null && XmpReference.IsPresent(kept));
        if (!hasManifest)
        {
            CheckRepetition(DigestOf(kept, bytes), findings);
            _init ??= LiveInit.Of(kept);
            return Verdict(findings);
        }

        var result = _options.DetachedManifestStore is { } store
            ? await _manifests.CheckDetachedAsync(kept.Source, store, Infos.Last, findings, cancellationToken).ConfigureAwait(false)
            : await _manifests.CheckAsync(kept.Source, Infos.Last, findings, cancellationToken).ConfigureAwait(false);
        Init = result;
        if (findings.IsSound)
        {
            _init = LiveInit.Of(kept);
            _initDigest = DigestOf(kept, bytes);
            _repetitions = 0;
        }

        return Verdict(findings) with { Manifest = result };
    }

    // §A.5.3, §19.2.3: what is broadcast again and again need not carry the manifest every time, as long as it is the same.
    private void CheckRepetition(byte[] digest, LiveFindings findings)
    {
        if (_initDigest is null)
        {
            findings.AddInvalid("The initialization segment carries no manifest.", SegmentFinding.Unverifiable);
        }
        else if (!_initDigest.AsSpan().SequenceEqual(digest))
        {
            findings.AddInvalid("The initialization segment carries no manifest, and is not the one before once more.");
        }
        else if (++_repetitions > MaxRepetitions)
        {
            findings.AddInvalid($"More than {MaxRepetitions} initialization segments in a row carry no manifest.");
        }
    }

    // All but the boxes that no hash covers and the padding; without their places, because the manifest moves them.
    private static byte[] DigestOf(BoxIndex index, byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var root in index.Roots.Where(b => b.ExtendedType != ExtendedType.ContentProvenance && b.Type != BoxTypes.Ftyp && b.Type != BoxTypes.Free && b.Type != BoxTypes.Skip))
        {
            hash.AppendData(bytes, (int)root.Offset, (int)root.Size);
        }

        return hash.GetHashAndReset();
    }

    private async ValueTask<SegmentVerdict> CheckMediaAsync(AssetSource segment, BoxIndex index, CancellationToken cancellationToken)
    {
        var findings = new LiveFindings();
        var stores = EmbeddedStores.Find(index);
        var boxes = await LiveBoxes.FindAsync(index, stores, _options.Limits, cancellationToken).ConfigureAwait(false);
        var media = await LiveMediaSegment.ReadAsync(index, _init, cancellationToken).ConfigureAwait(false);
        var verdict = new SegmentVerdict { Finding = SegmentFinding.Authentic, Track = media.Tracks.Count > 0 ? media.Tracks[0] : null };
        if (!boxes.HasManifest && boxes.SegmentInfos.Count == 0)
        {
            findings.AddInvalid("The segment carries neither a segment info nor a manifest.");
            return Join(verdict, findings);
        }

        var (manifest, number) = boxes.HasManifest ? await CheckManifestAsync(segment, index, boxes, findings, cancellationToken).ConfigureAwait(false) : default;
        verdict = verdict with { Manifest = manifest, SequenceNumber = number };
        SegmentInfo? info = null;
        if (boxes.SegmentInfos.Count > 0)
        {
            (info, long skipped) = await Infos.CheckAsync(boxes.SegmentInfos, index, media, _init, findings, cancellationToken).ConfigureAwait(false);
            verdict = verdict with { Skipped = skipped, SequenceNumber = info?.SequenceNumber ?? number };
            if (info is not null && number is not null && info.SequenceNumber != number)
            {
                // §19.4.1: the two "shall match".
                findings.AddInvalid($"The segment has the number {info.SequenceNumber} in its segment info and {number} in its manifest.");
            }
        }

        if (boxes.FindFault(index, stores) is { } stray)
        {
            findings.Add(SegmentFinding.Altered, stray.Code, stray.Sentence);
        }

        if (manifest?.ActiveManifest is { } active)
        {
            _continuity.Follow(active);
        }

        if (findings.IsSound)
        {
            Accept(manifest?.ActiveManifest, info, media);
        }

        return Join(verdict, findings);
    }

    private void Accept(ManifestReport? manifest, SegmentInfo? info, LiveMediaSegment media)
    {
        if (manifest is not null)
        {
            _continuity.Accept(manifest);
        }

        if (info is not null)
        {
            Infos.Accept(info.SequenceNumber, media);
        }
    }

    private async ValueTask<(ValidationResult Result, ulong? Number)> CheckManifestAsync(AssetSource segment, BoxIndex index, LiveBoxes boxes, LiveFindings findings, CancellationToken cancellationToken)
    {
        var result = await _manifests.CheckAsync(segment, Infos.Last, findings, cancellationToken).ConfigureAwait(false);
        if (!findings.IsSound || result.ActiveManifest is not { } manifest)
        {
            return (result, null);
        }

        await LiveHash.CheckCoverageAsync(index, manifest, _init, _options.Limits, findings, cancellationToken).ConfigureAwait(false);

        // A manifest that only brings new session keys or other assertions stands beside a segment info, which has the number.
        bool hasPlace = manifest.Assertions.Any(a => a.Label == LiveVideoSegmentAssertion.CurrentLabel);
        return (result, hasPlace || boxes.SegmentInfos.Count == 0 ? _continuity.Check(manifest, findings) : null);
    }

    private static SegmentVerdict Join(SegmentVerdict verdict, LiveFindings findings)
    {
        var found = Verdict(findings);
        return verdict with { Finding = found.Finding, Fault = found.Fault, FurtherFaults = found.FurtherFaults, Notes = found.Notes };
    }
}
