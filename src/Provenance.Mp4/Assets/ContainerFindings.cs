namespace Provenance.Bmff;

/// <summary>What is noteworthy or wrong about a file apart from its hash: what no hash of C2PA covers, only the reader can watch.</summary>
internal sealed class ContainerFindings
{
    // A hostile file repeats itself; the first few of a kind tell the story.
    private const int MaxOfAKind = 4;
    private const int MaxPaddingBoxesLookedAt = 64;

    private readonly BoxIndex _index;
    private readonly EmbeddedStores _stores;
    private readonly List<ValidationStatus> _findings = [];

    private ContainerFindings(BoxIndex index, EmbeddedStores stores)
    {
        _index = index;
        _stores = stores;
    }

    public static async ValueTask<IReadOnlyList<ValidationStatus>> CollectAsync(BoxIndex index, EmbeddedStores stores, bool isInitSegment, CancellationToken cancellationToken)
    {
        var collector = new ContainerFindings(index, stores);
        collector.Damage();
        collector._findings.AddRange(stores.Findings);
        if (stores.Boxes.Count > 0 || stores.IsUnusable)
        {
            // Only a file with credentials makes a promise that these could undermine.
            collector.Placement();
            collector.MerkleOffsets();
            collector.UnhashedKinds(isInitSegment);
            collector.ExternalMedia();
            collector.Polyglot();
        }

        await collector.StrippedRemainsAsync(cancellationToken).ConfigureAwait(false);
        return collector.FewOfAKind();
    }

    /// <summary>What undermines a promise that a manifest beside the file makes (§11.4); what is in <see cref="CollectAsync"/> is not repeated.</summary>
    public static IReadOnlyList<ValidationStatus> CollectForDetached(BoxIndex index, EmbeddedStores stores, bool isInitSegment)
    {
        var collector = new ContainerFindings(index, stores);
        if (stores.Boxes.Count == 0 && !stores.IsUnusable)
        {
            collector.UnhashedKinds(isInitSegment);
            collector.ExternalMedia();
            collector.Polyglot();
        }

        return collector.FewOfAKind();
    }

    private List<ValidationStatus> FewOfAKind()
    {
        var few = new List<ValidationStatus>();
        foreach (var finding in _findings)
        {
            // In the order of the kinds, as they were first met.
            int kind = few.FindLastIndex(f => f.Code == finding.Code);
            if (kind < 0)
            {
                few.Add(finding);
            }
            else if (few.Count(f => f.Code == finding.Code) < MaxOfAKind)
            {
                few.Insert(kind + 1, finding);
            }
        }

        return few;
    }

    private void Damage()
    {
        foreach (var damage in _index.Damage)
        {
            Add(damage.IsLimit ? ValidationStatusCode.LimitExceeded : ValidationStatusCode.ContainerMalformed, damage.Sentence);
        }

        if (_index.Count == 0)
        {
            Add(ValidationStatusCode.ContainerMalformed, "The file holds no box.");
        }
    }

    // §A.5.3: after ftyp, before the first mdat and before any moov.
    private void Placement()
    {
        if (_stores.Manifest is not { } manifest)
        {
            return;
        }

        bool afterType = false;
        foreach (var root in _index.Roots)
        {
            if (root == manifest.Box)
            {
                break;
            }

            afterType |= root.Type == BoxTypes.Ftyp || root.Type == BoxTypes.Styp;
            if (root.Type == BoxTypes.Moov || root.Type == BoxTypes.Mdat)
            {
                Add(ValidationStatusCode.ContainerMisplacedStore, $"The manifest store at byte {manifest.Box.Offset} stands behind the '{root.Type}' box at byte {root.Offset}.");
                return;
            }
        }

        if (!afterType && _index.Root(BoxTypes.Ftyp) is not null)
        {
            Add(ValidationStatusCode.ContainerMisplacedStore, "The manifest store stands before the file type box.");
        }
    }

    // §A.5.3: the offset of the first Merkle box, or 0. c2pa-rs writes 0 even when there are some, so 0 is never held against a file.
    private void MerkleOffsets()
    {
        long? first = _stores.Boxes.FirstOrDefault(b => b.Purpose == ContentProvenancePurpose.Merkle)?.Box.Offset;
        foreach (var box in new[] { _stores.Manifest, _stores.Update })
        {
            if (box?.MerkleOffset is { Value: not 0 } field && field.Value != (ulong?)first)
            {
                Add(ValidationStatusCode.ContainerMerkleOffset, $"The C2PA box at byte {box.Box.Offset} says that the Merkle boxes start at byte {field.Value}; they do not.");
            }
        }
    }

    // ftyp and mfra are outside every hash (§A.5.6): there is to be one at most, and mfra must lead to real fragments from the end of the file.
    // That of an initialization segment may speak of the media segments.
    private void UnhashedKinds(bool isInitSegment)
    {
        int types = 0;
        int indexes = 0;
        bool behindIndex = false;
        var fragments = new HashSet<long>();
        foreach (var root in _index.Roots)
        {
            if (root.Type == BoxTypes.Ftyp && ++types > 1)
            {
                Add(ValidationStatusCode.ContainerExtraBox, $"There is another file type box at byte {root.Offset}.");
            }
            else if (root.Type == BoxTypes.Mfra)
            {
                if (++indexes > 1 || (fragments.Count == 0 && !isInitSegment))
                {
                    Add(ValidationStatusCode.ContainerExtraBox, $"The 'mfra' box at byte {root.Offset} indexes fragments that {(fragments.Count == 0 ? "are not there" : "another one indexes already")}.");
                }

                if (!isInitSegment)
                {
                    RandomAccess(root, fragments);
                }
            }
            else if (root.Type == BoxTypes.Moof)
            {
                fragments.Add(root.Offset);
            }

            if (indexes > 0 && !isInitSegment && root.Type != BoxTypes.Mfra && root.ExtendedType != ExtendedType.ContentProvenance && !behindIndex)
            {
                behindIndex = true;
                Add(ValidationStatusCode.ContainerExtraBox, $"The '{root.Type}' box at byte {root.Offset} stands behind the 'mfra' box, which ends a file.");
            }
        }
    }

    private void RandomAccess(Box mfra, HashSet<long> fragments)
    {
        foreach (var box in mfra.Children.All(BoxTypes.Tfra))
        {
            if (TfraBox.TryParse(box, out var tfra) && tfra.OffsetFields.Any(f => f.Value > long.MaxValue || !fragments.Contains((long)f.Value)))
            {
                Add(ValidationStatusCode.ContainerUnprotectedBytes, $"The 'mfra' box at byte {mfra.Offset}, which no hash covers, leads to places where no fragment is.");
            }
        }
    }

    // §A.5.8
    private void ExternalMedia()
    {
        foreach (var moov in _index.Roots.All(BoxTypes.Moov))
        {
            foreach (var track in moov.Children.All(BoxTypes.Trak))
            {
                if (track.Descendant(BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Dinf, BoxTypes.Dref) is { } dref && DrefBox.TryParse(dref, out var references) && references.External.Contains(true))
                {
                    Add(ValidationStatusCode.ContainerExternalMedia, $"The track at byte {track.Offset} names media outside the file.");
                }
            }
        }

        if (_index.Root(BoxTypes.Meta)?.Child(BoxTypes.Iloc) is { } box && IlocBox.TryParse(box, out var iloc) && iloc.Items.Any(i => i.DataReference != 0))
        {
            Add(ValidationStatusCode.ContainerExternalMedia, "An item of the file lies outside it.");
        }
    }

    private void Polyglot()
    {
        bool movie = _index.Root(BoxTypes.Moov) is not null;
        bool items = _index.Root(BoxTypes.Meta)?.Child(BoxTypes.Iloc) is not null;
        var brands = MediaType.Brands(_index);
        if (movie && items && !brands.Any(MediaType.IsImageSequence))
        {
            Add(ValidationStatusCode.ContainerPolyglot, "The file holds both a movie and still images; which one is shown depends on the reader.");
        }
        else if ((movie && !items && brands.Take(1).Any(MediaType.IsImage)) || (items && !movie && brands.Take(1).Any(MediaType.IsMovie)))
        {
            Add(ValidationStatusCode.ContainerPolyglot, "The file type, which no hash covers, does not fit what the file holds.");
        }
    }

    private async ValueTask StrippedRemainsAsync(CancellationToken cancellationToken)
    {
        byte[] head = new byte[96];
        int looked = 0;
        foreach (var root in _index.Roots)
        {
            if ((root.Type != BoxTypes.Free && root.Type != BoxTypes.Skip) || root.ContentSize < 16)
            {
                continue;
            }

            if (++looked > MaxPaddingBoxesLookedAt)
            {
                return;
            }

            int count = await _index.ReadAsync(root, root.HeaderSize, head, cancellationToken).ConfigureAwait(false);
            if (HoldsStore(head.AsSpan(0, count)))
            {
                Add(ValidationStatusCode.ContainerStrippedRemains, $"The '{root.Type}' box at byte {root.Offset} holds the remains of a manifest store.");
            }
        }
    }

    private static bool HoldsStore(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.IndexOf("jumb"u8);
        return bytes.IndexOf(BoxHeader.ContentProvenanceType) >= 0 || (at >= 0 && at + 12 <= bytes.Length && bytes.Slice(at + 8, 4).SequenceEqual("jumd"u8));
    }

    private void Add(ValidationStatusCode code, string sentence) => _findings.Add(new(code, string.Empty, sentence));
}
