using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>The SHA-256 of a certificate or a key, as a key for look-ups: what has the same fingerprint is the same bytes.</summary>
internal readonly record struct Fingerprint
{
    // Not two numbers of 128 bits: what has a field of such a type is never compiled ahead of time, nor is what has a field of it in turn.
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private Fingerprint(ReadOnlySpan<byte> digest)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(digest);
        (_first, _second, _third, _fourth) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>The fingerprint of the bytes.</summary>
    public static Fingerprint Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return new Fingerprint(digest);
    }
}
