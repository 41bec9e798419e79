using System.Collections;

namespace Provenance.Bmff;

/// <summary>
/// Judges the media segments of a rendition as they come: each for itself, and whether it comes where it belongs. Renditions may have the same
/// initialization segment, byte for byte (the same sound in two languages); then the first segment of a track says which of them it is.
/// </summary>
internal sealed class SegmentSequence(FragmentValidation fragments)
{
    private readonly Dictionary<(long, long), Progress> _progress =
        fragments.Trees.ToDictionary(t => (t.UniqueId, t.LocalId), t => new Progress(t.LocalId, new BitArray(t.Count)));

    private readonly Dictionary<long, Progress> _tracks = [];

    /// <summary>Judges the next segment.</summary>
    /// <exception cref="IOException">It cannot be read, or changed while it was read.</exception>
    public async ValueTask<SegmentVerdict> NextAsync(AssetSource segment, CancellationToken cancellationToken)
    {
        var finding = await fragments.ValidateAsync(segment, progress: null, cancellationToken).ConfigureAwait(false);
        var (proof, fault) = finding;
        if (!segment.IsUnchanged())
        {
            throw new IOException($"{segment.Name ?? "The segment"} changed while it was read.");
        }

        var verdict = new SegmentVerdict { Finding = SegmentFinding.Authentic, Track = proof?.LocalId, Location = proof?.Location, Notes = finding.Notes };
        if (proof is not null && !_progress.ContainsKey((proof.UniqueId, proof.LocalId)))
        {
            return verdict with { Finding = SegmentFinding.Foreign, Fault = Status(fault ?? BmffHashFault.Mismatch("The segment belongs to another rendition.")) };
        }

        if (proof is null || fault is not null)
        {
            return verdict with { Finding = SegmentFinding.Altered, Fault = Status(fault ?? BmffHashFault.Malformed("The segment has no Merkle box.")) };
        }

        // A proof that holds names a leaf the tree has.
        var progress = _progress[(proof.UniqueId, proof.LocalId)];
        if (!ReferenceEquals(_tracks.GetValueOrDefault(progress.Track, progress), progress))
        {
            return verdict with { Finding = SegmentFinding.Foreign, Fault = Mismatch("The segment belongs to another rendition, which has the same initialization segment.") };
        }

        _tracks[progress.Track] = progress;
        int location = (int)proof.Location;
        if (progress.Seen[location])
        {
            return verdict with { Finding = SegmentFinding.Duplicate, Fault = Mismatch($"Segment {location} of track {proof.LocalId} came before.") };
        }

        progress.Seen[location] = true;
        if (location < progress.Next)
        {
            return verdict with { Finding = SegmentFinding.OutOfOrder, Fault = Mismatch($"Segment {location} of track {proof.LocalId} comes after segment {progress.Next - 1}.") };
        }

        int skipped = location - progress.Next;
        progress.Next = location + 1;
        return verdict with { Skipped = skipped };
    }

    /// <summary>The segments that did not come.</summary>
    public IEnumerable<SegmentVerdict> Missing()
    {
        foreach (var progress in _progress.Values.GroupBy(p => p.Track, (track, all) => _tracks.GetValueOrDefault(track) ?? all.First()))
        {
            for (int i = 0; i < progress.Seen.Count; i++)
            {
                if (!progress.Seen[i])
                {
                    yield return new SegmentVerdict
                    {
                        Finding = SegmentFinding.Missing,
                        Track = progress.Track,
                        Location = i,
                        Fault = Mismatch($"Segment {i} of the {progress.Seen.Count} segments of track {progress.Track} did not come."),
                    };
                }
            }
        }
    }

    private static ValidationStatus Mismatch(string sentence) => Status(BmffHashFault.Mismatch(sentence));

    private static ValidationStatus Status(BmffHashFault fault) => new(fault.Code, string.Empty, fault.Sentence);

    private sealed class Progress(long track, BitArray seen)
    {
        public long Track { get; } = track;

        public BitArray Seen { get; } = seen;

        public int Next { get; set; }
    }
}
