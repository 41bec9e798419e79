using Provenance.Jumbf;

namespace Provenance;

/// <summary>Manifests of an ingredient that go into the new store as they are (§10.3.2.2): nothing of them is re-encoded.</summary>
internal sealed record CarriedManifests
{
    /// <summary>The encoded boxes in the order of the store they come from.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Boxes { get; private init; } = [];

    /// <summary>The labels among them.</summary>
    public IReadOnlySet<string> Labels { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Takes the boxes out of manifest stores. A box that stands in several alike is taken once.</summary>
    /// <param name="assets">The stores of each asset, padding included.</param>
    /// <param name="limits">Limits of reading.</param>
    /// <exception cref="SigningException">A store cannot be read, so nothing could vouch that its history is kept; or two assets disagree about a manifest.</exception>
    public static CarriedManifests From(IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> assets, ParserLimits limits)
    {
        var boxes = new List<ReadOnlyMemory<byte>>();
        var byLabel = new Dictionary<string, (int Asset, ReadOnlyMemory<byte> Encoded)>(StringComparer.Ordinal);
        int asset = 0;
        foreach (var stores in assets)
        {
            foreach (var child in stores.SelectMany(s => Read(s, limits).Children))
            {
                if (byLabel.TryGetValue(child.Label, out var present))
                {
                    if (present.Encoded.Span.SequenceEqual(child.Encoded.Span))
                    {
                        continue;
                    }

                    if (present.Asset != asset)
                    {
                        // A redacted and an unredacted copy, say. Either would make the references to the other wrong (§8.4.2).
                        throw new SigningException(
                            SigningFault.UnsupportedInput,
                            $"Two ingredients carry different manifests with the same label {TextRule.Shorten(child.Label)}; they cannot be kept in one store.");
                    }
                }

                byLabel[child.Label] = (asset, child.Encoded);
                boxes.Add(child.Encoded);
            }

            asset++;
        }

        return new CarriedManifests { Boxes = boxes, Labels = byLabel.Keys.ToHashSet(StringComparer.Ordinal) };
    }

    private static JumbfSuperbox Read(ReadOnlyMemory<byte> store, ParserLimits limits)
    {
        if (!JumbfReader.TryRead(store, limits, out var root, out string? error))
        {
            throw new SigningException(SigningFault.UnsupportedInput, $"The content credentials of the input cannot be kept as they cannot be read: {error}");
        }

        return root.ContentType == JumbfTypes.ManifestStore
            ? root
            : throw new SigningException(SigningFault.UnsupportedInput, "The content credentials of the input cannot be kept: what is there is not a manifest store (§11.1.4.2).");
    }
}
