namespace Provenance.Bmff;

/// <summary>
/// Initialization segments as a format of their own: their hash assertion is checked against them and against the media segments that are at hand,
/// not against one file with everything in it.
/// </summary>
/// <param name="renditions">The renditions that share the manifest; what is opened is the initialization segment of the first.</param>
internal sealed class InitSegmentFormat(IReadOnlyList<Rendition> renditions) : AssetFormat
{
    private readonly Mp4Format _container = new();

    /// <summary>What validates the media segments of the first rendition; null until a binding was checked that can.</summary>
    public FragmentValidation? Validation { get; private set; }

    /// <summary>The format of one initialization segment by itself.</summary>
    /// <param name="init">What will be opened.</param>
    public static InitSegmentFormat Of(AssetSource init) => new([new Rendition { Init = init, Segments = [] }]);

    public override string Name => "initialization segment";

    public override bool Recognizes(ReadOnlySpan<byte> head) => _container.Recognizes(head);

    public override async ValueTask<Asset> OpenAsync(AssetSource source, ParserLimits limits, CancellationToken cancellationToken = default) =>
        new InitSegmentAsset(this, await Mp4Asset.OpenAsync(source, limits, cancellationToken, isInitSegment: true).ConfigureAwait(false), limits);

    private async ValueTask CheckAsync(HardBinding binding, ParserLimits limits, List<BmffHashFault> faults, List<BmffHashFault> notes, CancellationToken cancellationToken)
    {
        foreach (var rendition in renditions)
        {
            var index = await BoxIndex.ReadAsync(rendition.Init, limits, cancellationToken).ConfigureAwait(false);
            var (validation, fault) = await FragmentValidation.OpenAsync(index, binding, limits, cancellationToken).ConfigureAwait(false);
            notes.AddRange(validation?.InitNotes ?? []);
            if ((fault ?? validation!.InitFault) is { } broken)
            {
                faults.Add(broken);
                continue;
            }

            Validation ??= validation;
            if (rendition.Segments.Count > 0)
            {
                faults.AddRange(await CheckSegmentsAsync(rendition, new(validation!), cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private static async ValueTask<List<BmffHashFault>> CheckSegmentsAsync(Rendition rendition, SegmentSequence sequence, CancellationToken cancellationToken)
    {
        var faults = new List<BmffHashFault>();
        foreach (var segment in rendition.Segments)
        {
            // In which order they are at hand says nothing about the order in which they are played.
            var verdict = await sequence.NextAsync(segment, cancellationToken).ConfigureAwait(false);
            if (verdict.Fault is { } fault && verdict.Finding != SegmentFinding.OutOfOrder)
            {
                faults.Add(new(fault.Code, fault.Explanation ?? string.Empty));
            }
        }

        faults.AddRange(sequence.Missing().Take(1).Select(v => BmffHashFault.Mismatch(v.Fault!.Explanation!)));
        return faults;
    }

    private sealed class InitSegmentAsset(InitSegmentFormat format, Mp4Asset asset, ParserLimits limits) : Mp4AssetView(asset)
    {
        // A hostile set of segments repeats itself.
        private const int MaxFaults = 16;

        public override async ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken = default)
        {
            var faults = new List<BmffHashFault>();
            var notes = new List<BmffHashFault>();
            await format.CheckAsync(binding, limits, faults, notes, cancellationToken).ConfigureAwait(false);
            return
            [
                .. faults.Concat(notes.Distinct()).Take(MaxFaults).Select(f => new ValidationStatus(f.Code, binding.Url, f.Sentence)),
                .. faults.Count == 0 ? [new ValidationStatus(ValidationStatusCode.AssertionBmffHashMatch, binding.Url, null)] : (ValidationStatus[])[],
            ];
        }
    }
}
