using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Provenance.Cryptography.MultiLane;

/// <summary>SHA-256 in eight lanes for processors without AVX-512: a rotation is two shifts, logic has two inputs.</summary>
internal readonly unsafe struct Avx2Lanes8x32 : ILaneArithmetic<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Lanes => 8;

    public static int WordBytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> T1(
        Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, Vector256<uint> h, Vector256<uint> word, byte* constant)
    {
        // Rotations by 6, 11 and 25.
        var sigma = (e >>> 6) ^ (e << 26) ^ (e >>> 11) ^ (e << 21) ^ (e >>> 25) ^ (e << 7);
        var choose = ((f ^ g) & e) ^ g;
        return h + word + Vector256.Create(*(uint*)constant) + choose + sigma;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> T2(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c)
    {
        // Rotations by 2, 13 and 22.
        var sigma = (a >>> 2) ^ (a << 30) ^ (a >>> 13) ^ (a << 19) ^ (a >>> 22) ^ (a << 10);
        var majority = (a & b) | ((a | b) & c);
        return sigma + majority;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Expand(Vector256<uint> word16, Vector256<uint> word15, Vector256<uint> word7, Vector256<uint> word2)
    {
        // Rotations by 7 and 18 and a shift by 3; rotations by 17 and 19 and a shift by 10.
        var sigma0 = (word15 >>> 7) ^ (word15 << 25) ^ (word15 >>> 18) ^ (word15 << 14) ^ (word15 >>> 3);
        var sigma1 = (word2 >>> 17) ^ (word2 << 15) ^ (word2 >>> 19) ^ (word2 << 13) ^ (word2 >>> 10);
        return word16 + word7 + (sigma0 + sigma1);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LoadWords(byte** lanes, nint offset, Vector256<uint>* words)
    {
        LoadHalf(lanes, offset, words);
        LoadHalf(lanes, offset + 32, words + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadHalf(byte** lanes, nint offset, Vector256<uint>* words)
    {
        // Piece q of vector "group g, column c" holds word 4q + c of lanes 4g to 4g + 3.
        Quarter(lanes, offset, out var a0, out var a1, out var a2, out var a3);
        Quarter(lanes + 4, offset, out var b0, out var b1, out var b2, out var b3);
        words[0] = Swap(Avx2.Permute2x128(a0, b0, 0x20));
        words[1] = Swap(Avx2.Permute2x128(a1, b1, 0x20));
        words[2] = Swap(Avx2.Permute2x128(a2, b2, 0x20));
        words[3] = Swap(Avx2.Permute2x128(a3, b3, 0x20));
        words[4] = Swap(Avx2.Permute2x128(a0, b0, 0x31));
        words[5] = Swap(Avx2.Permute2x128(a1, b1, 0x31));
        words[6] = Swap(Avx2.Permute2x128(a2, b2, 0x31));
        words[7] = Swap(Avx2.Permute2x128(a3, b3, 0x31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        byte** lanes, nint offset, out Vector256<uint> c0, out Vector256<uint> c1, out Vector256<uint> c2, out Vector256<uint> c3)
    {
        var r0 = Vector256.Load((uint*)(lanes[0] + offset));
        var r1 = Vector256.Load((uint*)(lanes[1] + offset));
        var r2 = Vector256.Load((uint*)(lanes[2] + offset));
        var r3 = Vector256.Load((uint*)(lanes[3] + offset));
        var low01 = Avx2.UnpackLow(r0, r1).AsUInt64();
        var high01 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        var low23 = Avx2.UnpackLow(r2, r3).AsUInt64();
        var high23 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        c0 = Avx2.UnpackLow(low01, low23).AsUInt32();
        c1 = Avx2.UnpackHigh(low01, low23).AsUInt32();
        c2 = Avx2.UnpackLow(high01, high23).AsUInt32();
        c3 = Avx2.UnpackHigh(high01, high23).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Swap(Vector256<uint> words) => Avx2.Shuffle(words.AsByte(), ByteOrder.Swap32Half).AsUInt32();
}
