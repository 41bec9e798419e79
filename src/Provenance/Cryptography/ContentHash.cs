using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>The hash algorithms C2PA allows for content (§13.1): sha256, sha384 and sha512.</summary>
public static class ContentHash
{
    /// <summary>The platform's name for an allowed algorithm, or null when the name is not allowed.</summary>
    /// <param name="name">The name as written in <c>alg</c>; case matters.</param>
    public static HashAlgorithmName? Find(string? name) => name switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>The C2PA name of an allowed algorithm.</summary>
    /// <exception cref="ArgumentException">The algorithm is not allowed by §13.1.</exception>
    public static string NameOf(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        "SHA256" => "sha256",
        "SHA384" => "sha384",
        "SHA512" => "sha512",
        _ => throw new ArgumentException($"C2PA allows sha256, sha384 and sha512, not {algorithm.Name}.", nameof(algorithm)),
    };

    /// <summary>Digest length in bytes.</summary>
    public static int Length(HashAlgorithmName algorithm) => algorithm.Name switch { "SHA256" => 32, "SHA384" => 48, _ => 64 };

    /// <summary>Hashes the bytes.</summary>
    public static byte[] Compute(HashAlgorithmName algorithm, ReadOnlySpan<byte> data) => algorithm.Name switch
    {
        "SHA256" => SHA256.HashData(data),
        "SHA384" => SHA384.HashData(data),
        "SHA512" => SHA512.HashData(data),
        _ => throw new ArgumentException($"C2PA allows sha256, sha384 and sha512, not {algorithm.Name}.", nameof(algorithm)),
    };
}
