using System.Security.Cryptography.X509Certificates;
using Provenance.Validation;

namespace Provenance;

/// <summary>A manifest and what validation found about it.</summary>
public sealed record ManifestReport
{
    private ManifestContent? _content;

    /// <summary>The manifest as it was read.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>Who signed it, or null when the signature could not be read.</summary>
    public SignatureReport? Signature { get; init; }

    /// <summary>Findings about this manifest alone.</summary>
    public required IReadOnlyList<ValidationStatus> Statuses { get; init; }

    /// <summary>
    /// What was recorded about this manifest when it became an ingredient and validation did not find again (§15.11.3.3): its content bindings
    /// above all, which cannot be checked for an ingredient. The word of whoever recorded it; it does not decide the verdict.
    /// </summary>
    public IReadOnlyList<ValidationStatus> Recorded { get; init; } = [];

    /// <summary>Its assertions, in order; what cannot be read as its type is an <see cref="UnknownAssertion"/>.</summary>
    public IReadOnlyList<Assertion> Assertions => Content.Assertions;

    /// <summary>Its actions, in order, each with what its templates and the list of software agents add (§18.15.6).</summary>
    public IReadOnlyList<ClaimAction> Actions => Content.Actions;

    /// <summary>Its ingredients, in order.</summary>
    public IEnumerable<IngredientAssertion> Ingredients => Content.Assertions.OfType<IngredientAssertion>();

    // A copy of the report with another manifest must not answer with the content of the old one.
    private ManifestContent Content => _content is { } content && ReferenceEquals(content.Manifest, Manifest) ? content : _content = ManifestContent.Of(Manifest);
}

/// <summary>What a claim signature says.</summary>
public sealed record SignatureReport
{
    /// <summary>The algorithm, or null when it is not one that C2PA allows.</summary>
    public SigningAlgorithm? Algorithm { get; init; }

    /// <summary>The certificates of the signature, the signer's first.</summary>
    public required IReadOnlyList<X509Certificate2> Certificates { get; init; }

    /// <summary>The signer's certificate, or null when there is none.</summary>
    public X509Certificate2? SigningCertificate => Certificates.Count > 0 ? Certificates[0] : null;

    /// <summary>The time of a time-stamp that is intact and trusted, or null.</summary>
    public DateTimeOffset? TrustedTime { get; init; }

    /// <summary>The time a time-stamp states, whether or not it is trusted, or null when there is none that can be read.</summary>
    public DateTimeOffset? StatedTime { get; init; }

    /// <summary>The certificates of the time-stamp, its authority's first.</summary>
    public IReadOnlyList<X509Certificate2> TimestampCertificates { get; init; } = [];

    /// <summary>The time the signer claims in its own signature (<c>iat</c>), or null.</summary>
    public DateTimeOffset? ClaimedTime { get; init; }
}
