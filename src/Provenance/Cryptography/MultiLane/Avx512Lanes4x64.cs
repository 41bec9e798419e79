using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Provenance.Cryptography.MultiLane;

/// <summary>SHA-384 and SHA-512 in four lanes of 256 bits with the rotations and three-input logic of AVX-512VL.</summary>
internal readonly unsafe struct Avx512Lanes4x64 : ILaneArithmetic<Vector256<ulong>>
{
    public static bool IsSupported => Avx2.IsSupported && Avx512F.VL.IsSupported;

    public static int Lanes => 4;

    public static int WordBytes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Add(Vector256<ulong> x, Vector256<ulong> y) => Avx2.Add(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> T1(
        Vector256<ulong> e, Vector256<ulong> f, Vector256<ulong> g, Vector256<ulong> h, Vector256<ulong> word, byte* constant)
    {
        var sum = Avx2.Add(Avx2.Add(h, word), Vector256.Create(*(ulong*)constant));
        var sigma = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(e, 14), Avx512F.VL.RotateRight(e, 18), Avx512F.VL.RotateRight(e, 41), TernaryFunction.Xor);
        return Avx2.Add(Avx2.Add(sum, Avx512F.VL.TernaryLogic(e, f, g, TernaryFunction.Choose)), sigma);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> T2(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c)
    {
        var sigma = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(a, 28), Avx512F.VL.RotateRight(a, 34), Avx512F.VL.RotateRight(a, 39), TernaryFunction.Xor);
        return Avx2.Add(sigma, Avx512F.VL.TernaryLogic(a, b, c, TernaryFunction.Majority));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Expand(Vector256<ulong> word16, Vector256<ulong> word15, Vector256<ulong> word7, Vector256<ulong> word2)
    {
        var sigma0 = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(word15, 1), Avx512F.VL.RotateRight(word15, 8), Avx2.ShiftRightLogical(word15, 7), TernaryFunction.Xor);
        var sigma1 = Avx512F.VL.TernaryLogic(
            Avx512F.VL.RotateRight(word2, 19), Avx512F.VL.RotateRight(word2, 61), Avx2.ShiftRightLogical(word2, 6), TernaryFunction.Xor);
        return Avx2.Add(Avx2.Add(word16, word7), Avx2.Add(sigma0, sigma1));
    }

    /// <summary>The transposition gains nothing from AVX-512VL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadWords(byte** lanes, nint offset, Vector256<ulong>* words) => Avx2Lanes4x64.LoadWords(lanes, offset, words);
}
