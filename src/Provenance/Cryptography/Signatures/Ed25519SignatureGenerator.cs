using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>Lets the platform's CertificateRequest issue certificates with an Ed25519 key (RFC 8410).</summary>
/// <param name="privateKey">The 32 byte private key.</param>
internal sealed class Ed25519SignatureGenerator(byte[] privateKey) : X509SignatureGenerator
{
    /// <inheritdoc/>
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.Ed25519);
        }

        return writer.Encode();
    }

    /// <inheritdoc/>
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => OpenSslEd25519.Sign(privateKey, data);

    /// <summary>The key as the platform's object.</summary>
    public static PublicKey ToPublicKey(ReadOnlySpan<byte> publicKey) => new(new Oid(Oids.Ed25519), null, new AsnEncodedData(publicKey));

    /// <summary>The private key as PKCS#8 (RFC 8410 §7).</summary>
    public static byte[] ToPkcs8(ReadOnlySpan<byte> privateKey)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(privateKey);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.Ed25519);
            }

            writer.WriteOctetString(inner.Encode());
        }

        return writer.Encode();
    }

    /// <inheritdoc/>
    protected override PublicKey BuildPublicKey() => ToPublicKey(OpenSslEd25519.PublicKeyOf(privateKey));
}
