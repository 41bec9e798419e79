using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Provenance.Cryptography.MultiLane;

/// <summary>SHA-384 and SHA-512 in eight lanes.</summary>
internal readonly unsafe struct Avx512Lanes8x64 : ILaneArithmetic<Vector512<ulong>>
{
    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    public static int Lanes => 8;

    public static int WordBytes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Add(Vector512<ulong> x, Vector512<ulong> y) => Avx512F.Add(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> T1(
        Vector512<ulong> e, Vector512<ulong> f, Vector512<ulong> g, Vector512<ulong> h, Vector512<ulong> word, byte* constant)
    {
        var sum = Avx512F.Add(Avx512F.Add(h, word), Vector512.Create(*(ulong*)constant));
        var sigma = Avx512F.TernaryLogic(
            Avx512F.RotateRight(e, 14), Avx512F.RotateRight(e, 18), Avx512F.RotateRight(e, 41), TernaryFunction.Xor);
        return Avx512F.Add(Avx512F.Add(sum, Avx512F.TernaryLogic(e, f, g, TernaryFunction.Choose)), sigma);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> T2(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c)
    {
        var sigma = Avx512F.TernaryLogic(
            Avx512F.RotateRight(a, 28), Avx512F.RotateRight(a, 34), Avx512F.RotateRight(a, 39), TernaryFunction.Xor);
        return Avx512F.Add(sigma, Avx512F.TernaryLogic(a, b, c, TernaryFunction.Majority));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Expand(Vector512<ulong> word16, Vector512<ulong> word15, Vector512<ulong> word7, Vector512<ulong> word2)
    {
        var sigma0 = Avx512F.TernaryLogic(
            Avx512F.RotateRight(word15, 1), Avx512F.RotateRight(word15, 8), Avx512F.ShiftRightLogical(word15, 7), TernaryFunction.Xor);
        var sigma1 = Avx512F.TernaryLogic(
            Avx512F.RotateRight(word2, 19), Avx512F.RotateRight(word2, 61), Avx512F.ShiftRightLogical(word2, 6), TernaryFunction.Xor);
        return Avx512F.Add(Avx512F.Add(word16, word7), Avx512F.Add(sigma0, sigma1));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LoadWords(byte** lanes, nint offset, Vector512<ulong>* words)
    {
        LoadHalf(lanes, offset, words);
        LoadHalf(lanes, offset + 64, words + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadHalf(byte** lanes, nint offset, Vector512<ulong>* words)
    {
        Pair(lanes, offset, out var a0, out var a1);
        Pair(lanes + 2, offset, out var b0, out var b1);
        Pair(lanes + 4, offset, out var c0, out var c1);
        Pair(lanes + 6, offset, out var d0, out var d1);
        Pieces(a0, b0, c0, d0, words);
        Pieces(a1, b1, c1, d1, words + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(byte** lanes, nint offset, out Vector512<ulong> c0, out Vector512<ulong> c1)
    {
        var r0 = Vector512.Load((ulong*)(lanes[0] + offset));
        var r1 = Vector512.Load((ulong*)(lanes[1] + offset));
        c0 = Avx512F.UnpackLow(r0, r1);
        c1 = Avx512F.UnpackHigh(r0, r1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pieces(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d, Vector512<ulong>* words)
    {
        var even01 = Avx512F.Shuffle4x128(a, b, 0x88);
        var odd01 = Avx512F.Shuffle4x128(a, b, 0xDD);
        var even23 = Avx512F.Shuffle4x128(c, d, 0x88);
        var odd23 = Avx512F.Shuffle4x128(c, d, 0xDD);
        words[0] = Swap(Avx512F.Shuffle4x128(even01, even23, 0x88));
        words[2] = Swap(Avx512F.Shuffle4x128(odd01, odd23, 0x88));
        words[4] = Swap(Avx512F.Shuffle4x128(even01, even23, 0xDD));
        words[6] = Swap(Avx512F.Shuffle4x128(odd01, odd23, 0xDD));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Swap(Vector512<ulong> words) => Avx512BW.Shuffle(words.AsByte(), ByteOrder.Swap64).AsUInt64();
}
