using System.Runtime.CompilerServices;
using Provenance.Bmff;

namespace Provenance;

/// <summary>A validated initialization segment, ready to validate the media segments of its rendition in any number and as they come.</summary>
public sealed class InitSegment
{
    private readonly FragmentValidation? _fragments;

    internal InitSegment(ValidationResult validation, FragmentValidation? fragments)
    {
        Validation = validation;
        _fragments = validation.State >= ValidationState.Valid ? fragments : null;
    }

    /// <summary>The verdict on the manifest and on the initialization segment itself. It says nothing about media segments.</summary>
    public ValidationResult Validation { get; }

    /// <summary>
    /// Validates media segments one by one, in the order in which they are to be played; after the last one the missing ones are reported. Who stops
    /// early, or plays only a part, does without that.
    /// </summary>
    /// <param name="segments">The segments; each may be disposed of when the next is asked for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">A segment cannot be read, or changed while it was read.</exception>
    public async IAsyncEnumerable<SegmentVerdict> ValidateAsync(IAsyncEnumerable<AssetSource> segments, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var sequence = _fragments is null ? null : new SegmentSequence(_fragments);
        int index = 0;
        await foreach (var segment in segments.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var verdict = sequence is null
                ? new SegmentVerdict { Finding = SegmentFinding.Unverifiable }
                : await sequence.NextAsync(segment, cancellationToken).ConfigureAwait(false);
            yield return verdict with { Index = index++, Name = segment.Name };
        }

        foreach (var missing in sequence?.Missing() ?? [])
        {
            yield return missing;
        }
    }

    /// <summary>Validates media segments that are all there, see <see cref="ValidateAsync(IAsyncEnumerable{AssetSource}, CancellationToken)"/>.</summary>
    public IAsyncEnumerable<SegmentVerdict> ValidateAsync(IEnumerable<AssetSource> segments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segments);
        return ValidateAsync(segments.ToAsyncEnumerable(), cancellationToken);
    }
}
