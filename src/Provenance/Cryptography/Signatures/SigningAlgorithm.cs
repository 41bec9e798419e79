using System.Security.Cryptography;

namespace Provenance;

/// <summary>A signature algorithm that C2PA allows for claims (§13.2.1).</summary>
public sealed record SigningAlgorithm
{
    private SigningAlgorithm(string name, int coseIdentifier, HashAlgorithmName hash)
    {
        Name = name;
        CoseIdentifier = coseIdentifier;
        Hash = hash;
    }

    /// <summary>The COSE name, for example <c>ES256</c>.</summary>
    public string Name { get; }

    /// <summary>The COSE algorithm identifier (RFC 9053, RFC 8230).</summary>
    public int CoseIdentifier { get; }

    /// <summary>The hash that is signed; the default value for Ed25519, which signs messages.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>Whether this is one of ES256, ES384 and ES512.</summary>
    public bool IsEcdsa => CoseIdentifier is -7 or -35 or -36;

    /// <summary>Whether this is one of PS256, PS384 and PS512.</summary>
    public bool IsRsaPss => CoseIdentifier is -37 or -38 or -39;

    /// <summary>ECDSA with SHA-256, on P-256, P-384 or P-521.</summary>
    public static SigningAlgorithm ES256 { get; } = new("ES256", -7, HashAlgorithmName.SHA256);

    /// <summary>ECDSA with SHA-384, on P-256, P-384 or P-521.</summary>
    public static SigningAlgorithm ES384 { get; } = new("ES384", -35, HashAlgorithmName.SHA384);

    /// <summary>ECDSA with SHA-512, on P-256, P-384 or P-521.</summary>
    public static SigningAlgorithm ES512 { get; } = new("ES512", -36, HashAlgorithmName.SHA512);

    /// <summary>RSASSA-PSS with SHA-256.</summary>
    public static SigningAlgorithm PS256 { get; } = new("PS256", -37, HashAlgorithmName.SHA256);

    /// <summary>RSASSA-PSS with SHA-384.</summary>
    public static SigningAlgorithm PS384 { get; } = new("PS384", -38, HashAlgorithmName.SHA384);

    /// <summary>RSASSA-PSS with SHA-512.</summary>
    public static SigningAlgorithm PS512 { get; } = new("PS512", -39, HashAlgorithmName.SHA512);

    /// <summary>EdDSA on Ed25519.</summary>
    public static SigningAlgorithm Ed25519 { get; } = new("EdDSA", -8, default);

    /// <summary>All seven.</summary>
    public static IReadOnlyList<SigningAlgorithm> All { get; } = [ES256, ES384, ES512, PS256, PS384, PS512, Ed25519];

    /// <summary>The algorithm with the COSE identifier, or null when C2PA does not allow it.</summary>
    public static SigningAlgorithm? Find(long coseIdentifier) => All.FirstOrDefault(a => a.CoseIdentifier == coseIdentifier);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
