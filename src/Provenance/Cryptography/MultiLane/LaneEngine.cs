namespace Provenance.Cryptography.MultiLane;

/// <summary>A compression function that goes over one block of each of several messages at once.</summary>
internal abstract unsafe class LaneEngine
{
    /// <summary>The most lanes that any engine has.</summary>
    public const int MaxLanes = 16;

    /// <summary>The largest state: eight vectors of 64 bytes.</summary>
    public const int MaxStateBytes = 8 * 64;

    /// <summary>All engines of this assembly, widest first.</summary>
    public static IReadOnlyList<LaneEngine> All { get; } =
    [
        new LaneEngine<Avx512Lanes16x32, System.Runtime.Intrinsics.Vector512<uint>>("SHA-256, 16 lanes, AVX-512"),
        new LaneEngine<Avx512Lanes8x32, System.Runtime.Intrinsics.Vector256<uint>>("SHA-256, 8 lanes, AVX-512VL"),
        new LaneEngine<Avx2Lanes8x32, System.Runtime.Intrinsics.Vector256<uint>>("SHA-256, 8 lanes, AVX2"),
        new LaneEngine<Avx512Lanes8x64, System.Runtime.Intrinsics.Vector512<ulong>>("SHA-512, 8 lanes, AVX-512"),
        new LaneEngine<Avx512Lanes4x64, System.Runtime.Intrinsics.Vector256<ulong>>("SHA-512, 4 lanes, AVX-512VL"),
        new LaneEngine<Avx2Lanes4x64, System.Runtime.Intrinsics.Vector256<ulong>>("SHA-512, 4 lanes, AVX2"),
    ];

    /// <summary>What it computes, how wide, with which instructions.</summary>
    public abstract string Name { get; }

    /// <summary>Whether this processor can run it.</summary>
    public abstract bool IsSupported { get; }

    /// <summary>How many messages go side by side.</summary>
    public abstract int Lanes { get; }

    /// <summary>Bytes per word: 4 for SHA-256, 8 for SHA-384 and SHA-512.</summary>
    public abstract int WordBytes { get; }

    /// <summary>
    /// Takes <paramref name="blocks"/> consecutive blocks of every lane into the state.
    /// </summary>
    /// <param name="state">Eight rows of one word per lane, aligned to 64 bytes.</param>
    /// <param name="lanes">For each lane, where its next block starts; every lane must have that many whole blocks there.</param>
    /// <param name="blocks">How many blocks per lane, at least one.</param>
    public abstract void Compress(byte* state, byte** lanes, nint blocks);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
