namespace Provenance;

/// <summary>An opened still image: its boxes, and the manifest store among them. Its hard bindings are ranges and boxes that validation hashes itself.</summary>
internal sealed class ImageAsset(string mediaType, long length) : Asset
{
    // A general box hash lists a few dozen; an image with restart markers in every row has thousands. Each costs a few times its two bytes to remember.
    private const int MaxBoxes = 1_000_000;

    private readonly List<AssetBox> _boxes = [];
    private readonly List<EmbeddedStore> _stores = [];
    private readonly List<ValidationStatus> _findings = [];
    private bool _isUnusable;
    private string? _remoteManifestUrl;

    public override string MediaType => mediaType;

    public override long Length => length;

    // §15.5.2.1: several stores are none.
    public override IReadOnlyList<EmbeddedStore> Stores => HasUnusableStore ? [] : _stores;

    public override bool HasUnusableStore => _isUnusable || _stores.Count > 1;

    public override string? RemoteManifestUrl => _remoteManifestUrl;

    public override IReadOnlyList<ValidationStatus> Findings => _findings;

    internal override IReadOnlyList<AssetBox> HashedBoxes => _boxes;

    public override bool Supports(string hardBindingLabel) => false;

    public override ValueTask<IReadOnlyList<ValidationStatus>> ValidateAsync(HardBinding binding, IProgress<long>? bytesHashed, CancellationToken cancellationToken = default) =>
        new((IReadOnlyList<ValidationStatus>)[]);

    /// <summary>Adds a box; false when there are too many of them, which is noted.</summary>
    public bool Add(AssetBox box, ParserLimits limits)
    {
        int limit = Math.Min(limits.MaxBoxes, MaxBoxes);
        if (_boxes.Count >= limit)
        {
            _findings.Add(new(ValidationStatusCode.LimitExceeded, string.Empty, ExceededLimit.Sentence("The image has too many boxes", limit, nameof(ParserLimits.MaxBoxes))));
            return false;
        }

        _boxes.Add(box);
        return true;
    }

    /// <summary>Adds a manifest store.</summary>
    public void Add(EmbeddedStore store) => _stores.Add(store);

    /// <summary>Notes a manifest store that cannot be used.</summary>
    public void AddUnusable(ValidationStatusCode code, string sentence)
    {
        _isUnusable = true;
        _findings.Add(new(code, string.Empty, sentence));
    }

    /// <summary>Notes damage.</summary>
    public void AddDamage(string sentence) => _findings.Add(new(ValidationStatusCode.ContainerMalformed, string.Empty, sentence));

    /// <summary>Looks for a remote manifest in XMP; the first one counts.</summary>
    public void AddXmp(ReadOnlyMemory<byte> packet) => _remoteManifestUrl ??= XmpProvenance.Find(packet);
}
