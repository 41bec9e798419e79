using System.Diagnostics;

namespace Provenance.Cryptography.MultiLane;

/// <summary>Decides at first use which engine, if any, serves on this machine. Every step of it can be replaced in a test.</summary>
internal sealed class LaneProbe
{
    /// <summary>Below this advantage the BCL stays: the measurement is short, and the BCL is the code that everybody trusts.</summary>
    public const double LeastSpeedUp = 1.15;

    /// <summary>With this advantage the search ends: narrower engines need not be compiled and timed as well.</summary>
    public const double AmpleSpeedUp = 1.3;

    private const int BytesPerLane = 16 * 1024;
    private const int Rounds = 3;

    /// <summary>The engines that may be chosen, preferred ones first.</summary>
    public IReadOnlyList<LaneEngine> Engines { get; init; } = LaneEngine.All;

    /// <summary>Measures an engine's throughput in throughputs of the BCL.</summary>
    public Func<LaneEngine, Sha2, double> Measure { get; init; } = MeasureSpeedUp;

    /// <summary>Chooses for the words of <paramref name="algorithm"/>.</summary>
    public LaneChoice Choose(Sha2 algorithm)
    {
        var best = LaneChoice.Bcl;
        foreach (var engine in Engines)
        {
            if (engine.WordBytes != algorithm.WordBytes || !engine.IsSupported || !Agrees(engine)) continue;

            double speedUp = Measure(engine, algorithm);
            if (speedUp >= LeastSpeedUp && speedUp > best.SpeedUp) best = new LaneChoice(engine, speedUp);
            if (best.SpeedUp >= AmpleSpeedUp) break;
        }

        return best;
    }

    /// <summary>
    /// Whether an engine gives the BCL's digests: messages of all lengths around one and two blocks, long ones, more than there are
    /// lanes, so that lanes are refilled and left idle.
    /// </summary>
    public static bool Agrees(LaneEngine engine)
    {
        Sha2[] algorithms = engine.WordBytes == 4 ? [Sha2.Sha256] : [Sha2.Sha384, Sha2.Sha512];
        byte[] data = new byte[4 * 1024];
        for (int i = 0; i < data.Length; i++) data[i] = (byte)((i * 167) + (i >> 8));

        var messages = new ReadOnlyMemory<byte>[(3 * engine.Lanes) + 1];
        for (int i = 0; i < messages.Length; i++)
        {
            int length = (i % 4) switch
            {
                0 => i,
                1 => (engine.WordBytes * 14) - 4 + i,
                2 => (engine.WordBytes * 32) + i,
                _ => 1000 + (31 * i),
            };
            messages[i] = data.AsMemory(i, length);
        }

        var expected = new byte[Sha2.MaxDigestBytes];
        foreach (var algorithm in algorithms)
        {
            var digests = new byte[messages.Length * algorithm.DigestBytes];
            LaneScheduler.Hash(LaneChoice.Forced(engine), algorithm, new MemoryMessages(messages), digests);
            for (int i = 0; i < messages.Length; i++)
            {
                algorithm.HashWithBcl(messages[i].Span, expected);
                var digest = digests.AsSpan(i * algorithm.DigestBytes, algorithm.DigestBytes);
                if (!digest.SequenceEqual(expected.AsSpan(0, algorithm.DigestBytes))) return false;
            }
        }

        return true;
    }

    /// <summary>Times both over the same bytes, turn by turn; the best turn of each counts, because noise only ever slows down.</summary>
    private static double MeasureSpeedUp(LaneEngine engine, Sha2 algorithm)
    {
        byte[] data = new byte[engine.Lanes * BytesPerLane];
        byte[] digests = new byte[engine.Lanes * algorithm.DigestBytes];
        long lanes = long.MaxValue;
        long bcl = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            bcl = Math.Min(bcl, Time(LaneChoice.Bcl, algorithm, data, digests));
            lanes = Math.Min(lanes, Time(LaneChoice.Forced(engine), algorithm, data, digests));
        }

        return (double)bcl / Math.Max(lanes, 1);
    }

    private static unsafe long Time(LaneChoice choice, Sha2 algorithm, byte[] data, byte[] digests)
    {
        fixed (byte* start = data)
        {
            long from = Stopwatch.GetTimestamp();
            LaneScheduler.Hash(choice, algorithm, new BlockMessages(start, data.Length, BytesPerLane), digests);
            return Stopwatch.GetTimestamp() - from;
        }
    }
}
