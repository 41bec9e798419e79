using Provenance.Jumbf;

namespace Provenance;

/// <summary>The kinds of manifest (§11.2).</summary>
public enum ManifestKind
{
    /// <summary>A standard manifest (<c>c2ma</c>, or <c>c2md</c> of old writers).</summary>
    Standard,

    /// <summary>An update manifest (<c>c2um</c>).</summary>
    Update,
}

/// <summary>A manifest as it was read from a store (§11.1.4): nothing of it is trusted yet.</summary>
public sealed record Manifest
{
    /// <summary>The label, a URN (§8.1).</summary>
    public required string Label { get; init; }

    /// <summary>Standard or update.</summary>
    public required ManifestKind Kind { get; init; }

    /// <summary>The manifest's superbox (for a compressed manifest the expanded one).</summary>
    public required JumbfSuperbox Box { get; init; }

    /// <summary>The superbox as it stands in the store; differs from <see cref="Box"/> only for a compressed manifest. Hashed URIs to the manifest cover this one.</summary>
    public required JumbfSuperbox StoredBox { get; init; }

    /// <summary>The claim, or null when it is missing, ambiguous or cannot be read.</summary>
    public Claim? Claim { get; init; }

    /// <summary>Why there is no claim: <c>claim.missing</c>, <c>claim.multiple</c>, <c>claim.cbor.invalid</c>, <c>manifest.compressed.invalid</c>; null when there is one.</summary>
    internal ValidationStatus? Fault { get; init; }

    /// <summary>The absolute JUMBF URI of this manifest.</summary>
    public string Url => JumbfUri.Absolute(Label).Text;

    /// <summary>The assertion store, or null when there is none, or more than one (§6.6).</summary>
    public JumbfSuperbox? AssertionStore => Box.Child("c2pa.assertions") is { } store && store.ContentType == JumbfTypes.AssertionStore ? store : null;

    /// <summary>The assertion boxes of the assertion store, in order; empty without a store.</summary>
    public IReadOnlyList<JumbfSuperbox> AssertionBoxes => AssertionStore?.Children ?? [];
}
