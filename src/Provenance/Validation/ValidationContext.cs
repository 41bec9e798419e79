using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>What all steps of one validation share.</summary>
internal sealed class ValidationContext
{
    private readonly Dictionary<Manifest, CurrentManifest> _manifests = new(ReferenceEqualityComparer.Instance);
    private StoredOcspResponses? _ocspResponses;
    private int _itemsRead;

    /// <summary>What is trusted, when, within which limits.</summary>
    public required ValidationOptions Options { get; init; }

    /// <summary>The limits of <see cref="Options"/>.</summary>
    public ParserLimits Limits => Options.Limits;

    /// <summary>The store.</summary>
    public required ManifestStore Store
    {
        get;
        init
        {
            field = value;
            foreach (var manifest in value.Manifests)
            {
                CountItems(manifest.Claim?.Content);
            }
        }
    }

    /// <summary>The time used as now, read from the clock once.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Verifies signatures within the limits.</summary>
    public required SignatureVerifier Verifier { get; init; }

    /// <summary>Digests of boxes.</summary>
    public BoxDigests Digests { get; } = new();

    /// <summary>Every manifest that the active one builds on, and how; set by §15.11.</summary>
    public Lineage Lineage { get; set; } = Lineage.Empty;

    /// <summary>The responses of all certificate status assertions, parsed once.</summary>
    public StoredOcspResponses LineageOcspResponses => _ocspResponses ??= ParseOcsp(Lineage.OcspResponses);

    /// <summary>The limits for the next item of CBOR: what the items before have left over.</summary>
    public ParserLimits ContentLimits => _itemsRead == 0 ? Limits : Limits with { CborItemsRead = _itemsRead };

    /// <summary>Findings that belong to no single manifest.</summary>
    public List<ValidationStatus> Statuses { get; } = [];

    /// <summary>External data that was fetched and is what was signed.</summary>
    public List<RetrievedData> RetrievedData { get; } = [];

    /// <summary>Reads responses within the limits.</summary>
    public StoredOcspResponses ParseOcsp(IReadOnlyList<ReadOnlyMemory<byte>> encoded) => StoredOcspResponses.Parse(encoded, Limits, Verifier.Known);

    /// <summary>Counts what was read with <see cref="ContentLimits"/>.</summary>
    public void CountItems(CborValue? read) => _itemsRead += read?.ItemCount ?? 0;

    /// <summary>Counts an assertion that was read with <see cref="ContentLimits"/>, or that could not be: then every byte may have been an item.</summary>
    public void CountItems(ListedAssertion assertion)
    {
        CountItems(assertion.Content);
        if (assertion is { ContentFault: not null, IsJson: false, Box: { } box })
        {
            _itemsRead = (int)Math.Min(Limits.MaxCborItems, (long)_itemsRead + box.Encoded.Length);
        }
    }

    /// <summary>The manifest with its findings; the same object every time.</summary>
    public CurrentManifest For(Manifest manifest)
    {
        if (!_manifests.TryGetValue(manifest, out var current))
        {
            _manifests[manifest] = current = new CurrentManifest(manifest, Limits);
        }

        return current;
    }
}
