using Provenance.Cbor;

namespace Provenance;

/// <summary>A part of an asset (§18.2): a range of time, a track, an area.</summary>
public sealed record RegionOfInterest
{
    /// <summary>Makes a region.</summary>
    /// <param name="ranges">The ranges that together bound it; at least one.</param>
    public RegionOfInterest(params IReadOnlyList<RegionRange> ranges) => Ranges = ranges;

    /// <summary>The ranges that together bound it.</summary>
    public IReadOnlyList<RegionRange> Ranges { get; init; }

    /// <summary>A name for people, or null.</summary>
    public string? Name { get; init; }

    /// <summary>A name for machines, unique in the assertion, or null.</summary>
    public string? Identifier { get; init; }

    /// <summary>What the region shows, from a controlled list, or null.</summary>
    public string? Type { get; init; }

    /// <summary>A description for people, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Members of the map beside those above, untouched.</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    internal static RegionOfInterest? FromCbor(CborValue value)
    {
        if (value["region"] is not { Kind: CborKind.Array } ranges || value.Entries.Any(e => e.Key.AsText is null))
        {
            return null;
        }

        var members = new CborMembers(value, "region");
        var list = members.List("region", RegionRange.FromCbor);
        return list.Count != ranges.Items.Count ? null : new RegionOfInterest(list)
        {
            Name = members.Text("name"),
            Identifier = members.Text("identifier"),
            Type = members.Text("type"),
            Description = members.Text("description"),
            AdditionalMembers = members.Rest,
        };
    }

    internal CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("region", CborValue.Array(Ranges.Select(r => r.ToCbor()))),
        ("name", CborMembers.OfText(Name)),
        ("identifier", CborMembers.OfText(Identifier)),
        ("type", CborMembers.OfText(Type)),
        ("description", CborMembers.OfText(Description)));
}
