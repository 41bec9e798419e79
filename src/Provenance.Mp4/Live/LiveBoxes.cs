namespace Provenance.Bmff;

/// <summary>What a segment of a live video carries of C2PA (§19.7.1).</summary>
/// <param name="HasManifest">Whether it has a C2PA box that is to hold a manifest.</param>
/// <param name="SegmentInfos">Its <c>emsg</c> boxes of the scheme of segment infos.</param>
/// <param name="Limit">What was not read because it is too large, or null.</param>
internal sealed record LiveBoxes(bool HasManifest, IReadOnlyList<EmsgBox> SegmentInfos, BmffHashFault? Limit)
{
    /// <summary>Looks through the root boxes.</summary>
    /// <exception cref="IOException">The segment cannot be read.</exception>
    public static async ValueTask<LiveBoxes> FindAsync(BoxIndex index, EmbeddedStores stores, ParserLimits limits, CancellationToken cancellationToken)
    {
        var found = new List<EmsgBox>();
        BmffHashFault? limit = null;
        foreach (var root in index.Roots.All(BoxTypes.Emsg))
        {
            // Events of others may be of any size; their scheme is at the beginning.
            byte[] bytes = new byte[Math.Min(root.Size, limits.MaxSegmentInfoSize)];
            await index.ReadAsync(root, 0, bytes, cancellationToken).ConfigureAwait(false);
            if (EmsgBox.TryParse(bytes, root.HeaderSize) is not { Scheme: SegmentInfo.SchemeText } box)
            {
                continue;
            }

            found.Add(box);
            if (bytes.Length < root.Size)
            {
                limit = BmffHashFault.Limit($"The emsg box at byte {root.Offset} is too large for a segment info", limits.MaxSegmentInfoSize);
            }
        }

        return new(stores.IsUnusable || stores.Boxes.Any(b => b.Purpose != ContentProvenancePurpose.Merkle), found, limit);
    }

    /// <summary>Boxes that have no business in a media segment and that no hash covers, and what could not be read, or null.</summary>
    public BmffHashFault? FindFault(BoxIndex index, EmbeddedStores stores)
    {
        if (Limit is not null)
        {
            return Limit;
        }

        if (index.Damage.FirstOrDefault(d => d is { IsRoot: true, Length: > 0 }) is { } damage)
        {
            return new(damage.IsLimit ? ValidationStatusCode.LimitExceeded : ValidationStatusCode.ContainerMalformed, damage.Sentence);
        }

        if (stores.Boxes.FirstOrDefault(b => b.Purpose is ContentProvenancePurpose.Merkle or ContentProvenancePurpose.Unknown) is { } box)
        {
            return new(ValidationStatusCode.ContainerStrayBox, $"The C2PA box at byte {box.Box.Offset} does not belong into a segment of live video.");
        }

        foreach (var root in index.Roots)
        {
            if (root.Type == BoxTypes.Mfra || (root.Type == BoxTypes.Ftyp && root.Offset > 0))
            {
                return new(ValidationStatusCode.ContainerExtraBox, $"The '{root.Type}' box at byte {root.Offset} does not belong into a segment, and no hash covers it.");
            }
        }

        return null;
    }
}
