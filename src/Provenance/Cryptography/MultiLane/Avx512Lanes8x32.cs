using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Provenance.Cryptography.MultiLane;

/// <summary>SHA-256 in eight lanes of 256 bits with the rotations and three-input logic of AVX-512VL.</summary>
internal readonly unsafe struct Avx512Lanes8x32 : ILaneArithmetic<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported && Avx512F.VL.IsSupported;

    public static int Lanes => 8;

    public static int WordBytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => Avx2.Add(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> T1(
        Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, Vector256<uint> h, Vector256<uint> word, byte* constant)
    {
        var sum = Avx2.Add(Avx2.Add(h, word), Vector256.Create(*(uint*)constant));
        var sigma = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(e, 6), Avx512F.VL.RotateRight(e, 11), Avx512F.VL.RotateRight(e, 25), TernaryFunction.Xor);
        return Avx2.Add(Avx2.Add(sum, Avx512F.VL.TernaryLogic(e, f, g, TernaryFunction.Choose)), sigma);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> T2(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c)
    {
        var sigma = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(a, 2), Avx512F.VL.RotateRight(a, 13), Avx512F.VL.RotateRight(a, 22), TernaryFunction.Xor);
        return Avx2.Add(sigma, Avx512F.VL.TernaryLogic(a, b, c, TernaryFunction.Majority));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Expand(Vector256<uint> word16, Vector256<uint> word15, Vector256<uint> word7, Vector256<uint> word2)
    {
        var sigma0 = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(word15, 7), Avx512F.VL.RotateRight(word15, 18), Avx2.ShiftRightLogical(word15, 3), TernaryFunction.Xor);
        var sigma1 = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(word2, 17), Avx512F.VL.RotateRight(word2, 19), Avx2.ShiftRightLogical(word2, 10), TernaryFunction.Xor);
        return Avx2.Add(Avx2.Add(word16, word7), Avx2.Add(sigma0, sigma1));
    }

    /// <summary>The transposition gains nothing from AVX-512VL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadWords(byte** lanes, nint offset, Vector256<uint>* words) => Avx2Lanes8x32.LoadWords(lanes, offset, words);
}
