namespace Provenance.Bmff;

/// <summary>The media type of a file by its brands (ISO/IEC 14496-12 §4.3) and, where they leave it open, by its tracks.</summary>
internal static class MediaType
{
    private static readonly FourCC Video = new("vide");
    private static readonly FourCC Sound = new("soun");

    /// <summary>The media type, for example <c>video/mp4</c>.</summary>
    public static string Of(BoxIndex index)
    {
        var brands = Brands(index);
        foreach (var brand in brands)
        {
            if (OfBrand(brand.ToString()) is { } type)
            {
                return type == "video/mp4" && IsSoundOnly(index) ? "audio/mp4" : type;
            }
        }

        // Before there was a file type box there was QuickTime (QuickTime File Format, "The File Type Atom").
        return brands.Count == 0 && index.Root(BoxTypes.Moov) is not null ? "video/quicktime" : IsSoundOnly(index) ? "audio/mp4" : "video/mp4";
    }

    /// <summary>The major brand, then the compatible ones; empty without a file type.</summary>
    public static IReadOnlyList<FourCC> Brands(BoxIndex index)
    {
        var box = index.Root(BoxTypes.Ftyp) ?? index.Root(BoxTypes.Styp);
        return box is { } found && FtypBox.TryParse(found, out var type) ? [type.MajorBrand, .. type.CompatibleBrands] : [];
    }

    /// <summary>Whether the brand announces both images and a movie made of them.</summary>
    public static bool IsImageSequence(FourCC brand) => brand.ToString() is "msf1" or "hevc" or "hevx" or "avis" or "jsi " or "vvcs";

    /// <summary>Whether the brand announces still images.</summary>
    public static bool IsImage(FourCC brand) => OfBrand(brand.ToString())?.StartsWith("image/", StringComparison.Ordinal) == true && !IsImageSequence(brand);

    /// <summary>Whether the brand announces a movie or sound.</summary>
    public static bool IsMovie(FourCC brand) => OfBrand(brand.ToString())?.StartsWith("image/", StringComparison.Ordinal) == false;

    private static string? OfBrand(string brand) => brand switch
    {
        "qt  " => "video/quicktime",
        "M4A " or "M4B " or "M4P " => "audio/mp4",
        "M4V " or "M4VH" or "M4VP" => "video/x-m4v",
        "heic" or "heix" or "heim" or "heis" => "image/heic",
        "hevc" or "hevx" => "image/heic-sequence",
        "mif1" or "mif2" => "image/heif",
        "msf1" => "image/heif-sequence",
        "avif" => "image/avif",
        "avis" => "image/avif",
        "isom" or "iso2" or "iso3" or "iso4" or "iso5" or "iso6" or "iso7" or "iso8" or "iso9" or "mp41" or "mp42" or "avc1" or "dash" or "msdh" or "msix"
            or "cmfc" or "cmff" or "cmfs" or "cmf2" or "f4v " or "MSNV" or "XAVC" => "video/mp4",
        _ when brand.StartsWith("3gp", StringComparison.Ordinal) || brand.StartsWith("3gs", StringComparison.Ordinal) || brand.StartsWith("3ge", StringComparison.Ordinal) => "video/3gpp",
        _ when brand.StartsWith("3g2", StringComparison.Ordinal) => "video/3gpp2",
        _ => null,
    };

    private static bool IsSoundOnly(BoxIndex index)
    {
        bool sound = false;
        foreach (var track in index.Root(BoxTypes.Moov)?.Children.All(BoxTypes.Trak) ?? [])
        {
            if (track.Descendant(BoxTypes.Mdia, BoxTypes.Hdlr) is { } box)
            {
                // HandlerBox (§8.4.3): version and flags, pre_defined, handler_type.
                var reader = new BoxReader(box);
                reader.Skip(8);
                var handler = new FourCC(reader.UInt32());
                if (handler == Video)
                {
                    return false;
                }

                sound |= handler == Sound;
            }
        }

        return sound;
    }
}
