namespace Provenance.Cryptography.MultiLane;

/// <summary>
/// The arithmetic of one SHA-2 word size on one kind of vector: element <c>i</c> of every vector belongs to message <c>i</c>.
/// The functions are those of FIPS 180-4, 4.1.2 and 4.1.3, cut where an instruction set can do more than one step at a time.
/// </summary>
/// <typeparam name="TVector">The vector: one word of every lane.</typeparam>
internal unsafe interface ILaneArithmetic<TVector>
    where TVector : unmanaged
{
    /// <summary>Whether this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many messages go side by side.</summary>
    static abstract int Lanes { get; }

    /// <summary>Bytes per word: 4 for SHA-256, 8 for SHA-384 and SHA-512.</summary>
    static abstract int WordBytes { get; }

    /// <summary>Addition modulo the word size, lane by lane.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>T1 of a round: h + Σ1(e) + Ch(e, f, g) + K + W, where <paramref name="constant"/> points to K.</summary>
    static abstract TVector T1(TVector e, TVector f, TVector g, TVector h, TVector word, byte* constant);

    /// <summary>T2 of a round: Σ0(a) + Maj(a, b, c).</summary>
    static abstract TVector T2(TVector a, TVector b, TVector c);

    /// <summary>The message schedule, 16 words on: W[t] = σ1(W[t-2]) + W[t-7] + σ0(W[t-15]) + W[t-16].</summary>
    static abstract TVector Expand(TVector word16, TVector word15, TVector word7, TVector word2);

    /// <summary>
    /// Reads one block of every lane at <paramref name="offset"/> from the lane's pointer and writes its sixteen words, big-endian
    /// made native, as sixteen vectors: a matrix of lanes and words, transposed.
    /// </summary>
    static abstract void LoadWords(byte** lanes, nint offset, TVector* words);
}
