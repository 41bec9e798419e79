using System.Globalization;

namespace Provenance;

/// <summary>The second byte of a JPEG marker and its symbol (ISO/IEC 10918-1, table B.1).</summary>
internal static class JpegMarker
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte App1 = 0xE1;
    public const byte App11 = 0xEB;

    private static readonly string[] Names = [.. Enumerable.Range(0, 256).Select(m => Find((byte)m))];

    /// <summary>Whether a length and parameters follow.</summary>
    public static bool HasLength(byte marker) => marker is not (StartOfImage or EndOfImage or 0x01 or (>= 0xD0 and <= 0xD7));

    /// <summary>Whether entropy-coded data follows: behind SOS and RST.</summary>
    public static bool HasEntropyCodedData(byte marker) => marker is 0xDA or (>= 0xD0 and <= 0xD7);

    /// <summary>The symbol, as a general box hash names the segment (§18.7.3.1).</summary>
    public static string Name(byte marker) => Names[marker];

    private static string Find(byte marker) => marker switch
    {
        StartOfImage => "SOI",
        EndOfImage => "EOI",
        0xC4 => "DHT",
        0xC8 => "JPG",
        0xCC => "DAC",
        >= 0xC0 and <= 0xCF => Numbered("SOF", marker - 0xC0),
        >= 0xD0 and <= 0xD7 => Numbered("RST", marker - 0xD0),
        0xDA => "SOS",
        0xDB => "DQT",
        0xDC => "DNL",
        0xDD => "DRI",
        0xDE => "DHP",
        0xDF => "EXP",
        >= 0xE0 and <= 0xEF => Numbered("APP", marker - 0xE0),
        >= 0xF0 and <= 0xFD => Numbered("JPG", marker - 0xF0),
        0xFE => "COM",
        0x01 => "TEM",
        _ => Numbered("RES", marker),
    };

    private static string Numbered(string name, int number) => name + number.ToString(CultureInfo.InvariantCulture);
}
