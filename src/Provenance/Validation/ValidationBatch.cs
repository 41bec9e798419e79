using Provenance.Cryptography.MultiLane;

namespace Provenance;

/// <summary>
/// Validations of many assets by one validator. Those that are under way at the same time share what they are hashed with: short media go side by side
/// through the vector units of the processor, which hashes them nearly twice as fast as one after another where it has AVX-512. Every verdict is the one that
/// <see cref="Validator"/> gives. Safe to use from several threads, and made for that; most callers are better served by
/// <see cref="Validator.ValidateManyAsync{T}"/>, which keeps it busy.
/// </summary>
/// <remarks>
/// What is remembered beside the validations themselves is about half a megabyte per job. A validation that fails, or is cancelled, ends alone.
/// </remarks>
public sealed class ValidationBatch
{
    // Twice as many as there are lanes: while some are hashed, others are read up to where their hash is asked for.
    private const int UnderWayPerJob = LaneEngine.MaxLanes * 2;
    private const int MaxUnderWay = 512;

    private readonly Validator _validator;
    private readonly HashPool _pool;

    /// <summary>A batch.</summary>
    /// <param name="validator">What validates; it may be in use elsewhere as well.</param>
    /// <param name="jobs">How many media are hashed at the same time, where those side by side count as one; by default as many as there are processors.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="jobs"/> is less than one.</exception>
    public ValidationBatch(Validator validator, int? jobs = null)
        : this(validator, jobs ?? Environment.ProcessorCount, LaneHasher.Shared)
    {
    }

    internal ValidationBatch(Validator validator, int jobs, LaneHasher hasher)
    {
        ArgumentNullException.ThrowIfNull(validator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jobs);
        _validator = validator;
        _pool = new HashPool(hasher, jobs);
        UnderWay = LaneEngine.All.Any(e => e.IsSupported) ? Math.Max(jobs, Math.Min(jobs * UnderWayPerJob, MaxUnderWay)) : jobs;
    }

    /// <summary>How many validations should be under way at the same time, so that none of the processors is idle. More do no harm beyond their memory.</summary>
    public int UnderWay { get; }

    /// <summary>Validates an asset as <see cref="Validator.ValidateAsync(AssetSource, IProgress{long}, CancellationToken)"/> does.</summary>
    /// <param name="asset">The asset; the caller disposes of it.</param>
    /// <param name="bytesHashed">Told the number of media bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends this validation and no other.</param>
    /// <returns>Always a report, whatever the bytes are.</returns>
    /// <exception cref="IOException">The asset cannot be read, or changed while it was read.</exception>
    public Task<ValidationResult> ValidateAsync(AssetSource asset, IProgress<long>? bytesHashed = null, CancellationToken cancellationToken = default) =>
        _validator.ValidateAsync(asset, _pool, bytesHashed, cancellationToken);
}
