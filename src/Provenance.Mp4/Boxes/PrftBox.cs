namespace Provenance.Bmff;

/// <summary><c>prft</c>, ProducerReferenceTimeBox (ISO/IEC 14496-12 §8.16.5): what time it was at a moment of the media.</summary>
/// <param name="TrackId">The track whose time scale <paramref name="MediaTime"/> has.</param>
/// <param name="Time">The time on the wall.</param>
/// <param name="MediaTime">The same moment in the track.</param>
internal sealed record PrftBox(uint TrackId, DateTimeOffset Time, ulong MediaTime)
{
    /// <summary>Longest form of the box: 64-bit size, version 1.</summary>
    public const int MaxSize = 16 + 4 + 4 + 8 + 8;

    private static readonly DateTimeOffset FirstEra = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads the box; null when it is too short.</summary>
    /// <param name="bytes">The whole box.</param>
    /// <param name="headerSize">Bytes before its content.</param>
    public static PrftBox? TryParse(ReadOnlySpan<byte> bytes, int headerSize)
    {
        var reader = new BoxReader(bytes, headerSize);
        var (version, _) = reader.VersionAndFlags();
        uint track = reader.UInt32();
        uint seconds = reader.UInt32();
        uint fraction = reader.UInt32();
        ulong mediaTime = reader.UInt(version == 0 ? 4 : 8);

        // RFC 5905 §6: eras of 2^32 seconds, told apart by the reader; the second begins in 2036.
        long sinceFirst = seconds < 0x8000_0000 ? seconds + (1L << 32) : seconds;
        return reader.IsGood ? new(track, FirstEra.AddSeconds(sinceFirst).AddTicks((long)((ulong)fraction * TimeSpan.TicksPerSecond >> 32)), mediaTime) : null;
    }
}
