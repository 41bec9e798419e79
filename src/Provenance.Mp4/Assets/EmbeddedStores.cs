namespace Provenance.Bmff;

/// <summary>The C2PA boxes of a file and which of them hold the manifest store (§A.5.3, §15.5.2.1).</summary>
internal sealed class EmbeddedStores
{
    private readonly List<ValidationStatus> _findings = [];

    /// <summary>The well-formed C2PA boxes in file order.</summary>
    public List<ContentProvenanceBox> Boxes { get; } = [];

    /// <summary>The box with the manifest store, or null.</summary>
    public ContentProvenanceBox? Manifest { get; private set; }

    /// <summary>The box with the update manifests, or null.</summary>
    public ContentProvenanceBox? Update { get; private set; }

    /// <summary>The stores in the order in which their manifests follow one another.</summary>
    public IReadOnlyList<EmbeddedStore> Stores { get; private set; } = [];

    /// <summary>Whether there is something of C2PA that cannot be used.</summary>
    public bool IsUnusable { get; private set; }

    /// <summary>What is wrong with the boxes.</summary>
    public IReadOnlyList<ValidationStatus> Findings => _findings;

    public static EmbeddedStores Find(BoxIndex index)
    {
        var found = new EmbeddedStores();
        bool unreadable = false;
        foreach (var root in index.Roots)
        {
            if (root.ExtendedType != ExtendedType.ContentProvenance)
            {
                continue;
            }

            if (!ContentProvenanceBox.TryParse(root, out var box))
            {
                // Not loaded means over a limit, which the index reports itself.
                unreadable = true;
                found.Add(ValidationStatusCode.ContainerStrayBox, $"The C2PA box at byte {root.Offset} cannot be read.");
                continue;
            }

            found.Boxes.Add(box);
        }

        found.Choose(index, unreadable);
        return found;
    }

    private void Choose(BoxIndex index, bool unreadable)
    {
        // Not a lookup: one over an enumeration is compiled at run time.
        ContentProvenanceBox[] manifests = Of(ContentProvenancePurpose.Manifest);
        ContentProvenanceBox[] originals = Of(ContentProvenancePurpose.Original);
        ContentProvenanceBox[] updates = Of(ContentProvenancePurpose.Update);
        ContentProvenanceBox[] unknown = Of(ContentProvenancePurpose.Unknown);
        foreach (var box in unknown)
        {
            Add(ValidationStatusCode.ContainerStrayBox, $"The C2PA box at byte {box.Box.Offset} has a purpose that the standard does not know.");
        }

        foreach (var box in Boxes)
        {
            if (box.Version != 0 || box.Flags != 0)
            {
                Add(ValidationStatusCode.ContainerUnknownSyntax, $"The C2PA box at byte {box.Box.Offset} has version {box.Version} and flags {box.Flags}; both are 0 in the standard.");
            }
        }

        switch (manifests.Length, originals.Length, updates.Length)
        {
            case (0, 0, 0):
                // A file with nothing but Merkle boxes is a fragment; its manifest is in the initialization segment. One that only goes by the name of a
                // Merkle box may be the manifest store: no hash covers what a box is called.
                foreach (var box in Of(ContentProvenancePurpose.Merkle).Where(b => !b.HoldsMap))
                {
                    unreadable = true;
                    Add(ValidationStatusCode.ContainerStrayBox, $"The C2PA box at byte {box.Box.Offset} is called a Merkle box and is none.");
                }

                IsUnusable = unreadable || unknown.Length > 0;
                break;
            case (1, 0, 0):
                Manifest = manifests[0];
                Use();
                break;
            case (0, 1, 1) when updates[0].Box == LastRoot(index):
                (Manifest, Update) = (originals[0], updates[0]);
                Use();
                break;
            case (0, 1, 1):
                Refuse("The update of the manifest store is not the last box of the file.");
                break;
            case (0, 1, 0):
                Refuse("The update of the manifest store is missing.");
                break;
            case (_, 0, 1):
                Refuse("There is an update of the manifest store, but nothing that says it was updated.");
                break;
            default:
                Refuse("There is more than one manifest store.");
                break;
        }
    }

    private ContentProvenanceBox[] Of(ContentProvenancePurpose purpose) => [.. Boxes.Where(b => b.Purpose == purpose)];

    private void Use()
    {
        var boxes = Update is null ? [Manifest!] : new[] { Manifest!, Update };
        if (boxes.Any(b => b.Store.IsEmpty))
        {
            Refuse("The box of the manifest store is empty.");
            return;
        }

        Stores = [.. boxes.Select(b => new EmbeddedStore(b.Store, b.StoreOffset))];
    }

    private void Refuse(string sentence)
    {
        IsUnusable = true;
        Manifest = Update = null;
        Add(ValidationStatusCode.ContainerStrayBox, sentence);
    }

    private static Box LastRoot(BoxIndex index)
    {
        Box last = default;
        foreach (var root in index.Roots)
        {
            last = root;
        }

        return last;
    }

    private void Add(ValidationStatusCode code, string sentence) => _findings.Add(new(code, string.Empty, sentence));
}
