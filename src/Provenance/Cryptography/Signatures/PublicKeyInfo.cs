using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>The kinds of keys C2PA knows (§13.2.1, §14.5.1.1).</summary>
internal enum PublicKeyKind
{
    /// <summary>Not one of those below.</summary>
    Other,

    /// <summary>P-256, P-384 or P-521 as a named curve.</summary>
    EllipticCurve,

    /// <summary>rsaEncryption.</summary>
    Rsa,

    /// <summary>id-RSASSA-PSS.</summary>
    RsaPss,

    /// <summary>Ed25519.</summary>
    Ed25519,
}

/// <summary>A subjectPublicKeyInfo (RFC 5280 §4.1.2.7), read but not yet imported.</summary>
internal sealed record PublicKeyInfo
{
    private PublicKeyInfo(ReadOnlyMemory<byte> encoded, AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key)
    {
        Encoded = encoded;
        Algorithm = algorithm;
        Key = key;
        Fingerprint = Fingerprint.Of(encoded.Span);
        (Kind, CurveSize) = Identify(algorithm);
        if (Kind is PublicKeyKind.Rsa or PublicKeyKind.RsaPss)
        {
            (RsaModulusBits, RsaExponentIsSane) = ReadRsa(key);
        }
    }

    /// <summary>The DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The hash of <see cref="Encoded"/>.</summary>
    public Fingerprint Fingerprint { get; }

    /// <summary>The platform's object of the certificate that the key is in, or null; it has read the key already.</summary>
    public X509Certificate2? Certificate { get; init; }

    public AlgorithmIdentifier Algorithm { get; }

    /// <summary>The content of the bit string.</summary>
    public ReadOnlyMemory<byte> Key { get; }

    public PublicKeyKind Kind { get; }

    /// <summary>Bytes of a coordinate: 32, 48 or 66; 0 for other keys.</summary>
    public int CurveSize { get; }

    /// <summary>Bits of an RSA modulus; 0 for other keys.</summary>
    public int RsaModulusBits { get; }

    /// <summary>Whether an RSA exponent is odd, above 1 and of at most 64 bits, which is what libraries take whatever the modulus.</summary>
    public bool RsaExponentIsSane { get; }

    /// <summary>Reads a key.</summary>
    /// <exception cref="AsnContentException">It is not one.</exception>
    public static PublicKeyInfo Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new AsnReader(encoded, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var algorithm = AlgorithmIdentifier.Read(sequence);
        byte[] key = sequence.ReadBitString(out int unused);
        sequence.ThrowIfNotEmpty();
        if (unused != 0)
        {
            throw new AsnContentException("The key does not fill whole bytes.");
        }

        return new PublicKeyInfo(encoded, algorithm, key);
    }

    /// <summary>The key as the platform verifies with it, a new object every time; null when the platform refuses it.</summary>
    public AsymmetricAlgorithm? Import()
    {
        try
        {
            // Checking that a point is on its curve takes longer than verifying a signature, and reading the certificate has done it. Null for
            // keys whose usage is of no interest to the platform.
            return Kind == PublicKeyKind.EllipticCurve ? Certificate?.GetECDsaPublicKey() ?? ImportEncoded() : ImportEncoded();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private AsymmetricAlgorithm ImportEncoded()
    {
        AsymmetricAlgorithm? algorithm = null;
        try
        {
            if (Kind == PublicKeyKind.EllipticCurve)
            {
                var ecdsa = ECDsa.Create();
                algorithm = ecdsa;
                ecdsa.ImportSubjectPublicKeyInfo(Encoded.Span, out _);
            }
            else
            {
                // The platform does not import id-RSASSA-PSS keys as such; the key inside is an RSA key like any other.
                var rsa = RSA.Create();
                algorithm = rsa;
                rsa.ImportRSAPublicKey(Key.Span, out _);
            }

            return algorithm;
        }
        catch (CryptographicException)
        {
            algorithm?.Dispose();
            throw;
        }
    }

    private static (PublicKeyKind Kind, int CurveSize) Identify(AlgorithmIdentifier algorithm)
    {
        switch (algorithm.Oid)
        {
            case Oids.EcPublicKey:
                int size = algorithm.ParametersAsOid() switch { Oids.P256 => 32, Oids.P384 => 48, Oids.P521 => 66, _ => 0 };
                return size == 0 ? (PublicKeyKind.Other, 0) : (PublicKeyKind.EllipticCurve, size);
            case Oids.RsaEncryption:
                return (PublicKeyKind.Rsa, 0);
            case Oids.RsassaPss:
                return (PublicKeyKind.RsaPss, 0);
            case Oids.Ed25519:
                return (PublicKeyKind.Ed25519, 0);
            default:
                return (PublicKeyKind.Other, 0);
        }
    }

    private static (int ModulusBits, bool ExponentIsSane) ReadRsa(ReadOnlyMemory<byte> key)
    {
        var reader = new AsnReader(key, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var modulus = new BigInteger(sequence.ReadIntegerBytes().Span, isUnsigned: false, isBigEndian: true);
        var exponent = new BigInteger(sequence.ReadIntegerBytes().Span, isUnsigned: false, isBigEndian: true);
        sequence.ThrowIfNotEmpty();
        return modulus.Sign > 0 ? ((int)modulus.GetBitLength(), exponent > 1 && !exponent.IsEven && exponent.GetBitLength() <= 64) : (0, false);
    }
}
