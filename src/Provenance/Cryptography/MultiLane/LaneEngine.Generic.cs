using System.Runtime.CompilerServices;

namespace Provenance.Cryptography.MultiLane;

/// <summary>The SHA-2 compression function (FIPS 180-4, 6.2.2 and 6.4.2) written once for every width and word size.</summary>
/// <typeparam name="TArithmetic">The arithmetic of the width.</typeparam>
/// <typeparam name="TVector">The vector of the width.</typeparam>
internal sealed unsafe class LaneEngine<TArithmetic, TVector>(string name) : LaneEngine
    where TArithmetic : struct, ILaneArithmetic<TVector>
    where TVector : unmanaged
{
    public override string Name => name;

    public override bool IsSupported => TArithmetic.IsSupported;

    public override int Lanes => TArithmetic.Lanes;

    public override int WordBytes => TArithmetic.WordBytes;

    // Compiled at once and in full: the probe at first use must not time unoptimised code.
    // The sixteen words of the schedule stay in memory, in the first-level cache: as locals they gain nothing with the 32 registers of
    // AVX-512, and with the 16 of AVX2 the JIT spills so much that it costs three quarters of the speed.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compress(byte* state, byte** lanes, nint blocks)
    {
        byte* buffer = stackalloc byte[(16 * sizeof(TVector)) + 64];
        var words = (TVector*)(((nuint)buffer + 63) & ~(nuint)63);
        var sums = (TVector*)state;
        byte* constants = TArithmetic.WordBytes == 4 ? RoundConstants.Sha256 : RoundConstants.Sha512;
        nint rowBytes = 16 * TArithmetic.WordBytes;
        byte* lastRow = constants + ((TArithmetic.WordBytes == 4 ? 3 : 4) * rowBytes);
        nint size = TArithmetic.WordBytes;

        for (nint block = 0; block < blocks; block++)
        {
            TArithmetic.LoadWords(lanes, block * rowBytes, words);

            TVector a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4], f = sums[5], g = sums[6], h = sums[7];
            TVector t;
            byte* k = constants;

            for (; k < lastRow; k += rowBytes)
            {
                t = TArithmetic.T1(e, f, g, h, words[0], k); d = TArithmetic.Add(d, t); h = TArithmetic.Add(t, TArithmetic.T2(a, b, c));
                words[0] = TArithmetic.Expand(words[0], words[1], words[9], words[14]);
                t = TArithmetic.T1(d, e, f, g, words[1], k + size); c = TArithmetic.Add(c, t); g = TArithmetic.Add(t, TArithmetic.T2(h, a, b));
                words[1] = TArithmetic.Expand(words[1], words[2], words[10], words[15]);
                t = TArithmetic.T1(c, d, e, f, words[2], k + (2 * size)); b = TArithmetic.Add(b, t); f = TArithmetic.Add(t, TArithmetic.T2(g, h, a));
                words[2] = TArithmetic.Expand(words[2], words[3], words[11], words[0]);
                t = TArithmetic.T1(b, c, d, e, words[3], k + (3 * size)); a = TArithmetic.Add(a, t); e = TArithmetic.Add(t, TArithmetic.T2(f, g, h));
                words[3] = TArithmetic.Expand(words[3], words[4], words[12], words[1]);
                t = TArithmetic.T1(a, b, c, d, words[4], k + (4 * size)); h = TArithmetic.Add(h, t); d = TArithmetic.Add(t, TArithmetic.T2(e, f, g));
                words[4] = TArithmetic.Expand(words[4], words[5], words[13], words[2]);
                t = TArithmetic.T1(h, a, b, c, words[5], k + (5 * size)); g = TArithmetic.Add(g, t); c = TArithmetic.Add(t, TArithmetic.T2(d, e, f));
                words[5] = TArithmetic.Expand(words[5], words[6], words[14], words[3]);
                t = TArithmetic.T1(g, h, a, b, words[6], k + (6 * size)); f = TArithmetic.Add(f, t); b = TArithmetic.Add(t, TArithmetic.T2(c, d, e));
                words[6] = TArithmetic.Expand(words[6], words[7], words[15], words[4]);
                t = TArithmetic.T1(f, g, h, a, words[7], k + (7 * size)); e = TArithmetic.Add(e, t); a = TArithmetic.Add(t, TArithmetic.T2(b, c, d));
                words[7] = TArithmetic.Expand(words[7], words[8], words[0], words[5]);
                t = TArithmetic.T1(e, f, g, h, words[8], k + (8 * size)); d = TArithmetic.Add(d, t); h = TArithmetic.Add(t, TArithmetic.T2(a, b, c));
                words[8] = TArithmetic.Expand(words[8], words[9], words[1], words[6]);
                t = TArithmetic.T1(d, e, f, g, words[9], k + (9 * size)); c = TArithmetic.Add(c, t); g = TArithmetic.Add(t, TArithmetic.T2(h, a, b));
                words[9] = TArithmetic.Expand(words[9], words[10], words[2], words[7]);
                t = TArithmetic.T1(c, d, e, f, words[10], k + (10 * size)); b = TArithmetic.Add(b, t); f = TArithmetic.Add(t, TArithmetic.T2(g, h, a));
                words[10] = TArithmetic.Expand(words[10], words[11], words[3], words[8]);
                t = TArithmetic.T1(b, c, d, e, words[11], k + (11 * size)); a = TArithmetic.Add(a, t); e = TArithmetic.Add(t, TArithmetic.T2(f, g, h));
                words[11] = TArithmetic.Expand(words[11], words[12], words[4], words[9]);
                t = TArithmetic.T1(a, b, c, d, words[12], k + (12 * size)); h = TArithmetic.Add(h, t); d = TArithmetic.Add(t, TArithmetic.T2(e, f, g));
                words[12] = TArithmetic.Expand(words[12], words[13], words[5], words[10]);
                t = TArithmetic.T1(h, a, b, c, words[13], k + (13 * size)); g = TArithmetic.Add(g, t); c = TArithmetic.Add(t, TArithmetic.T2(d, e, f));
                words[13] = TArithmetic.Expand(words[13], words[14], words[6], words[11]);
                t = TArithmetic.T1(g, h, a, b, words[14], k + (14 * size)); f = TArithmetic.Add(f, t); b = TArithmetic.Add(t, TArithmetic.T2(c, d, e));
                words[14] = TArithmetic.Expand(words[14], words[15], words[7], words[12]);
                t = TArithmetic.T1(f, g, h, a, words[15], k + (15 * size)); e = TArithmetic.Add(e, t); a = TArithmetic.Add(t, TArithmetic.T2(b, c, d));
                words[15] = TArithmetic.Expand(words[15], words[0], words[8], words[13]);
            }

            t = TArithmetic.T1(e, f, g, h, words[0], k); d = TArithmetic.Add(d, t); h = TArithmetic.Add(t, TArithmetic.T2(a, b, c));
            t = TArithmetic.T1(d, e, f, g, words[1], k + size); c = TArithmetic.Add(c, t); g = TArithmetic.Add(t, TArithmetic.T2(h, a, b));
            t = TArithmetic.T1(c, d, e, f, words[2], k + (2 * size)); b = TArithmetic.Add(b, t); f = TArithmetic.Add(t, TArithmetic.T2(g, h, a));
            t = TArithmetic.T1(b, c, d, e, words[3], k + (3 * size)); a = TArithmetic.Add(a, t); e = TArithmetic.Add(t, TArithmetic.T2(f, g, h));
            t = TArithmetic.T1(a, b, c, d, words[4], k + (4 * size)); h = TArithmetic.Add(h, t); d = TArithmetic.Add(t, TArithmetic.T2(e, f, g));
            t = TArithmetic.T1(h, a, b, c, words[5], k + (5 * size)); g = TArithmetic.Add(g, t); c = TArithmetic.Add(t, TArithmetic.T2(d, e, f));
            t = TArithmetic.T1(g, h, a, b, words[6], k + (6 * size)); f = TArithmetic.Add(f, t); b = TArithmetic.Add(t, TArithmetic.T2(c, d, e));
            t = TArithmetic.T1(f, g, h, a, words[7], k + (7 * size)); e = TArithmetic.Add(e, t); a = TArithmetic.Add(t, TArithmetic.T2(b, c, d));
            t = TArithmetic.T1(e, f, g, h, words[8], k + (8 * size)); d = TArithmetic.Add(d, t); h = TArithmetic.Add(t, TArithmetic.T2(a, b, c));
            t = TArithmetic.T1(d, e, f, g, words[9], k + (9 * size)); c = TArithmetic.Add(c, t); g = TArithmetic.Add(t, TArithmetic.T2(h, a, b));
            t = TArithmetic.T1(c, d, e, f, words[10], k + (10 * size)); b = TArithmetic.Add(b, t); f = TArithmetic.Add(t, TArithmetic.T2(g, h, a));
            t = TArithmetic.T1(b, c, d, e, words[11], k + (11 * size)); a = TArithmetic.Add(a, t); e = TArithmetic.Add(t, TArithmetic.T2(f, g, h));
            t = TArithmetic.T1(a, b, c, d, words[12], k + (12 * size)); h = TArithmetic.Add(h, t); d = TArithmetic.Add(t, TArithmetic.T2(e, f, g));
            t = TArithmetic.T1(h, a, b, c, words[13], k + (13 * size)); g = TArithmetic.Add(g, t); c = TArithmetic.Add(t, TArithmetic.T2(d, e, f));
            t = TArithmetic.T1(g, h, a, b, words[14], k + (14 * size)); f = TArithmetic.Add(f, t); b = TArithmetic.Add(t, TArithmetic.T2(c, d, e));
            t = TArithmetic.T1(f, g, h, a, words[15], k + (15 * size)); e = TArithmetic.Add(e, t); a = TArithmetic.Add(t, TArithmetic.T2(b, c, d));

            sums[0] = TArithmetic.Add(sums[0], a);
            sums[1] = TArithmetic.Add(sums[1], b);
            sums[2] = TArithmetic.Add(sums[2], c);
            sums[3] = TArithmetic.Add(sums[3], d);
            sums[4] = TArithmetic.Add(sums[4], e);
            sums[5] = TArithmetic.Add(sums[5], f);
            sums[6] = TArithmetic.Add(sums[6], g);
            sums[7] = TArithmetic.Add(sums[7], h);
        }
    }
}
