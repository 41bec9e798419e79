using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Provenance.Cryptography.MultiLane;

/// <summary>SHA-384 and SHA-512 in four lanes for processors without AVX-512.</summary>
internal readonly unsafe struct Avx2Lanes4x64 : ILaneArithmetic<Vector256<ulong>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Lanes => 4;

    public static int WordBytes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Add(Vector256<ulong> x, Vector256<ulong> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> T1(
        Vector256<ulong> e, Vector256<ulong> f, Vector256<ulong> g, Vector256<ulong> h, Vector256<ulong> word, byte* constant)
    {
        // Rotations by 14, 18 and 41.
        var sigma = (e >>> 14) ^ (e << 50) ^ (e >>> 18) ^ (e << 46) ^ (e >>> 41) ^ (e << 23);
        var choose = ((f ^ g) & e) ^ g;
        return h + word + Vector256.Create(*(ulong*)constant) + choose + sigma;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> T2(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c)
    {
        // Rotations by 28, 34 and 39.
        var sigma = (a >>> 28) ^ (a << 36) ^ (a >>> 34) ^ (a << 30) ^ (a >>> 39) ^ (a << 25);
        var majority = (a & b) | ((a | b) & c);
        return sigma + majority;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Expand(Vector256<ulong> word16, Vector256<ulong> word15, Vector256<ulong> word7, Vector256<ulong> word2)
    {
        // Rotations by 1 and 8 and a shift by 7; rotations by 19 and 61 and a shift by 6.
        var sigma0 = (word15 >>> 1) ^ (word15 << 63) ^ (word15 >>> 8) ^ (word15 << 56) ^ (word15 >>> 7);
        var sigma1 = (word2 >>> 19) ^ (word2 << 45) ^ (word2 >>> 61) ^ (word2 << 3) ^ (word2 >>> 6);
        return word16 + word7 + (sigma0 + sigma1);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LoadWords(byte** lanes, nint offset, Vector256<ulong>* words)
    {
        for (int quarter = 0; quarter < 4; quarter++, offset += 32, words += 4)
        {
            var r0 = Vector256.Load((ulong*)(lanes[0] + offset));
            var r1 = Vector256.Load((ulong*)(lanes[1] + offset));
            var r2 = Vector256.Load((ulong*)(lanes[2] + offset));
            var r3 = Vector256.Load((ulong*)(lanes[3] + offset));
            var low01 = Avx2.UnpackLow(r0, r1);
            var high01 = Avx2.UnpackHigh(r0, r1);
            var low23 = Avx2.UnpackLow(r2, r3);
            var high23 = Avx2.UnpackHigh(r2, r3);
            words[0] = Swap(Avx2.Permute2x128(low01, low23, 0x20));
            words[1] = Swap(Avx2.Permute2x128(high01, high23, 0x20));
            words[2] = Swap(Avx2.Permute2x128(low01, low23, 0x31));
            words[3] = Swap(Avx2.Permute2x128(high01, high23, 0x31));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Swap(Vector256<ulong> words) => Avx2.Shuffle(words.AsByte(), ByteOrder.Swap64Half).AsUInt64();
}
