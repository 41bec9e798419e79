using Provenance.Testing;
using static Provenance.Tests.Bmff.LiveStream;

namespace Provenance.Tests.Bmff;

/// <summary>Whatever comes over the network, there is a verdict, and what was changed is never authentic.</summary>
[Clause("19.7")]
public sealed class LiveRobustnessTests
{
    [Theory]
    [InlineData(LiveVideoMethod.SegmentInfo)]
    [InlineData(LiveVideoMethod.SegmentManifest)]
    public async Task Segments_that_are_cut_joined_swapped_and_overwritten_get_a_verdict_and_the_stream_goes_on(LiveVideoMethod method)
    {
        var signed = await SignAsync(LiveForge.Stream(6), new() { Method = method });
        var random = new Random(19);
        for (int round = 0; round < 150; round++)
        {
            // The first three segments are spoilt in every way, or take each other's place; then come the others.
            byte[][] spoilt = [.. signed[1..4].Select(s => Spoil(s, signed[..4], random))];
            var verdicts = await ValidateAsync([signed[0], .. spoilt, signed[4], signed[5], signed[6]]);
            for (int i = 0; i < spoilt.Length; i++)
            {
                bool isWhole = signed.Exists(s => s.AsSpan().SequenceEqual(spoilt[i]));
                Assert.True(isWhole || verdicts[i + 1].Finding != SegmentFinding.Authentic || IsOpen(signed[i + 1], spoilt[i]), $"round {round}, segment {i + 1}");
            }

            Assert.All(verdicts, v => Assert.Equal(v.Finding == SegmentFinding.Authentic, v.Fault is null));
            Assert.Equal(SegmentFinding.Authentic, verdicts[^1].Finding);
        }
    }

    [Fact]
    public async Task Initialization_segments_of_any_bytes_get_a_verdict()
    {
        var signed = await SignAsync(LiveForge.Stream(1));
        var random = new Random(18);
        for (int round = 0; round < 300; round++)
        {
            byte[] init = Spoil(signed[0], signed, random);
            var verdicts = await ValidateAsync([init, signed[1]]);
            Assert.Equal(verdicts[0].Finding == SegmentFinding.Authentic, verdicts[0].Fault is null);
        }
    }

    private static byte[] Spoil(byte[] bytes, List<byte[]> others, Random random)
    {
        int at = random.Next(bytes.Length);
        byte[] other = others[1 + random.Next(others.Count - 1)];
        switch (random.Next(6))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes, .. other];
            case 2:
                return other;
            case 3:
                byte[] overwritten = [.. bytes];
                random.NextBytes(overwritten.AsSpan(at, Math.Min(8, bytes.Length - at)));
                return overwritten;
            case 4:
                return [.. bytes[..at], .. other[..random.Next(other.Length)], .. bytes[at..]];
            default:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
        }
    }

    // Flags, time scale, duration and id of the emsg box are in no signature; a C2PA box is its manifest's own business, which other tests look into.
    private static bool IsOpen(byte[] signed, byte[] spoilt)
    {
        if (signed.Length != spoilt.Length)
        {
            return false;
        }

        var box = MediaProbe.Boxes(signed, 0, signed.Length).First(b => b.Type is "emsg" or "uuid");
        for (int i = 0; i < signed.Length; i++)
        {
            if (signed[i] != spoilt[i] && (i < box.Start + 8 || i >= box.Start + (box.Type == "emsg" ? 66 : box.End - box.Start)))
            {
                return false;
            }
        }

        return true;
    }
}
