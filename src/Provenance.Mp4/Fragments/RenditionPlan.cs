using System.Security.Cryptography;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>One rendition on its way to be signed: which segment is which leaf of which tree, and how its files will look.</summary>
internal sealed class RenditionPlan
{
    private readonly HashAlgorithmName _algorithm;
    private readonly ParserLimits _limits;
    private readonly BoxIndex _init;
    private readonly LayoutPlan _initPlan;
    private readonly List<TreePlan> _trees = [];
    private readonly (int Tree, int Location)[] _leaves;
    private readonly byte[][] _digests;
    private Layout? _initLayout;
    private List<MerkleRows> _rows = [];

    private RenditionPlan(Rendition rendition, int uniqueId, BoxIndex init, IReadOnlyList<SegmentFacts> facts, SigningOptions options, SegmentForm form, AigcLabel? label)
    {
        Rendition = rendition;
        _algorithm = options.Hash;
        _limits = options.IngredientValidation.Limits;
        _init = init;
        _initPlan = LayoutPlan.ForInitSegment(init, label, form.RemoteManifest);
        _leaves = new (int, int)[facts.Count];
        IsSigned = facts.Any(f => f.IsSigned) || init.Roots.Any(b => b.ExtendedType == ExtendedType.ContentProvenance) || XmpReference.IsPresent(init);
        byte[] zeros = new byte[ContentHash.Length(_algorithm)];
        foreach (var track in facts.Select((f, i) => (Number: i, Facts: f)).GroupBy(s => s.Facts.Track))
        {
            int location = 0;
            foreach (int number in SegmentFacts.Sort([.. track], rendition.Order))
            {
                _leaves[number] = (_trees.Count, location++);
            }

            _trees.Add(new(TreePlan.Outline(_algorithm, track.Key, location, uniqueId) with { InitHash = zeros }, form.Merkle.StoredRow, TreePlan.WidestOfFragments));
        }

        _digests = [.. _trees.Select(t => new byte[t.Template.Count * zeros.Length])];
    }

    /// <summary>The rendition.</summary>
    public Rendition Rendition { get; }

    /// <summary>Whether any of its files carries C2PA boxes, or names a remote manifest.</summary>
    public bool IsSigned { get; }

    /// <summary>The trees with hashes of zeros.</summary>
    public IEnumerable<MerkleMap> Template => _trees.Select(t => t.Template);

    /// <summary>Looks at the files of a rendition.</summary>
    /// <param name="rendition">The rendition.</param>
    /// <param name="uniqueId">Tells its trees from those of others.</param>
    /// <param name="options">How it is signed.</param>
    /// <param name="form">Which row the manifest holds, and where it stands.</param>
    /// <param name="label">A label for the metadata of the initialization segment, or null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">A file cannot be signed.</exception>
    public static async ValueTask<RenditionPlan> CreateAsync(Rendition rendition, int uniqueId, SigningOptions options, SegmentForm form, AigcLabel? label, CancellationToken cancellationToken)
    {
        var limits = options.IngredientValidation.Limits;
        if (rendition.Segments.Count == 0)
        {
            throw Refusal.Unsupported("A rendition without media segments has nothing that can be bound.");
        }

        var init = await BoxIndex.ReadAsync(rendition.Init, limits, cancellationToken).ConfigureAwait(false);
        var tracks = Tracks(init);
        var facts = new List<SegmentFacts>();
        foreach (var segment in rendition.Segments)
        {
            var index = await BoxIndex.ReadAsync(segment, limits, cancellationToken).ConfigureAwait(false);
            var found = SegmentFacts.Of(index);
            facts.Add(tracks.Contains(found.Track)
                ? found
                : throw Refusal.Unsupported($"{segment.Name ?? "A segment"} is of track {found.Track}, which its initialization segment does not have: it belongs to another rendition."));
        }

        return new(rendition, uniqueId, init, facts, options, form, label);
    }

    /// <summary>Hashes the media segments as they will be.</summary>
    public async ValueTask HashSegmentsAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < _leaves.Length; i++)
        {
            var source = await LayAsync(i, proven: false, cancellationToken).ConfigureAwait(false);
            await RefuseFindingsAsync(source, cancellationToken).ConfigureAwait(false);
            byte[] digest = await HashAsync(source, cancellationToken).ConfigureAwait(false);
            digest.CopyTo(_digests[_leaves[i].Tree].AsSpan(_leaves[i].Location * digest.Length));
        }

        _rows = [.. _digests.Select(d => MerkleRows.Of(_algorithm, d))];
    }

    /// <summary>Lays out the initialization segment and hashes it.</summary>
    /// <param name="storeLength">Length of the manifest store in it, or null when that stands elsewhere.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The finished trees.</returns>
    public async ValueTask<IReadOnlyList<MerkleMap>> FinishAsync(long? storeLength, CancellationToken cancellationToken)
    {
        _initLayout = storeLength is { } length ? _initPlan.WithManifest(length) : _initPlan.WithoutManifest();
        byte[] digest = await HashAsync(new LayoutSource(_initLayout, Rendition.Init), cancellationToken).ConfigureAwait(false);
        return [.. _trees.Select((t, i) => t.Finish(_rows[i]) with { InitHash = digest })];
    }

    /// <summary>The signed initialization segment.</summary>
    /// <exception cref="SigningException">It is too large to be one.</exception>
    public async ValueTask<byte[]> InitAsync(ReadOnlyMemory<byte> store, CancellationToken cancellationToken)
    {
        var layout = _initLayout!;
        if (layout.Length > _limits.MaxMetadataBoxSize)
        {
            throw new SigningException(SigningFault.Limit, $"The initialization segment would have {layout.Length} bytes, which no initialization segment has.");
        }

        byte[] bytes = new byte[layout.Length];
        await new LayoutSource(layout, Rendition.Init).ReadExactlyAsync(0, bytes, cancellationToken).ConfigureAwait(false);
        if (layout.Manifest is { } manifest)
        {
            store.CopyTo(bytes.AsMemory((int)manifest.StoreOffset));
        }

        return Rendition.Init.IsUnchanged() ? bytes : throw new SigningException(SigningFault.InputChanged, "The initialization segment changed while it was being signed.");
    }

    /// <summary>A signed media segment and the hash it must have.</summary>
    public async ValueTask<(LayoutSource Source, byte[] Digest)> SegmentAsync(int number, CancellationToken cancellationToken)
    {
        int length = ContentHash.Length(_algorithm);
        var (tree, location) = _leaves[number];
        return (await LayAsync(number, proven: true, cancellationToken).ConfigureAwait(false), _digests[tree].AsSpan(location * length, length).ToArray());
    }

    /// <summary>Hashes a file from bytes that are pushed.</summary>
    public async ValueTask<PlanHasher> HasherAsync(AssetSource source, CancellationToken cancellationToken) =>
        new(await PlanAsync(source, cancellationToken).ConfigureAwait(false), _algorithm);

    private async ValueTask<byte[]> HashAsync(AssetSource source, CancellationToken cancellationToken) =>
        await RangeHasher.HashAsync(source, await PlanAsync(source, cancellationToken).ConfigureAwait(false), _algorithm, progress: null, cancellationToken).ConfigureAwait(false);

    // The files are read as boxes before they exist, and their hashes are planned by what validates them afterwards.
    private async ValueTask<HashPlan> PlanAsync(AssetSource source, CancellationToken cancellationToken)
    {
        var index = await BoxIndex.ReadAsync(source, _limits, cancellationToken).ConfigureAwait(false);
        return HashPlan.ForBoxes(index.Roots, await ExclusionMatcher.MatchAsync(index, MandatoryExclusions.Basic, _limits, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<LayoutSource> LayAsync(int number, bool proven, CancellationToken cancellationToken)
    {
        var segment = Rendition.Segments[number];
        var index = await BoxIndex.ReadAsync(segment, _limits, cancellationToken).ConfigureAwait(false);
        if (index.Root(BoxTypes.Moof) is not { } moof)
        {
            throw new SigningException(SigningFault.InputChanged, $"The input {segment.Name} changed while it was being signed.");
        }

        var (number2, location) = _leaves[number];
        var tree = _trees[number2];
        byte[] box = new byte[tree.BoxLength];
        if (proven)
        {
            tree.Write(box, _rows[number2], location);
        }
        else
        {
            tree.WriteBlank(box, location);
        }

        return new(LayoutPlan.ForMediaSegment(index, _init, [new BoxEdit(Edit.Insert(moof.Offset, box.Length), box, IsMerkleBox: true)]).WithoutManifest(), segment);
    }

    private async ValueTask RefuseFindingsAsync(LayoutSource source, CancellationToken cancellationToken)
    {
        var asset = await new Mp4Format().OpenAsync(source, _limits, cancellationToken).ConfigureAwait(false);
        if (asset.Findings.FirstOrDefault(f => f.Kind == ValidationStatusKind.Failure) is { } finding)
        {
            throw Refusal.Unsupported($"{source.Name ?? "A segment"} would not be valid once signed. {finding.Sentence}");
        }
    }

    private static HashSet<uint> Tracks(BoxIndex init)
    {
        var tracks = new HashSet<uint>();
        foreach (var track in init.Roots.All(BoxTypes.Moov).SelectMany(m => m.Children.All(BoxTypes.Trak)))
        {
            if (track.Child(BoxTypes.Tkhd) is { } box && TkhdBox.TryParse(box, out var tkhd))
            {
                tracks.Add(tkhd.TrackId);
            }
        }

        return tracks;
    }
}
