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

    // C2PA 1.0 §A.5.6 asked for these; later versions found them insecure. Old files of honest writers carry them under the v2 label.
    private static readonly string[] Historic =
    [
        "/meta/iloc", "/mfra/tfra", "/moov/trak/mdia/minf/stbl/stco", "/moov/trak/mdia/minf/stbl/co64", "/moof/traf/tfhd", "/moof/traf/trun",
    ];

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

        // §15.12.2 names these two as unremarkable.
        if (exclusion.Path.Steps is [var only] && (only.Type == BoxTypes.Free || only.Type == BoxTypes.Skip))
        {
            return ExclusionStanding.Padding;
        }

        if (Historic.Contains(path, StringComparer.Ordinal))
        {
            return ExclusionStanding.Additional;
        }

        var root = exclusion.Path.Steps[0].Type;
        bool media = root == BoxTypes.Mdat || root == BoxTypes.Imda || root == BoxTypes.Moov || root == BoxTypes.Moof || root == BoxTypes.Meta;
        return media ? ExclusionStanding.Dangerous : ExclusionStanding.Additional;
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

    /// <summary>Allowed by the letter, but it leaves media or its description free to be changed.</summary>
    Dangerous,
}
