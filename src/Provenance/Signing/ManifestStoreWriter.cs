using Provenance.Jumbf;

namespace Provenance;

/// <summary>Composes manifests and manifest stores out of encoded boxes (§11.1.4).</summary>
internal static class ManifestStoreWriter
{
    /// <summary>The label of the assertion store.</summary>
    public const string AssertionStoreLabel = "c2pa.assertions";

    /// <summary>The label of the claim that is written.</summary>
    public const string ClaimLabel = "c2pa.claim.v2";

    /// <summary>The label of the claim signature.</summary>
    public const string SignatureLabel = "c2pa.signature";

    /// <summary>An assertion box.</summary>
    /// <param name="label">The label with its instance suffix.</param>
    /// <param name="content">The content.</param>
    /// <param name="salt">The salt.</param>
    public static byte[] Assertion(string label, AssertionContent content, ReadOnlySpan<byte> salt) => JumbfWriter.Superbox(content.ContentType, label, salt, content.Boxes);

    /// <summary>What a hashed URI to a box covers (§8.4.2.3): the box without its header.</summary>
    public static ReadOnlySpan<byte> HashedContent(ReadOnlySpan<byte> box) => box[8..];

    /// <summary>A manifest: assertion store, claim, signature, in this order.</summary>
    /// <param name="type"><see cref="JumbfTypes.StandardManifest"/> or <see cref="JumbfTypes.UpdateManifest"/>.</param>
    /// <param name="label">The label.</param>
    /// <param name="assertions">The assertion boxes.</param>
    /// <param name="claim">The CBOR of the claim.</param>
    /// <param name="signature">The COSE_Sign1.</param>
    public static byte[] Manifest(Guid type, string label, IReadOnlyList<ReadOnlyMemory<byte>> assertions, ReadOnlySpan<byte> claim, ReadOnlySpan<byte> signature) =>
        JumbfWriter.Superbox(
            type,
            label,
            default,
            JumbfWriter.Superbox(JumbfTypes.AssertionStore, AssertionStoreLabel, default, assertions),
            JumbfWriter.Superbox(JumbfTypes.Claim, ClaimLabel, default, JumbfWriter.Box("cbor", claim)),
            JumbfWriter.Superbox(JumbfTypes.ClaimSignature, SignatureLabel, default, JumbfWriter.Box("cbor", signature)));

    /// <summary>A manifest store; the last manifest is the active one.</summary>
    public static byte[] Store(IReadOnlyList<ReadOnlyMemory<byte>> manifests) => JumbfWriter.Superbox(JumbfTypes.ManifestStore, "c2pa", default, manifests);
}
