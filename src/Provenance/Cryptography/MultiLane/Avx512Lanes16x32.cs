using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Provenance.Cryptography.MultiLane;

/// <summary>SHA-256 in sixteen lanes: rotations and three-input logic are one instruction each.</summary>
internal readonly unsafe struct Avx512Lanes16x32 : ILaneArithmetic<Vector512<uint>>
{
    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    public static int Lanes => 16;

    public static int WordBytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => Avx512F.Add(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> T1(
        Vector512<uint> e, Vector512<uint> f, Vector512<uint> g, Vector512<uint> h, Vector512<uint> word, byte* constant)
    {
        var sum = Avx512F.Add(Avx512F.Add(h, word), Vector512.Create(*(uint*)constant));
        var sigma = Avx512F.TernaryLogic(
            Avx512F.RotateRight(e, 6), Avx512F.RotateRight(e, 11), Avx512F.RotateRight(e, 25), TernaryFunction.Xor);
        return Avx512F.Add(Avx512F.Add(sum, Avx512F.TernaryLogic(e, f, g, TernaryFunction.Choose)), sigma);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> T2(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c)
    {
        var sigma = Avx512F.TernaryLogic(
            Avx512F.RotateRight(a, 2), Avx512F.RotateRight(a, 13), Avx512F.RotateRight(a, 22), TernaryFunction.Xor);
        return Avx512F.Add(sigma, Avx512F.TernaryLogic(a, b, c, TernaryFunction.Majority));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Expand(Vector512<uint> word16, Vector512<uint> word15, Vector512<uint> word7, Vector512<uint> word2)
    {
        var sigma0 = Avx512F.TernaryLogic(
            Avx512F.RotateRight(word15, 7), Avx512F.RotateRight(word15, 18), Avx512F.ShiftRightLogical(word15, 3), TernaryFunction.Xor);
        var sigma1 = Avx512F.TernaryLogic(
            Avx512F.RotateRight(word2, 17), Avx512F.RotateRight(word2, 19), Avx512F.ShiftRightLogical(word2, 10), TernaryFunction.Xor);
        return Avx512F.Add(Avx512F.Add(word16, word7), Avx512F.Add(sigma0, sigma1));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LoadWords(byte** lanes, nint offset, Vector512<uint>* words)
    {
        // Rows of four lanes become four columns of 128-bit pieces; then the pieces of the four groups are put in order.
        // Piece q of vector "group g, column c" holds word 4q + c of lanes 4g to 4g + 3.
        Quarter(lanes, offset, out var a0, out var a1, out var a2, out var a3);
        Quarter(lanes + 4, offset, out var b0, out var b1, out var b2, out var b3);
        Quarter(lanes + 8, offset, out var c0, out var c1, out var c2, out var c3);
        Quarter(lanes + 12, offset, out var d0, out var d1, out var d2, out var d3);
        Pieces(a0, b0, c0, d0, words);
        Pieces(a1, b1, c1, d1, words + 1);
        Pieces(a2, b2, c2, d2, words + 2);
        Pieces(a3, b3, c3, d3, words + 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        byte** lanes, nint offset, out Vector512<uint> c0, out Vector512<uint> c1, out Vector512<uint> c2, out Vector512<uint> c3)
    {
        var r0 = Vector512.Load((uint*)(lanes[0] + offset));
        var r1 = Vector512.Load((uint*)(lanes[1] + offset));
        var r2 = Vector512.Load((uint*)(lanes[2] + offset));
        var r3 = Vector512.Load((uint*)(lanes[3] + offset));
        var low01 = Avx512F.UnpackLow(r0, r1).AsUInt64();
        var high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
        var low23 = Avx512F.UnpackLow(r2, r3).AsUInt64();
        var high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
        c0 = Avx512F.UnpackLow(low01, low23).AsUInt32();
        c1 = Avx512F.UnpackHigh(low01, low23).AsUInt32();
        c2 = Avx512F.UnpackLow(high01, high23).AsUInt32();
        c3 = Avx512F.UnpackHigh(high01, high23).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pieces(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, Vector512<uint> d, Vector512<uint>* words)
    {
        var even01 = Avx512F.Shuffle4x128(a, b, 0x88);
        var odd01 = Avx512F.Shuffle4x128(a, b, 0xDD);
        var even23 = Avx512F.Shuffle4x128(c, d, 0x88);
        var odd23 = Avx512F.Shuffle4x128(c, d, 0xDD);
        words[0] = Swap(Avx512F.Shuffle4x128(even01, even23, 0x88));
        words[4] = Swap(Avx512F.Shuffle4x128(odd01, odd23, 0x88));
        words[8] = Swap(Avx512F.Shuffle4x128(even01, even23, 0xDD));
        words[12] = Swap(Avx512F.Shuffle4x128(odd01, odd23, 0xDD));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Swap(Vector512<uint> words) => Avx512BW.Shuffle(words.AsByte(), ByteOrder.Swap32).AsUInt32();
}
