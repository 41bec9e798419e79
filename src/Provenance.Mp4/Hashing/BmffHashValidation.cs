namespace Provenance.Bmff;

/// <summary>Checks a BMFF hash assertion against a file (§15.12.2): exclusions, flat hash, Merkle trees, and that what a player reads is hashed.</summary>
internal sealed class BmffHashValidation
{
    private readonly BoxIndex _index;
    private readonly HardBinding _binding;
    private readonly ParserLimits _limits;
    private readonly IMediaDigests _digests;
    private readonly HashProgress _progress;
    private readonly IReadOnlyList<ContentProvenanceBox> _boxes;
    private readonly List<ValidationStatus> _statuses = [];
    private readonly List<MediaPiece>? _pieces;

    private BmffHashValidation(
        BoxIndex index, IReadOnlyList<ContentProvenanceBox> boxes, HardBinding binding, ParserLimits limits, IMediaDigests digests, IProgress<long>? progress, List<MediaPiece>? pieces)
    {
        _pieces = pieces;
        _index = index;
        _digests = digests;
        _boxes = boxes;
        _binding = binding;
        _limits = limits;
        _progress = new(progress);
    }

    /// <summary>Checks the assertion.</summary>
    /// <param name="index">The file.</param>
    /// <param name="boxes">Its C2PA boxes.</param>
    /// <param name="binding">The assertion.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="digests">Where the digests of the media come from.</param>
    /// <param name="progress">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="pieces">
    /// Takes what Merkle trees bind, to be hashed when it is there: the success is then one of everything else. It stays empty when a hash covers media as
    /// a whole; then nothing is said about the binding.
    /// </param>
    /// <returns>A success only when every byte of the file is hashed or in a matched exclusion.</returns>
    public static async ValueTask<IReadOnlyList<ValidationStatus>> RunAsync(
        BoxIndex index,
        IReadOnlyList<ContentProvenanceBox> boxes,
        HardBinding binding,
        ParserLimits limits,
        IMediaDigests digests,
        IProgress<long>? progress,
        CancellationToken cancellationToken,
        List<MediaPiece>? pieces = null)
    {
        var run = new BmffHashValidation(index, boxes, binding, limits, digests, progress, pieces);
        await run.RunAsync(cancellationToken).ConfigureAwait(false);
        return run._statuses;
    }

    private async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (!BmffHashAssertion.TryParse(_binding.Content, _binding.DefaultAlgorithm, _limits, out var assertion, out var fault))
        {
            Add(fault);
            return;
        }

        var matches = await ExclusionMatcher.MatchAsync(_index, assertion.Exclusions, _limits, cancellationToken).ConfigureAwait(false);
        if (!matches.IsComplete)
        {
            Add(BmffHashFault.Limit("The exclusions of the hash assertion ask for too many comparisons", _limits.MaxExclusionTests));
            return;
        }

        if (_pieces is not null && IsWhole(assertion, matches))
        {
            return;
        }

        foreach (var finding in ExclusionFindings.Of(assertion, matches))
        {
            Report(finding.Code, finding.Sentence);
        }

        var faults = new List<BmffHashFault>();
        if (_index.Damage.FirstOrDefault(d => d is { IsRoot: true, Length: > 0 }) is { } damage)
        {
            faults.Add(BmffHashFault.Mismatch(damage.Sentence + " No hash covers them."));
        }

        var covered = new List<ByteRange>();
        if (assertion.Hash is { } expected)
        {
            var plan = HashPlan.ForBoxes(_index.Roots, matches);
            if (plan.TotalBytes == 0)
            {
                faults.Add(BmffHashFault.Mismatch("The hash of the media covers no byte of the file."));
            }

            byte[] digest = await _digests.HashAsync(_index.Source, plan, assertion.Algorithm, _progress, cancellationToken).ConfigureAwait(false);
            covered.AddRange(plan.Ranges);
            if (!digest.AsSpan().SequenceEqual(expected.Span))
            {
                faults.Add(BmffHashFault.Mismatch("The bytes of the file are not the ones that were signed."));
            }
        }

        await CheckTreesAsync(assertion, matches, faults, covered, cancellationToken).ConfigureAwait(false);
        var hidden = await HiddenFragments.FindFaultAsync(_index, _limits, cancellationToken).ConfigureAwait(false);
        if (hidden is { IsLimit: true })
        {
            faults.Add(hidden);
        }

        faults.ForEach(Add);

        // Where a tree does not hold, nothing can be said about what it covers; the mismatch is enough. So it is where media is missing.
        var unhashed = ByteRange.Subtract([new(0, _index.Length)], ByteRange.Union(covered));
        if ((faults.Count == 0 || assertion.Merkle.Count == 0) && SampleRanges.FindFault(_index, unhashed) is { } sample
            && (faults.Count == 0 || sample.Code != ValidationStatusCode.ContainerMissingMedia))
        {
            Report(sample.Code, sample.Sentence);
        }

        if (hidden is { IsLimit: false })
        {
            Report(hidden.Code, hidden.Sentence);
        }

        if (faults.Count == 0)
        {
            Report(ValidationStatusCode.AssertionBmffHashMatch, _pieces is null ? null : "What is not media is exactly what was signed; media is judged piece by piece.");
        }
    }

    private async ValueTask CheckTreesAsync(BmffHashAssertion assertion, ExclusionMatches matches, List<BmffHashFault> faults, List<ByteRange> covered, CancellationToken cancellationToken)
    {
        var merkle = _boxes.Where(b => b.Purpose == ContentProvenancePurpose.Merkle).ToList();
        if (assertion.Merkle.Count == 0)
        {
            if (merkle.Count > 0)
            {
                Report(ValidationStatusCode.ContainerStrayBox, $"The file holds {merkle.Count} Merkle boxes, but its hash assertion has no Merkle tree.");
            }

            return;
        }

        var proofs = new List<MerkleProof>();
        foreach (var box in merkle)
        {
            if (!MerkleProof.TryParse(box, _limits, $"The Merkle box at byte {box.Box.Offset} cannot be read.", out var proof, out var fault))
            {
                faults.Add(fault);
                return;
            }

            proofs.Add(proof);
        }

        if (proofs.Find(p => !p.HasCleanPadding) is { } padded)
        {
            Report(ValidationStatusCode.ContainerNonZeroPadding, $"The padding of the Merkle box at byte {padded.Box.Offset} holds something other than zeros.");
        }

        if (_index.Root(BoxTypes.Moof) is not null)
        {
            var trees = new FragmentTrees(_index, assertion, matches, proofs, _digests, _progress, _pieces);
            faults.AddRange(await trees.RunAsync(cancellationToken).ConfigureAwait(false));
            covered.AddRange(trees.Covered);
        }
        else if (assertion.Hash is not null)
        {
            var trees = new MediaDataTrees(_index, assertion, proofs, _digests, _progress, _pieces);
            faults.AddRange(await trees.RunAsync(cancellationToken).ConfigureAwait(false));
            covered.AddRange(_index.Roots.All(BoxTypes.Mdat).Select(b => new ByteRange(b.Offset + MediaDataTrees.UsualStart, b.End)));
        }
        else
        {
            // Only the beginning of a fragmented asset is here, or nothing binds what is not media data: no part of it can be called intact.
            faults.Add(BmffHashFault.Mismatch("The hash assertion binds fragments, and the file holds none: it must be validated together with them."));
        }
    }

    // Whether there are no trees, or the flat hash covers media beside them.
    private bool IsWhole(BmffHashAssertion assertion, ExclusionMatches matches) =>
        assertion.Merkle.Count == 0
        || (assertion.Hash is not null && ByteRange.Union(HashPlan.ForBoxes(_index.Roots, matches).Ranges) is var hashed
            && _index.Roots.All(BoxTypes.Mdat).Any(m => ByteRange.Intersects(hashed, new(m.Offset + MediaDataTrees.UsualStart, m.End))));

    private void Add(BmffHashFault fault)
    {
        Report(fault.Code, fault.Sentence);
        if (fault.IsLimit)
        {
            // Our own code may not decide (Strictness.StandardOnly); a binding that was not checked is a failure all the same.
            Report(ValidationStatusCode.AssertionBmffHashMismatch, "The hash of the media could not be checked.");
        }
    }

    private void Report(ValidationStatusCode code, string? sentence) => _statuses.Add(new(code, _binding.Url, sentence));
}
