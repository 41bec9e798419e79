using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Provenance.Cryptography.MultiLane;

/// <summary>The byte shuffles that turn big-endian words into little-endian ones. Constants to the JIT.</summary>
internal static class ByteOrder
{
    /// <summary>Words of 32 bits in a 64-byte vector.</summary>
    public static Vector512<byte> Swap32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(Swap32Half, Swap32Half);
    }

    /// <summary>Words of 64 bits in a 64-byte vector.</summary>
    public static Vector512<byte> Swap64
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(Swap64Half, Swap64Half);
    }

    /// <summary>Words of 32 bits in a 32-byte vector.</summary>
    public static Vector256<byte> Swap32Half
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    }

    /// <summary>Words of 64 bits in a 32-byte vector.</summary>
    public static Vector256<byte> Swap64Half
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(
            (byte)7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    }
}
