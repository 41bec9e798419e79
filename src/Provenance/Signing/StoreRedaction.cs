using System.Buffers.Binary;
using Provenance.Jumbf;

namespace Provenance;

/// <summary>
/// Takes assertions out of manifest stores (§6.8). An assertion becomes a slot of the same size: its label, then one UUID box with the C2PA
/// Redaction UUID and zeros; its salt goes as well, since with it the hash that stays in the claim would say what was there. One too small for that
/// goes altogether. Manifests that only a redacted ingredient led to go too. Nothing else moves; what the store loses is padding behind it.
/// </summary>
internal sealed class StoreRedaction
{
    private const int SlotHead = 8 + 16;

    private static readonly Guid Marker = new("CAA98EEE-9D4D-F80E-86AD-4DFFCA263973");

    private readonly ManifestStore _store;
    private readonly List<JumbfSuperbox> _emptied = [];
    private readonly List<JumbfSuperbox> _removed = [];
    private readonly List<string> _urls = [];

    private StoreRedaction(ManifestStore store) => _store = store;

    /// <summary>Redacts.</summary>
    /// <param name="stores">The stores of the asset: one, or an original and its update; padding included.</param>
    /// <param name="store">The same, read.</param>
    /// <param name="redactions">What goes.</param>
    /// <param name="limits">Limits.</param>
    /// <returns>The stores, each as long as it was, and the absolute JUMBF URIs of what went, in the order of the redactions.</returns>
    /// <exception cref="SigningException">There is no such assertion, or it is one that cannot be redacted.</exception>
    public static (IReadOnlyList<ReadOnlyMemory<byte>> Stores, IReadOnlyList<string> Urls) Apply(
        IReadOnlyList<ReadOnlyMemory<byte>> stores, ManifestStore store, IReadOnlyList<Redaction> redactions, ParserLimits limits)
    {
        var run = new StoreRedaction(store);
        foreach (var redaction in redactions)
        {
            run.Add(redaction);
        }

        run.RemoveUnreferenced(limits);
        return ([.. stores.Select(s => run.Rewrite(s, limits))], run._urls);
    }

    private void Add(Redaction redaction)
    {
        var (manifest, box) = Find(redaction.Assertion);
        string label = AssertionLabel.WithoutInstance(box.Label);
        string shown = TextRule.Shorten(redaction.Assertion);
        if (AssertionLabel.IsActions(label))
        {
            throw Refused($"{shown} cannot be redacted: actions are the history of an asset (§6.8, assertion.action.redacted).");
        }

        if (AssertionLabel.IsHardBinding(label) || label.StartsWith("c2pa.hash.", StringComparison.Ordinal))
        {
            throw Refused($"{shown} cannot be redacted: without its hard binding nothing protects the asset (§6.8, assertion.hardBinding.redacted).");
        }

        if (AssertionLabel.IsIngredient(label) && manifest.Kind == ManifestKind.Update)
        {
            throw Refused($"{shown} cannot be redacted: it leads from an update manifest to the manifest with the hard binding (§11.2.3).");
        }

        if (!ReferenceEquals(manifest.Box, manifest.StoredBox))
        {
            throw Refused($"{shown} cannot be redacted: its manifest is stored compressed.");
        }

        string url = JumbfUri.Absolute(manifest.Label, ManifestStoreWriter.AssertionStoreLabel, box.Label).Text;
        if (_urls.Contains(url, StringComparer.Ordinal) || box.Boxes is [{ Type: "uuid", Payload.Length: >= 16 } only] && new Guid(only.Payload.Span[..16], bigEndian: true) == Marker)
        {
            throw Refused($"{shown} was redacted already.");
        }

        _urls.Add(url);
        (ContentLength(box) >= SlotHead ? _emptied : _removed).Add(box);
    }

    private (Manifest Manifest, JumbfSuperbox Box) Find(string assertion)
    {
        if (JumbfUri.TryParse(assertion, out var uri))
        {
            return uri.ManifestLabel is { } label && uri.Path is [ManifestStoreWriter.AssertionStoreLabel, var name] && _store.Find(label) is { } named && named.AssertionStore?.Child(name) is { } found
                ? (named, found)
                : throw Refused($"There is no assertion {TextRule.Shorten(assertion)} that could be redacted.");
        }

        var seen = new HashSet<Manifest>(ReferenceEqualityComparer.Instance);
        for (var manifest = _store.Active; manifest is not null && seen.Add(manifest); manifest = ParentOf(manifest))
        {
            if (manifest.AssertionStore?.Child(assertion) is { } box)
            {
                return (manifest, box);
            }
        }

        throw Refused($"There is no assertion {TextRule.Shorten(assertion)} that could be redacted.");
    }

    private Manifest? ParentOf(Manifest manifest) => References(manifest, redacted: null, ParserLimits.Default)
        .FirstOrDefault(i => i.Relationship == Relationship.ParentOf)?.ActiveManifest?.Uri?.ManifestLabel is { } label ? _store.Find(label) : null;

    // §6.8: "the associated manifest shall be removed … if no other references to it remain".
    private void RemoveUnreferenced(ParserLimits limits)
    {
        var before = Reach(redacted: null, limits);
        var after = Reach([.. _emptied, .. _removed], limits);
        foreach (var manifest in before.Where(m => !after.Contains(m)))
        {
            _removed.Add(manifest.StoredBox);
            _emptied.RemoveAll(b => manifest.AssertionBoxes.Contains(b, ReferenceEqualityComparer.Instance));
            _removed.RemoveAll(b => manifest.AssertionBoxes.Contains(b, ReferenceEqualityComparer.Instance));
        }
    }

    private HashSet<Manifest> Reach(IReadOnlyList<JumbfSuperbox>? redacted, ParserLimits limits)
    {
        var reached = new HashSet<Manifest>(ReferenceEqualityComparer.Instance) { _store.Active! };
        var queue = new Queue<Manifest>(reached);
        while (queue.TryDequeue(out var manifest))
        {
            foreach (var ingredient in References(manifest, redacted, limits))
            {
                if (ingredient.ActiveManifest?.Uri?.ManifestLabel is { } label && _store.Find(label) is { } target && reached.Add(target))
                {
                    queue.Enqueue(target);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<IngredientAssertion> References(Manifest manifest, IReadOnlyList<JumbfSuperbox>? redacted, ParserLimits limits) =>
        manifest.AssertionBoxes
            .Where(b => AssertionLabel.IsIngredient(AssertionLabel.WithoutInstance(b.Label)) && (redacted is null || !redacted.Contains(b, ReferenceEqualityComparer.Instance)))
            .Select(b => AssertionReader.Read(b, limits))
            .OfType<IngredientAssertion>();

    // The boxes were found in slices of the stores; reading a copy again finds them at the same places.
    private ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> store, ParserLimits limits)
    {
        bool IsHere(JumbfSuperbox box) => store.Span.Overlaps(box.Encoded.Span);
        if (!_emptied.Exists(IsHere) && !_removed.Exists(IsHere))
        {
            return store;
        }

        byte[] copy = store.ToArray();
        foreach (var box in _emptied.Where(IsHere))
        {
            Empty(copy.AsSpan(box.Offset, box.Encoded.Length), ContentLength(box), box.Description.Private?.Payload.Length ?? 0);
        }

        JumbfReader.TryRead(store, limits, out var root, out _);
        foreach (var box in _removed.Where(IsHere).OrderByDescending(b => b.Offset))
        {
            Remove(copy, root!, box);
        }

        return copy;
    }

    private static void Empty(Span<byte> box, int content, int salt)
    {
        var slot = box[^content..];
        slot.Clear();
        BinaryPrimitives.WriteInt32BigEndian(slot, content);
        "uuid"u8.CopyTo(slot[4..]);
        Marker.TryWriteBytes(slot[8..], bigEndian: true, out _);

        // ISO 19566-5 has the description name the type of the content; what it named so far is gone. The salt ends the description.
        int description = BinaryPrimitives.ReadUInt32BigEndian(box) == 1 ? 16 : 8;
        JumbfTypes.Uuid.TryWriteBytes(box[(description + 8)..], bigEndian: true, out _);
        box[^(content + salt)..^content].Clear();
    }

    private static void Remove(byte[] store, JumbfSuperbox root, JumbfSuperbox box)
    {
        int length = box.Encoded.Length;
        for (var container = root; container is not null && container.Offset != box.Offset; container = container.Children.FirstOrDefault(c => c.Offset <= box.Offset && box.Offset < c.Offset + c.Encoded.Length))
        {
            Shrink(store.AsSpan(container.Offset), length);
        }

        store.AsSpan(box.Offset + length).CopyTo(store.AsSpan(box.Offset));
        store.AsSpan(store.Length - length).Clear();
    }

    private static void Shrink(Span<byte> header, int length)
    {
        uint size = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (size == 1)
        {
            BinaryPrimitives.WriteUInt64BigEndian(header[8..], BinaryPrimitives.ReadUInt64BigEndian(header[8..]) - (ulong)length);
        }
        else if (size != 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header, size - (uint)length);
        }
    }

    private static int ContentLength(JumbfSuperbox box)
    {
        int header = box.Encoded.Length - box.HashedContent.Length;
        return box.HashedContent.Length - BinaryPrimitives.ReadInt32BigEndian(box.Encoded.Span[header..]);
    }

    private static SigningException Refused(string sentence) => new(SigningFault.InvalidDefinition, sentence);
}
