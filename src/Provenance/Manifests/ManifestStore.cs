using Provenance.Jumbf;

namespace Provenance;

/// <summary>A manifest store as it was read (§11.1.4.2): its manifests in file order, the last one active.</summary>
public sealed record ManifestStore
{
    private Dictionary<string, Manifest?>? _byLabel;

    /// <summary>The manifests in file order; those of an update store follow those of the original (§A.5.3).</summary>
    public required IReadOnlyList<Manifest> Manifests { get; init; }

    /// <summary>The active manifest: the last one, or null when the store is empty.</summary>
    public Manifest? Active => Manifests.Count > 0 ? Manifests[^1] : null;

    /// <summary>The manifest with the label, or null when there is none or more than one.</summary>
    public Manifest? Find(string label) => (_byLabel ??= IndexManifests()).GetValueOrDefault(label);

    /// <summary>Resolves a URI to a box; null when there is none or it is ambiguous (§8.4.1).</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="from">The manifest that contains the reference.</param>
    public JumbfSuperbox? Resolve(JumbfUri uri, Manifest from)
    {
        var manifest = uri.ManifestLabel is null ? from : Find(uri.ManifestLabel);
        var box = uri.Path.Count == 0 ? manifest?.StoredBox : manifest?.Box;
        foreach (string label in uri.Path)
        {
            box = box?.Child(label);
        }

        return box;
    }

    private Dictionary<string, Manifest?> IndexManifests()
    {
        var index = new Dictionary<string, Manifest?>(StringComparer.Ordinal);
        foreach (var manifest in Manifests)
        {
            if (!index.TryAdd(manifest.Label, manifest))
            {
                index[manifest.Label] = null;
            }
        }

        return index;
    }
}
