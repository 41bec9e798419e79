namespace Provenance.Bmff;

/// <summary>
/// Validates fragments that are files of their own against the assertion in their initialization segment (§18.6.6.1, §A.5.4.1.2).
/// Each fragment is checked for itself; whether all are there, and in order, is for whoever has the whole set.
/// </summary>
internal sealed class FragmentValidation
{
    private readonly BoxIndex _init;
    private readonly BmffHashAssertion _assertion;
    private readonly ParserLimits _limits;

    private FragmentValidation(BoxIndex init, BmffHashAssertion assertion, IReadOnlyList<MerkleMap> trees, ParserLimits limits, BmffHashFault? fault)
    {
        _init = init;
        _assertion = assertion;
        Trees = trees;
        _limits = limits;
        InitFault = fault;
    }

    /// <summary>What is wrong with the initialization segment or its assertion, or null. No fragment is valid then.</summary>
    public BmffHashFault? InitFault { get; }

    /// <summary>What is worth knowing about what the hash leaves out of the initialization segment; faults are in <see cref="InitFault"/>.</summary>
    public IReadOnlyList<BmffHashFault> InitNotes { get; private init; } = [];

    /// <summary>The trees of the assertion whose <c>initHash</c> is that of this initialization segment.</summary>
    public IReadOnlyList<MerkleMap> Trees { get; }

    /// <summary>Checks the assertion and the initialization segment.</summary>
    /// <param name="init">The initialization segment.</param>
    /// <param name="binding">The hash assertion of its active manifest.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The validation, or why there can be none.</returns>
    public static async ValueTask<(FragmentValidation? Validation, BmffHashFault? Fault)> OpenAsync(BoxIndex init, HardBinding binding, ParserLimits limits, CancellationToken cancellationToken = default)
    {
        if (!BmffHashAssertion.TryParse(binding.Content, binding.DefaultAlgorithm, limits, out var assertion, out var fault))
        {
            return (null, fault);
        }

        if (assertion.Merkle.Count == 0)
        {
            return (null, BmffHashFault.Malformed("The hash assertion of a fragmented asset has no Merkle tree."));
        }

        var trees = new List<MerkleMap>();
        var matches = await ExclusionMatcher.MatchAsync(init, assertion.Exclusions, limits, cancellationToken).ConfigureAwait(false);
        var broken = await CheckInitAsync(init, assertion, matches, trees, limits, cancellationToken).ConfigureAwait(false);
        return (new(init, assertion, trees, limits, broken)
        {
            InitNotes = [.. ExclusionFindings.Of(assertion, matches).Where(f => f.Code != ValidationStatusCode.AssertionBmffHashDangerousExclusion)],
        }, null);
    }

    /// <summary>Checks one fragment.</summary>
    /// <param name="fragment">The file: <c>styp</c>, <c>sidx</c>, the Merkle box, one <c>moof</c>, one <c>mdat</c>.</param>
    /// <param name="progress">Told the number of bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The fragment cannot be read.</exception>
    public async ValueTask<FragmentFinding> ValidateAsync(AssetSource fragment, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var index = await BoxIndex.ReadAsync(fragment, _limits, cancellationToken).ConfigureAwait(false);
        Box[] fragments = [.. index.Roots.All(BoxTypes.Moof)];
        if (fragments.Length != 1 || index.Roots.All(BoxTypes.Mdat).Count() > 1)
        {
            return new(null, BmffHashFault.Malformed("A fragment file has exactly one 'moof' and one 'mdat' box."));
        }

        var stores = EmbeddedStores.Find(index);
        ContentProvenanceBox[] boxes = [.. stores.Boxes.Where(b => b.Purpose == ContentProvenancePurpose.Merkle)];
        const string NoProof = "The fragment does not have exactly one readable Merkle box right before its 'moof' box.";
        if (boxes.Length != 1 || boxes[0].Box.End != fragments[0].Offset)
        {
            return new(null, BmffHashFault.Malformed(NoProof));
        }

        if (!MerkleProof.TryParse(boxes[0], _limits, NoProof, out var proof, out var unread))
        {
            return new(null, unread);
        }

        if (InitFault is not null)
        {
            return new(proof, InitFault);
        }

        var map = Trees.FirstOrDefault(m => m.UniqueId == proof.UniqueId && m.LocalId == proof.LocalId);
        if (map is null || !FragmentTrees.HasTrack(fragments[0], proof.LocalId))
        {
            return new(proof, BmffHashFault.Mismatch("The fragment belongs to no Merkle tree of its track."));
        }

        if (index.Damage.FirstOrDefault(d => d is { IsRoot: true, Length: > 0 }) is { } damage)
        {
            return new(proof, BmffHashFault.Mismatch(damage.Sentence));
        }

        var matches = await ExclusionMatcher.MatchAsync(index, _assertion.Exclusions, _limits, cancellationToken).ConfigureAwait(false);
        if (!matches.IsComplete)
        {
            return new(proof, BmffHashFault.Limit("The exclusions of the hash assertion ask for too many comparisons", _limits.MaxExclusionTests));
        }

        if (HasDangerous(matches))
        {
            return new(proof, new(ValidationStatusCode.AssertionBmffHashDangerousExclusion, "The hash leaves out media of the fragment or what describes it: what is there can be changed without a trace."));
        }

        var plan = HashPlan.ForBoxes(index.Roots, matches, withOffsets: !_assertion.HasHashAndMerkle);
        byte[] digest = await RangeHasher.HashAsync(fragment, plan, map.Algorithm, progress, cancellationToken).ConfigureAwait(false);
        if (MerkleCheck.Verify(map, proof.Location, digest, proof) is { } fault)
        {
            return new(proof, fault);
        }

        if (FragmentContainer.FindFault(index, stores) is { } stray)
        {
            return new(proof, stray);
        }

        // What lies behind the end of a segment is the next one to a player that gets one behind the other, and not all of that is hashed.
        var unhashed = ByteRange.Subtract([new(0, index.Length)], ByteRange.Union(plan.Ranges));
        return new(proof, SampleRanges.FindFault(index, unhashed, _init))
        {
            Notes = FragmentContainer.Notes(index, proof, _assertion, matches),
        };
    }

    private static bool HasDangerous(ExclusionMatches matches) =>
        matches.Effective.Any(e => MandatoryExclusions.Judge(e, hasHashAndMerkle: false) == ExclusionStanding.Dangerous);

    private static async ValueTask<BmffHashFault?> CheckInitAsync(BoxIndex init, BmffHashAssertion assertion, ExclusionMatches matches, List<MerkleMap> trees, ParserLimits limits, CancellationToken cancellationToken)
    {
        if (!matches.IsComplete)
        {
            return BmffHashFault.Limit("The exclusions of the hash assertion ask for too many comparisons", limits.MaxExclusionTests);
        }

        if (init.Damage.FirstOrDefault(d => d is { IsRoot: true, Length: > 0 }) is { } damage)
        {
            return BmffHashFault.Mismatch("The initialization segment cannot be hashed as a whole. " + damage.Sentence);
        }

        if (HasDangerous(matches))
        {
            return new(ValidationStatusCode.AssertionBmffHashDangerousExclusion, "The hash leaves out a part of the initialization segment: what is there can be changed without a trace.");
        }

        var plan = HashPlan.ForBoxes(init.Roots, matches, withOffsets: !assertion.HasHashAndMerkle);
        foreach (var group in assertion.Merkle.GroupBy(m => m.Algorithm))
        {
            byte[] digest = await RangeHasher.HashAsync(init.Source, plan, group.Key, progress: null, cancellationToken).ConfigureAwait(false);
            foreach (var map in group)
            {
                if (map.InitHash is not { } expected)
                {
                    return BmffHashFault.Malformed("A Merkle tree of a fragmented asset names no hash of its initialization segment.");
                }

                // Every other rendition of the asset has an initialization segment and trees of its own; only those of this one count here.
                if (digest.AsSpan().SequenceEqual(expected.Span))
                {
                    trees.Add(map);
                }
            }
        }

        if (trees.Count == 0)
        {
            return BmffHashFault.Mismatch("The initialization segment is not the one that was signed.");
        }

        // What it describes is in the media segments; what media it has of its own has to be hashed like theirs.
        return SampleRanges.FindFault(init, ByteRange.Subtract([new(0, init.Length)], ByteRange.Union(plan.Ranges)));
    }
}

/// <summary>What was found about one fragment.</summary>
/// <param name="Proof">What its Merkle box says, or null when there is none.</param>
/// <param name="Fault">What is wrong, or null: the fragment is one that was signed.</param>
internal sealed record FragmentFinding(MerkleProof? Proof, BmffHashFault? Fault)
{
    /// <summary>What is worth knowing about bytes that no hash covers.</summary>
    public IReadOnlyList<ValidationStatus> Notes { get; init; } = [];
}
