using Provenance.Jumbf;

namespace Provenance;

/// <summary>Manifests of an ingredient that go into the new store as they are (§10.3.2.2): nothing of them is re-encoded.</summary>
internal sealed record CarriedManifests
{
    /// <summary>None.</summary>
    public static CarriedManifests None { get; } = new();

    /// <summary>The encoded boxes in the order of the store they come from.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Boxes { get; private init; } = [];

    /// <summary>The labels among them.</summary>
    public IReadOnlySet<string> Labels { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Takes the boxes out of manifest stores. A box that stands in two of them alike is taken once.</summary>
    /// <param name="stores">The stores, padding included.</param>
    /// <param name="limits">Limits of reading.</param>
    /// <exception cref="SigningException">A store cannot be read, so nothing could vouch that its history is kept.</exception>
    public static CarriedManifests From(IReadOnlyList<ReadOnlyMemory<byte>> stores, ParserLimits limits)
    {
        var boxes = new List<ReadOnlyMemory<byte>>();
        var byLabel = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var store in stores)
        {
            if (!JumbfReader.TryRead(store, limits, out var root, out string? error))
            {
                throw new SigningException(SigningFault.UnsupportedInput, $"The content credentials of the input cannot be kept as they cannot be read: {error}");
            }

            if (root.ContentType != JumbfTypes.ManifestStore)
            {
                throw new SigningException(SigningFault.UnsupportedInput, "The content credentials of the input cannot be kept: what is there is not a manifest store (§11.1.4.2).");
            }

            foreach (var child in root.Children)
            {
                if (byLabel.TryGetValue(child.Label, out var present) && present.Span.SequenceEqual(child.Encoded.Span))
                {
                    continue;
                }

                byLabel[child.Label] = child.Encoded;
                boxes.Add(child.Encoded);
            }
        }

        return new CarriedManifests { Boxes = boxes, Labels = byLabel.Keys.ToHashSet(StringComparer.Ordinal) };
    }
}
