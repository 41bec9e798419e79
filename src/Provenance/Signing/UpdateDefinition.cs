namespace Provenance;

/// <summary>
/// What an update manifest says (§11.2.3): something is added to the provenance of an asset, and nothing about its content changes. The
/// manifest has no hard binding of its own; that of the manifest it updates goes on to count. Signing adds the one ingredient, the asset itself.
/// </summary>
public sealed record UpdateDefinition
{
    /// <summary>The product that makes the claim.</summary>
    public required ClaimGeneratorInfo ClaimGenerator { get; init; }

    /// <summary>A title for people, or null.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// What the signer vouches for. Actions are <c>c2pa.edited.metadata</c>, <c>c2pa.opened</c>, <c>c2pa.published</c> and <c>c2pa.redacted</c> only;
    /// thumbnails, ingredients and hard bindings have no place here.
    /// </summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [];

    /// <summary>What the signer passes on without vouching for it.</summary>
    public IReadOnlyList<Assertion> GatheredAssertions { get; init; } = [];

    /// <summary>Assertions of earlier manifests that are removed (§6.8). Each becomes a <c>c2pa.redacted</c> action with its reason.</summary>
    public IReadOnlyList<Redaction> Redactions { get; init; } = [];

    /// <summary>
    /// Whether every earlier claim signature without a time-stamp gets one now (§18.18, <c>c2pa.time-stamp</c>), from the signer's
    /// <see cref="ClaimSigner.TimestampAuthority"/>: they then outlive their certificates. Signatures whose certificate is out of date already are
    /// left out with a warning.
    /// </summary>
    public bool TimestampEarlierManifests { get; init; }

    /// <summary>
    /// Whether the revocation status of the earlier signers' certificates is recorded (§18.19, <c>c2pa.certificate-status</c>), from the responders
    /// that they name, asked with <see cref="SigningOptions.OcspClient"/>.
    /// </summary>
    public bool RecordCertificateStatus { get; init; }
}
