using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>What all steps of one validation share.</summary>
internal sealed class ValidationContext
{
    private readonly Dictionary<Manifest, CurrentManifest> _manifests = new(ReferenceEqualityComparer.Instance);
    private List<OcspResponse>? _ocspResponses;

    /// <summary>What is trusted, when, within which limits.</summary>
    public required ValidationOptions Options { get; init; }

    /// <summary>The limits of <see cref="Options"/>.</summary>
    public ParserLimits Limits => Options.Limits;

    /// <summary>The store.</summary>
    public required ManifestStore Store { get; init; }

    /// <summary>The time used as now, read from the clock once.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Verifies signatures within the limits.</summary>
    public required SignatureVerifier Verifier { get; init; }

    /// <summary>Digests of boxes.</summary>
    public BoxDigests Digests { get; } = new();

    /// <summary>Every manifest that the active one builds on, and how; set by §15.11.</summary>
    public Lineage Lineage { get; set; } = Lineage.Empty;

    /// <summary>The responses of all certificate status assertions, parsed once.</summary>
    public IReadOnlyList<OcspResponse> LineageOcspResponses => _ocspResponses ??= ParseOcsp(Lineage.OcspResponses);

    /// <summary>Findings that belong to no single manifest.</summary>
    public List<ValidationStatus> Statuses { get; } = [];

    /// <summary>External data that was fetched and is what was signed.</summary>
    public List<RetrievedData> RetrievedData { get; } = [];

    /// <summary>The responses that can be read; the others say nothing.</summary>
    public List<OcspResponse> ParseOcsp(IReadOnlyList<ReadOnlyMemory<byte>> encoded)
    {
        var responses = new List<OcspResponse>();
        foreach (var der in encoded)
        {
            if (OcspResponse.TryParse(der, Limits, out var response, out _, Verifier.Known))
            {
                responses.Add(response);
            }
        }

        return responses;
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
