using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>A throw-away key pair. Made at run time, never stored.</summary>
public sealed class TestKey
{
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string RsaPssOid = "1.2.840.113549.1.1.10";

    private TestKey(TestKeyKind kind, AsymmetricAlgorithm? algorithm, byte[] pkcs8, byte[] subjectPublicKeyInfo)
    {
        Kind = kind;
        Algorithm = algorithm;
        Pkcs8 = pkcs8;
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
    }

    /// <summary>The kind of key.</summary>
    public TestKeyKind Kind { get; }

    /// <summary>The key for .NET; null for Ed25519, which .NET does not know.</summary>
    public AsymmetricAlgorithm? Algorithm { get; }

    /// <summary>The private key as PKCS#8.</summary>
    public ReadOnlyMemory<byte> Pkcs8 { get; }

    /// <summary>The public key as the certificate carries it.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>The private key as PEM.</summary>
    public string PrivateKeyPem => PemEncoding.WriteString("PRIVATE KEY", Pkcs8.Span);

    /// <summary>Makes a key.</summary>
    public static TestKey Create(TestKeyKind kind) => kind switch
    {
        TestKeyKind.P256 => FromEcdsa(kind, ECCurve.NamedCurves.nistP256),
        TestKeyKind.P384 => FromEcdsa(kind, ECCurve.NamedCurves.nistP384),
        TestKeyKind.P521 => FromEcdsa(kind, ECCurve.NamedCurves.nistP521),
        TestKeyKind.Secp256k1 => FromEcdsa(kind, ECCurve.CreateFromFriendlyName("secp256k1")),
        TestKeyKind.Rsa1024 => FromRsa(kind, 1024),
        TestKeyKind.Rsa2048 => FromRsa(kind, 2048),
        TestKeyKind.Rsa3072 => FromRsa(kind, 3072),
        TestKeyKind.RsaPss2048 or TestKeyKind.Rsa16385 or TestKeyKind.RsaExponentOne => FromRsa(kind, 2048),
        TestKeyKind.Ed25519 => FromEd25519(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The kind of key that an algorithm is usually used with (§13.2.1).</summary>
    public static TestKeyKind UsualFor(SigningAlgorithm algorithm) => algorithm.Name switch
    {
        "ES256" => TestKeyKind.P256,
        "ES384" => TestKeyKind.P384,
        "ES512" => TestKeyKind.P521,
        "PS256" => TestKeyKind.Rsa2048,
        "PS384" or "PS512" => TestKeyKind.Rsa3072,
        _ => TestKeyKind.Ed25519,
    };

    /// <summary>Signs certificates, OCSP responses and the like with this key.</summary>
    internal X509SignatureGenerator SignatureGenerator => Algorithm switch
    {
        ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa),
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, Kind == TestKeyKind.RsaPss2048 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        _ => new Ed25519SignatureGenerator(this),
    };

    private static TestKey FromEcdsa(TestKeyKind kind, ECCurve curve)
    {
        ECDsa key = ECDsa.Create(curve);
        return new TestKey(kind, key, key.ExportPkcs8PrivateKey(), key.ExportSubjectPublicKeyInfo());
    }

    private static TestKey FromRsa(TestKeyKind kind, int bits)
    {
        RSA key = RSA.Create(bits);
        byte[] publicKeyInfo = kind switch
        {
            TestKeyKind.RsaPss2048 => PublicKeyInfo(RsaPssOid, key.ExportRSAPublicKey()),
            TestKeyKind.Rsa16385 => PublicKeyInfo(RsaOid, PublicKey([1, .. RandomNumberGenerator.GetBytes(2047), 1], [1, 0, 1])),
            TestKeyKind.RsaExponentOne => PublicKeyInfo(RsaOid, PublicKey(key.ExportParameters(includePrivateParameters: false).Modulus!, [1])),
            _ => key.ExportSubjectPublicKeyInfo(),
        };
        return new TestKey(kind, key, key.ExportPkcs8PrivateKey(), publicKeyInfo);
    }

    private static TestKey FromEd25519()
    {
        byte[] seed = RandomNumberGenerator.GetBytes(32);
        return new TestKey(TestKeyKind.Ed25519, null, Ed25519Encoding.Pkcs8(seed), Ed25519Encoding.SubjectPublicKeyInfo(seed));
    }

    private static byte[] PublicKey(byte[] modulus, byte[] exponent)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus);
            writer.WriteIntegerUnsigned(exponent);
        }

        return writer.Encode();
    }

    private static byte[] PublicKeyInfo(string algorithm, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                if (algorithm == RsaOid)
                {
                    writer.WriteNull();
                }
            }

            writer.WriteBitString(key);
        }

        return writer.Encode();
    }
}
