using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Provenance.Cryptography.MultiLane;

/// <summary>What tells the members of the SHA-2 family apart (FIPS 180-4): block and digest sizes, padding, initial hash value.</summary>
internal sealed class Sha2
{
    /// <summary>The largest block of the family, in bytes.</summary>
    public const int MaxBlockBytes = 128;

    /// <summary>The largest digest of the family, in bytes.</summary>
    public const int MaxDigestBytes = 64;

    private readonly ulong[] _initial;

    private Sha2(HashAlgorithmName name, int blockBytes, int digestBytes, ulong[] initial)
    {
        Name = name;
        BlockBytes = blockBytes;
        DigestBytes = digestBytes;
        _initial = initial;
    }

    /// <summary>SHA-256: words of 32 bits.</summary>
    public static Sha2 Sha256 { get; } = new(HashAlgorithmName.SHA256, blockBytes: 64, digestBytes: 32,
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ]);

    /// <summary>SHA-384: SHA-512 with another initial value, and cut short.</summary>
    public static Sha2 Sha384 { get; } = new(HashAlgorithmName.SHA384, blockBytes: 128, digestBytes: 48,
    [
        0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
        0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
    ]);

    /// <summary>SHA-512: words of 64 bits.</summary>
    public static Sha2 Sha512 { get; } = new(HashAlgorithmName.SHA512, blockBytes: 128, digestBytes: 64,
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ]);

    /// <summary>The algorithm as the BCL names it.</summary>
    public HashAlgorithmName Name { get; }

    /// <summary>Bytes per block: 64 or 128.</summary>
    public int BlockBytes { get; }

    /// <summary>Bytes per digest.</summary>
    public int DigestBytes { get; }

    /// <summary>Bytes per word: 4 or 8. A block is 16 words, a state 8.</summary>
    public int WordBytes => BlockBytes / 16;

    /// <summary>The member that a name stands for.</summary>
    /// <exception cref="ArgumentException">The name is none of SHA-256, SHA-384 and SHA-512.</exception>
    public static Sha2 For(HashAlgorithmName name)
    {
        if (name == HashAlgorithmName.SHA256) return Sha256;
        if (name == HashAlgorithmName.SHA384) return Sha384;
        if (name == HashAlgorithmName.SHA512) return Sha512;
        throw new ArgumentException($"'{name.Name}' is not a member of the SHA-2 family that C2PA allows.", nameof(name));
    }

    /// <summary>The BCL's digest of a message: the fallback, and what every lane is checked against.</summary>
    public void HashWithBcl(ReadOnlySpan<byte> message, Span<byte> digest) => _ = DigestBytes switch
    {
        32 => SHA256.HashData(message, digest),
        48 => SHA384.HashData(message, digest),
        _ => SHA512.HashData(message, digest),
    };

    /// <summary>How many blocks a message fills once padded.</summary>
    public long PaddedBlocks(long length) => (length / BlockBytes) + TailBlocks((int)(length % BlockBytes));

    /// <summary>
    /// Writes the last one or two blocks of a message: what is left of it, the bit 1, zeros, and the length in bits
    /// (FIPS 180-4, 5.1). Returns how many blocks that is.
    /// </summary>
    public int WriteTail(ReadOnlySpan<byte> rest, long messageLength, Span<byte> tail)
    {
        int blocks = TailBlocks(rest.Length);
        var padded = tail[..(blocks * BlockBytes)];
        rest.CopyTo(padded);
        padded[rest.Length] = 0x80;
        padded[(rest.Length + 1)..].Clear();
        // The 128-bit length of SHA-384 and SHA-512 has zeros above what a 64-bit count of bytes can reach, but for three bits.
        BinaryPrimitives.WriteUInt64BigEndian(padded[^8..], (ulong)messageLength << 3);
        if (WordBytes == 8) BinaryPrimitives.WriteUInt64BigEndian(padded[^16..], (ulong)messageLength >> 61);
        return blocks;
    }

    /// <summary>Puts the initial hash value into one lane of a state that holds eight rows of <paramref name="lanes"/> words.</summary>
    public unsafe void StartLane(byte* state, int lanes, int lane)
    {
        for (int word = 0; word < 8; word++)
        {
            if (WordBytes == 4) ((uint*)state)[(word * lanes) + lane] = (uint)_initial[word];
            else ((ulong*)state)[(word * lanes) + lane] = _initial[word];
        }
    }

    /// <summary>Takes the digest out of one lane.</summary>
    [SkipLocalsInit]
    public unsafe void ReadDigest(byte* state, int lanes, int lane, Span<byte> digest)
    {
        Span<byte> whole = stackalloc byte[MaxDigestBytes];
        for (int word = 0; word < 8; word++)
        {
            if (WordBytes == 4) BinaryPrimitives.WriteUInt32BigEndian(whole[(word * 4)..], ((uint*)state)[(word * lanes) + lane]);
            else BinaryPrimitives.WriteUInt64BigEndian(whole[(word * 8)..], ((ulong*)state)[(word * lanes) + lane]);
        }

        whole[..DigestBytes].CopyTo(digest);
    }

    private int TailBlocks(int rest) => rest + 1 + (2 * WordBytes) <= BlockBytes ? 1 : 2;
}
