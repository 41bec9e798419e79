using Provenance.Cbor;

namespace Provenance.Bmff;

/// <summary>The hard binding of a file that is signed already, to be carried over into a new manifest byte for byte: it speaks of the media, which stays.</summary>
/// <param name="Assertion">The assertion, read.</param>
/// <param name="Content">Its CBOR.</param>
internal sealed record CarriedBinding(BmffHashAssertion Assertion, ReadOnlyMemory<byte> Content)
{
    /// <summary>Finds the binding that counts for the file: that of the active manifest, or of the first standard one up the chain of parents (§15.12).</summary>
    /// <param name="asset">The file.</param>
    /// <param name="options">How it is signed: a binding without an algorithm of its own takes that of the new claim.</param>
    /// <returns>The binding, or null when there is none that can be carried over.</returns>
    public static CarriedBinding? Find(Mp4Asset asset, SigningOptions options)
    {
        var limits = options.IngredientValidation.Limits;
        if (asset.Stores.Count == 0 || ManifestStoreReader.Read([.. asset.Stores.Select(s => s.Bytes)], limits).Store is not { } store)
        {
            return null;
        }

        var seen = new HashSet<Manifest>(ReferenceEqualityComparer.Instance);
        var manifest = store.Active;
        while (manifest is { Kind: ManifestKind.Update } && seen.Add(manifest))
        {
            manifest = manifest.AssertionBoxes.Select(b => AssertionReader.Read(b, limits)).OfType<IngredientAssertion>()
                .FirstOrDefault(i => i.Relationship == Relationship.ParentOf)?.ActiveManifest?.Uri?.ManifestLabel is { } label ? store.Find(label) : null;
        }

        // The second version is not written any more (§18.6.1), so it cannot be carried over as it is.
        return manifest is { Kind: ManifestKind.Standard, AssertionStore: { } assertions } && assertions.Child(BmffHashAssertion.Label)?.Content("cbor") is { } content
            && CborValue.TryParse(content, limits, out var value, out _)
            && BmffHashAssertion.TryParse(value, null, limits, out var assertion, out _)
            && assertion.Algorithm is { } && (assertion.AlgorithmName is not null || assertion.Merkle.Count > 0)
                ? new CarriedBinding(assertion, content)
                : null;
    }
}
