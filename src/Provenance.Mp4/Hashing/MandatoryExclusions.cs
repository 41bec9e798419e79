using System.Collections.Frozen;

namespace Provenance.Bmff;

/// <summary>What every exclusion list holds (§A.5.6), and how to judge what else a list holds.</summary>
internal static class MandatoryExclusions
{
    /// <summary>The three entries of Example 20, in its order: what we write.</summary>
    public static IReadOnlyList<Exclusion> Basic { get; } =
    [
        new(Path("/uuid")) { Data = [new(8, BoxHeader.ContentProvenanceType.ToArray())] },
        new(Path("/ftyp")),
        new(Path("/mfra")),
    ];

    /// <summary>The entry of Example 21, for assertions with both <c>hash</c> and <c>merkle</c>.</summary>
    public static Exclusion MediaData { get; } = new(Path("/mdat")) { Subset = [new(16, 0)] };

    // What a player shows or finds media by, wherever in such a box: media itself, its description, indexes of it, the same compressed (ISO/IEC 14496-12
    // §8.19), a video in a photo (Motion Photo), QuickTime's preview. C2PA 1.0 asked to exclude the offsets in some of them (stco, co64, iloc, tfhd,
    // trun); §A.5.6 calls that insecure: whoever writes an offset decides which bytes are shown, and in which order.
    private static readonly FrozenSet<uint> Shown =
        new[] { "mdat", "imda", "mpvd", "moov", "moof", "meta", "meco", "sidx", "ssix", "!mov", "!mof", "!six", "!ssx", "pnot", "PICT" }.Select(c => new FourCC(c).Code).ToFrozenSet();

    /// <summary>How an entry is to be judged.</summary>
    public static ExclusionStanding Judge(Exclusion exclusion, bool hasHashAndMerkle)
    {
        string path = exclusion.Path.Text;
        if (path == "/uuid" && exclusion is { Length: null, Subset: null, Version: null, Flags: null, Data: [{ Offset: 8 } data] }
            && data.Value.Span.SequenceEqual(BoxHeader.ContentProvenanceType))
        {
            return ExclusionStanding.Mandatory;
        }

        if (path is "/ftyp" or "/mfra" && exclusion.IsPlain)
        {
            return ExclusionStanding.Mandatory;
        }

        if (hasHashAndMerkle && path == "/mdat" && exclusion is { Length: null, Data.Count: 0, Version: null, Flags: null, Subset: [{ Offset: 16, Length: 0 }] })
        {
            return ExclusionStanding.Mandatory;
        }

        // §15.12.2 names these two as unremarkable; §18.6.2 has them inside of other boxes too, as room for what is added later.
        var last = exclusion.Path.Steps[^1].Type;
        if (last == BoxTypes.Free || last == BoxTypes.Skip)
        {
            return ExclusionStanding.Padding;
        }

        return Shown.Contains(exclusion.Path.Steps[0].Type.Code) ? ExclusionStanding.Dangerous : ExclusionStanding.Additional;
    }

    private static BoxPath Path(string text) => BoxPath.TryParse(text, out var path) ? path : throw new ArgumentException("Not a path.", nameof(text));
}

/// <summary>How an exclusion is to be judged.</summary>
internal enum ExclusionStanding
{
    /// <summary>The standard asks for it.</summary>
    Mandatory,

    /// <summary><c>free</c> or <c>skip</c>.</summary>
    Padding,

    /// <summary>Allowed, to be reported (<c>assertion.bmffHash.additionalExclusionsPresent</c>).</summary>
    Additional,

    /// <summary>Allowed by the letter, but it leaves media, its description or the way to it free to be changed.</summary>
    Dangerous,
}
