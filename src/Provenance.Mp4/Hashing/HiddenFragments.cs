namespace Provenance.Bmff;

/// <summary>
/// Fragments that only <c>mfra</c> leads to (ISO/IEC 14496-12 §8.8.9): no hash covers that box (§A.5.6), so whoever writes it can have a player that seeks
/// show what stands inside another box, be that box hashed or not. An entry that leads nowhere is another matter: writers forget to correct them.
/// </summary>
internal static class HiddenFragments
{
    /// <summary>Finds one.</summary>
    /// <param name="index">The file.</param>
    /// <param name="limits">As many places are looked at as boxes are read. A file whose writer forgot to correct the box has one for each fragment.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask<BmffHashFault?> FindFaultAsync(BoxIndex index, ParserLimits limits, CancellationToken cancellationToken)
    {
        Box[] tables = [.. index.Roots.All(BoxTypes.Mfra).SelectMany(m => m.Children.All(BoxTypes.Tfra))];
        if (tables.Length == 0)
        {
            return null;
        }

        var fragments = index.Roots.All(BoxTypes.Moof).Select(m => (ulong)m.Offset).ToHashSet();
        var places = new HashSet<long>();
        foreach (var field in tables.SelectMany(t => TfraBox.TryParse(t, out var tfra) ? tfra.OffsetFields : []))
        {
            bool isAstray = field.Value <= (ulong)Math.Max(0, index.Length - 8) && !fragments.Contains(field.Value);
            if (isAstray && places.Add((long)field.Value) && places.Count > limits.MaxBoxes)
            {
                return BmffHashFault.Limit("The 'mfra' box leads to too many places where no fragment is", limits.MaxBoxes);
            }
        }

        byte[] head = new byte[8];
        foreach (long place in places.Order())
        {
            await index.Source.ReadExactlyAsync(place, head, cancellationToken).ConfigureAwait(false);
            if (BoxHeader.Read(head, index.Length - place).Type == BoxTypes.Moof)
            {
                return new(ValidationStatusCode.ContainerUnhashedSamples, $"The 'mfra' box, which no hash covers, leads to a fragment at byte {place} that is hidden inside another box.");
            }
        }

        return null;
    }
}
