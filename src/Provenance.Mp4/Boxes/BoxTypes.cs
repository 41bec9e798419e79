using System.Buffers.Binary;
using System.Runtime.InteropServices;

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
    public static readonly FourCC Mdhd = new("mdhd");
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

    // The sets are text that lies in the assembly, four characters a type: making hashed sets of them takes longer than reading most files.

    // Boxes whose content is boxes and nothing else (meta is the FullBox among them, see BoxIndexer).
    private static ReadOnlySpan<byte> Containers =>
        "moovtrakmdiaminfdinfstbledtsudtamvexmooftrafmframetaiprpipcostrkstrdsinfschirinfmecopaenhntihinftaptgmhdtrgrcinf"u8
        + "mere"u8;

    // Containers in which writers in the wild put things that are not boxes; what cannot be read there is not damage to the media.
    private static ReadOnlySpan<byte> Informal => "udtametahntihinftaptgmhdtrgrsinfschirinfcinfmeremeco"u8;

    // ISO/IEC 14496-12, 23001-7 (common encryption) and 23008-12 (HEIF): boxes that inherit from FullBox.
    private static ReadOnlySpan<byte> FullBoxes =>
        "pdinmvhdtkhdtrepmdhdhdlrelngvmhdsmhdhmhdnmhdsthddrefurl urn imdtsnimstsdsttscttscslgstscstszstz2stcoco64stssstsh"u8
        + "padbstdpsdtpsbgpsgpdcsgpsubssaizsaioelstmehdtrexlevamfhdtfhdtruntfdttframfrotselstristsgasspcprtkindstrdmetailoc"u8
        + "pitmiproinfeiinfirefxml bxmlmereschmfparfecrgitnfirestvissixsidxprftemsgpsshtencsencsrppipmaispepixiauxCrloclsel"u8
        + "sratchnldmixaloutloutxtCuri cinfvvcNevrbcmpdudesaltrstertolsmsrcisclreqcwipe"u8;

    /// <summary>Whether the content of such a box is a sequence of boxes.</summary>
    public static bool IsContainer(FourCC type) => IsIn(Containers, type);

    /// <summary>Whether unreadable content of such a container is to be taken as opaque and not as damage.</summary>
    public static bool IsInformal(FourCC type) => IsIn(Informal, type);

    /// <summary>Whether such a box starts with version and flags.</summary>
    public static bool IsFullBox(FourCC type) => IsIn(FullBoxes, type);

    private static bool IsIn(ReadOnlySpan<byte> set, FourCC type) =>
        MemoryMarshal.Cast<byte, uint>(set).Contains(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(type.Code) : type.Code);
}
