using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>The SHA-256 of a certificate or a key, as a key for look-ups: what has the same fingerprint is the same bytes.</summary>
internal readonly record struct Fingerprint
{
    private readonly UInt128 _first;
    private readonly UInt128 _second;

    private Fingerprint(ReadOnlySpan<byte> digest)
    {
        _first = MemoryMarshal.Read<UInt128>(digest);
        _second = MemoryMarshal.Read<UInt128>(digest[16..]);
    }

    /// <summary>The fingerprint of the bytes.</summary>
    public static Fingerprint Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return new Fingerprint(digest);
    }
}
