using System.Collections.Frozen;

namespace Provenance.Bmff;

/// <summary>The box types this library knows, and what it knows about their anatomy: which hold only boxes, which are FullBoxes.</summary>
internal static class BoxTypes
{
    public static readonly FourCC Ftyp = new("ftyp");
    public static readonly FourCC Styp = new("styp");
    public static readonly FourCC Moov = new("moov");
    public static readonly FourCC Trak = new("trak");
    public static readonly FourCC Tkhd = new("tkhd");
    public static readonly FourCC Mdia = new("mdia");
    public static readonly FourCC Minf = new("minf");
    public static readonly FourCC Dinf = new("dinf");
    public static readonly FourCC Dref = new("dref");
    public static readonly FourCC Stbl = new("stbl");
    public static readonly FourCC Stsc = new("stsc");
    public static readonly FourCC Stss = new("stss");
    public static readonly FourCC Stsz = new("stsz");
    public static readonly FourCC Stz2 = new("stz2");
    public static readonly FourCC Stco = new("stco");
    public static readonly FourCC Co64 = new("co64");
    public static readonly FourCC Saio = new("saio");
    public static readonly FourCC Saiz = new("saiz");
    public static readonly FourCC Senc = new("senc");
    public static readonly FourCC Mvex = new("mvex");
    public static readonly FourCC Trex = new("trex");
    public static readonly FourCC Moof = new("moof");
    public static readonly FourCC Mfhd = new("mfhd");
    public static readonly FourCC Traf = new("traf");
    public static readonly FourCC Tfhd = new("tfhd");
    public static readonly FourCC Tfdt = new("tfdt");
    public static readonly FourCC Trun = new("trun");
    public static readonly FourCC Sidx = new("sidx");
    public static readonly FourCC Mfra = new("mfra");
    public static readonly FourCC Tfra = new("tfra");
    public static readonly FourCC Mfro = new("mfro");
    public static readonly FourCC Meta = new("meta");
    public static readonly FourCC Iloc = new("iloc");
    public static readonly FourCC Hdlr = new("hdlr");
    public static readonly FourCC Udta = new("udta");
    public static readonly FourCC Mdat = new("mdat");
    public static readonly FourCC Imda = new("imda");
    public static readonly FourCC Idat = new("idat");
    public static readonly FourCC Free = new("free");
    public static readonly FourCC Skip = new("skip");
    public static readonly FourCC Wide = new("wide");
    public static readonly FourCC Emsg = new("emsg");
    public static readonly FourCC Prft = new("prft");
    public static readonly FourCC Pdin = new("pdin");
    public static readonly FourCC Uuid = new("uuid");

    // Boxes whose content is boxes and nothing else (meta is the FullBox among them, see BoxIndexer).
    private static readonly FrozenSet<uint> Containers = Codes(
        "moov", "trak", "mdia", "minf", "dinf", "stbl", "edts", "udta", "mvex", "moof", "traf", "mfra", "meta", "iprp", "ipco",
        "strk", "strd", "sinf", "schi", "rinf", "meco", "paen", "hnti", "hinf", "tapt", "gmhd", "trgr", "cinf", "mere");

    // Containers in which writers in the wild put things that are not boxes; what cannot be read there is not damage to the media.
    private static readonly FrozenSet<uint> Informal = Codes("udta", "meta", "hnti", "hinf", "tapt", "gmhd", "trgr", "sinf", "schi", "rinf", "cinf", "mere", "meco");

    // ISO/IEC 14496-12, 23001-7 (common encryption) and 23008-12 (HEIF): boxes that inherit from FullBox.
    private static readonly FrozenSet<uint> FullBoxes = Codes(
        "pdin", "mvhd", "tkhd", "trep", "mdhd", "hdlr", "elng", "vmhd", "smhd", "hmhd", "nmhd", "sthd", "dref", "url ", "urn ", "imdt", "snim",
        "stsd", "stts", "ctts", "cslg", "stsc", "stsz", "stz2", "stco", "co64", "stss", "stsh", "padb", "stdp", "sdtp", "sbgp", "sgpd", "csgp",
        "subs", "saiz", "saio", "elst", "mehd", "trex", "leva", "mfhd", "tfhd", "trun", "tfdt", "tfra", "mfro", "tsel", "stri", "stsg", "assp",
        "cprt", "kind", "strd", "meta", "iloc", "pitm", "ipro", "infe", "iinf", "iref", "xml ", "bxml", "mere", "schm", "fpar", "fecr", "gitn",
        "fire", "stvi", "ssix", "sidx", "prft", "emsg", "pssh", "tenc", "senc", "srpp", "ipma", "ispe", "pixi", "auxC", "rloc", "lsel", "srat",
        "chnl", "dmix", "alou", "tlou", "txtC", "uri ", "cinf", "vvcN", "evrb", "cmpd", "udes", "altr", "ster", "tols", "msrc", "iscl", "reqc", "wipe");

    /// <summary>Whether the content of such a box is a sequence of boxes.</summary>
    public static bool IsContainer(FourCC type) => Containers.Contains(type.Code);

    /// <summary>Whether unreadable content of such a container is to be taken as opaque and not as damage.</summary>
    public static bool IsInformal(FourCC type) => Informal.Contains(type.Code);

    /// <summary>Whether such a box starts with version and flags.</summary>
    public static bool IsFullBox(FourCC type) => FullBoxes.Contains(type.Code);

    private static FrozenSet<uint> Codes(params string[] codes) => codes.Select(c => new FourCC(c).Code).ToFrozenSet();
}
