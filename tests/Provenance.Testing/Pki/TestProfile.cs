using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>
/// What a test certificate says. The default is a signing certificate that C2PA accepts (§14.5.1); a test changes the one thing it is about:
/// <c>TestProfile.Signer with { NotAfter = … }</c>.
/// </summary>
public sealed record TestProfile
{
    /// <summary>A claim signer's certificate: <c>c2pa-kp-claimSigning</c>, digitalSignature, not a CA.</summary>
    public static TestProfile Signer { get; } = new();

    /// <summary>A time-stamp authority's certificate: timeStamping alone and critical (RFC 3161 §2.3).</summary>
    public static TestProfile Tsa { get; } = new()
    {
        CommonName = "Test time-stamp authority",
        ExtendedKeyUsages = [ExtendedKeyUsage.TimeStamping],
        ExtendedKeyUsageCritical = true,
    };

    /// <summary>An OCSP responder's certificate: OCSPSigning and id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2).</summary>
    public static TestProfile OcspResponder { get; } = new()
    {
        CommonName = "Test OCSP responder",
        ExtendedKeyUsages = [ExtendedKeyUsage.OcspSigning],
        MoreExtensions = [new X509Extension("1.3.6.1.5.5.7.48.1.5", [0x05, 0x00], critical: false)],
    };

    /// <summary>A certificate authority's certificate.</summary>
    public static TestProfile Authority { get; } = new()
    {
        CommonName = "Test intermediate",
        IsAuthority = true,
        KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
        ExtendedKeyUsages = null,
    };

    /// <summary>The subject's common name.</summary>
    public string CommonName { get; init; } = "Test signer";

    /// <summary>The subject's organization, or null for none.</summary>
    public string? Organization { get; init; } = "Provenance tests";

    /// <summary>Valid from.</summary>
    public DateTimeOffset NotBefore { get; init; } = TestPki.ValidFrom;

    /// <summary>Valid to.</summary>
    public DateTimeOffset NotAfter { get; init; } = TestPki.ValidTo;

    /// <summary>The EKUs as object identifiers; null leaves the extension out.</summary>
    public IReadOnlyList<string>? ExtendedKeyUsages { get; init; } = [ExtendedKeyUsage.ClaimSigning];

    /// <summary>Whether the EKU extension is critical.</summary>
    public bool ExtendedKeyUsageCritical { get; init; }

    /// <summary>The key usage; null leaves the extension out.</summary>
    public X509KeyUsageFlags? KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature;

    /// <summary>The cA flag of the basic constraints; null leaves the extension out.</summary>
    public bool? IsAuthority { get; init; } = false;

    /// <summary>The path length constraint, or null for none.</summary>
    public int? PathLength { get; init; }

    /// <summary>Whether there is a subject key identifier.</summary>
    public bool SubjectKeyIdentifier { get; init; } = true;

    /// <summary>Whether there is an authority key identifier.</summary>
    public bool AuthorityKeyIdentifier { get; init; } = true;

    /// <summary>More extensions, added as they are.</summary>
    public IReadOnlyList<X509Extension> MoreExtensions { get; init; } = [];

    /// <summary>The hash the issuer signs with; SHA-1 makes a certificate that C2PA refuses.</summary>
    public HashAlgorithmName IssuerHash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>The key, when the algorithm's usual one is not wanted: another curve, a short RSA modulus.</summary>
    public TestKeyKind? Key { get; init; }

    /// <summary>The serial number; random when null.</summary>
    public ReadOnlyMemory<byte>? SerialNumber { get; init; }

    /// <summary>Whether the certificate is of version 1, which has no extensions.</summary>
    public bool IsVersion1 { get; init; }

    /// <summary>Whether the certificate is signed with its own key instead of the issuer's.</summary>
    public bool SelfSigned { get; init; }
}

/// <summary>The kinds of test keys.</summary>
public enum TestKeyKind
{
    /// <summary>An EC key on P-256.</summary>
    P256,

    /// <summary>An EC key on P-384.</summary>
    P384,

    /// <summary>An EC key on P-521.</summary>
    P521,

    /// <summary>An EC key on secp256k1, which C2PA does not allow.</summary>
    Secp256k1,

    /// <summary>An RSA key of 1024 bits, which C2PA does not allow.</summary>
    Rsa1024,

    /// <summary>An RSA key of 2048 bits.</summary>
    Rsa2048,

    /// <summary>An RSA key of 3072 bits.</summary>
    Rsa3072,

    /// <summary>An RSA key of 2048 bits whose certificate says id-RSASSA-PSS instead of rsaEncryption.</summary>
    RsaPss2048,

    /// <summary>An RSA key whose certificate states a modulus of 16,385 bits, one more than is verified with; what it signs is signed with another key.</summary>
    Rsa16385,

    /// <summary>An RSA key of 2048 bits whose certificate states the public exponent 1.</summary>
    RsaExponentOne,

    /// <summary>An Ed25519 key.</summary>
    Ed25519,
}
