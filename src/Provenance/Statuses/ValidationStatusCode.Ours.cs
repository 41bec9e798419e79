namespace Provenance;

/// <content>Codes of our own, for what the standard leaves unhashed or unnamed (§15.2.1 asks for a namespace).</content>
public sealed partial record ValidationStatusCode
{
    /// <summary><c>provenance.container.strayBox</c> (ours): The file holds a C2PA box that nothing refers to.</summary>
    public static ValidationStatusCode ContainerStrayBox { get; } = new("provenance.container.strayBox", ValidationStatusKind.Failure, "The file holds a C2PA box that nothing refers to.");

    /// <summary><c>provenance.container.misplacedStore</c> (ours): The manifest store stands where the standard does not allow it.</summary>
    public static ValidationStatusCode ContainerMisplacedStore { get; } = new("provenance.container.misplacedStore", ValidationStatusKind.Failure, "The manifest store stands where the standard does not allow it.");

    /// <summary><c>provenance.container.unknownSyntax</c> (ours): A C2PA box has a version or flags that the standard does not define.</summary>
    public static ValidationStatusCode ContainerUnknownSyntax { get; } = new("provenance.container.unknownSyntax", ValidationStatusKind.Failure, "A C2PA box has a version or flags that the standard does not define.");

    /// <summary><c>provenance.container.merkleOffset</c> (ours): A C2PA box points to the wrong place for the Merkle boxes.</summary>
    public static ValidationStatusCode ContainerMerkleOffset { get; } = new("provenance.container.merkleOffset", ValidationStatusKind.Failure, "A C2PA box points to the wrong place for the Merkle boxes.");

    /// <summary><c>provenance.container.unhashedSamples</c> (ours): The player would read media from bytes that the signature does not protect.</summary>
    public static ValidationStatusCode ContainerUnhashedSamples { get; } = new("provenance.container.unhashedSamples", ValidationStatusKind.Failure, "The player would read media from bytes that the signature does not protect.");

    /// <summary><c>provenance.container.missingMedia</c> (ours): The file says that media is to be played which it does not hold.</summary>
    public static ValidationStatusCode ContainerMissingMedia { get; } = new("provenance.container.missingMedia", ValidationStatusKind.Failure, "The file says that media is to be played which it does not hold.");

    /// <summary><c>provenance.container.extraBox</c> (ours): The file holds an additional box of a kind that no signature protects.</summary>
    public static ValidationStatusCode ContainerExtraBox { get; } = new("provenance.container.extraBox", ValidationStatusKind.Failure, "The file holds an additional box of a kind that no signature protects.");

    /// <summary><c>provenance.container.nonZeroPadding</c> (ours): Unprotected padding holds something other than zeros.</summary>
    public static ValidationStatusCode ContainerNonZeroPadding { get; } = new("provenance.container.nonZeroPadding", ValidationStatusKind.Informational, "Unprotected padding holds something other than zeros.");

    /// <summary><c>provenance.bmffHash.dangerousExclusion</c> (ours): The signer left media, or what describes it, unprotected.</summary>
    public static ValidationStatusCode AssertionBmffHashDangerousExclusion { get; } = new("provenance.bmffHash.dangerousExclusion", ValidationStatusKind.Failure, "The signer left media, or what describes it, unprotected.");

    /// <summary><c>provenance.container.unprotectedBytes</c> (ours): Part of the file is not protected by the signature.</summary>
    public static ValidationStatusCode ContainerUnprotectedBytes { get; } = new("provenance.container.unprotectedBytes", ValidationStatusKind.Informational, "Part of the file is not protected by the signature.");

    /// <summary><c>provenance.container.externalMedia</c> (ours): The file refers to media outside itself, which is not protected.</summary>
    public static ValidationStatusCode ContainerExternalMedia { get; } = new("provenance.container.externalMedia", ValidationStatusKind.Informational, "The file refers to media outside itself, which is not protected.");

    /// <summary><c>provenance.container.polyglot</c> (ours): The file can be read as more than one kind of asset.</summary>
    public static ValidationStatusCode ContainerPolyglot { get; } = new("provenance.container.polyglot", ValidationStatusKind.Informational, "The file can be read as more than one kind of asset.");

    /// <summary><c>provenance.container.strippedRemains</c> (ours): The file still holds remains of a removed manifest store.</summary>
    public static ValidationStatusCode ContainerStrippedRemains { get; } = new("provenance.container.strippedRemains", ValidationStatusKind.Informational, "The file still holds remains of a removed manifest store.");

    /// <summary><c>provenance.container.malformed</c> (ours): The file is damaged or not what its type says.</summary>
    public static ValidationStatusCode ContainerMalformed { get; } = new("provenance.container.malformed", ValidationStatusKind.Failure, "The file is damaged or not what its type says.");

    /// <summary><c>provenance.manifestStore.unusable</c> (ours): Content credentials are present, but they cannot be used.</summary>
    public static ValidationStatusCode ManifestStoreUnusable { get; } = new("provenance.manifestStore.unusable", ValidationStatusKind.Failure, "Content credentials are present, but they cannot be used.");

    /// <summary><c>provenance.limit.exceeded</c> (ours): The file goes over a limit that protects the reader.</summary>
    public static ValidationStatusCode LimitExceeded { get; } = new("provenance.limit.exceeded", ValidationStatusKind.Failure, "The file goes over a limit that protects the reader.");

    /// <summary><c>provenance.timeStamp.weak</c> (ours): The time-stamp is of the old kind that does not cover the signature.</summary>
    public static ValidationStatusCode TimeStampWeak { get; } = new("provenance.timeStamp.weak", ValidationStatusKind.Informational, "The time-stamp is of the old kind that does not cover the signature.");

    /// <summary><c>provenance.signature.unknownHeader</c> (ours): The signature carries an unprotected header that the standard does not define.</summary>
    public static ValidationStatusCode SignatureUnknownHeader { get; } = new("provenance.signature.unknownHeader", ValidationStatusKind.Informational, "The signature carries an unprotected header that the standard does not define.");

    /// <summary><c>provenance.manifest.unreferenced</c> (ours): The store holds a manifest that nothing refers to.</summary>
    public static ValidationStatusCode ManifestUnreferenced { get; } = new("provenance.manifest.unreferenced", ValidationStatusKind.Informational, "The store holds a manifest that nothing refers to.");

    /// <summary><c>provenance.timeStamp.absent</c> (ours): The signature carries no time-stamp.</summary>
    public static ValidationStatusCode TimeStampAbsent { get; } = new("provenance.timeStamp.absent", ValidationStatusKind.Informational, "The signature carries no time-stamp.");

    /// <summary><c>provenance.externalData.inaccessible</c> (ours): External data was asked for and could not be had.</summary>
    public static ValidationStatusCode ExternalDataInaccessible { get; } = new("provenance.externalData.inaccessible", ValidationStatusKind.Informational, "External data was asked for and could not be had.");

    private static IReadOnlyList<ValidationStatusCode> OursTable { get; } =
    [
        ContainerStrayBox,
        ContainerMisplacedStore,
        ContainerUnknownSyntax,
        ContainerMerkleOffset,
        ContainerUnhashedSamples,
        ContainerMissingMedia,
        ContainerExtraBox,
        ContainerNonZeroPadding,
        AssertionBmffHashDangerousExclusion,
        ContainerUnprotectedBytes,
        ContainerExternalMedia,
        ContainerPolyglot,
        ContainerStrippedRemains,
        ContainerMalformed,
        ManifestStoreUnusable,
        LimitExceeded,
        TimeStampWeak,
        SignatureUnknownHeader,
        ManifestUnreferenced,
        TimeStampAbsent,
        ExternalDataInaccessible,
    ];
}
