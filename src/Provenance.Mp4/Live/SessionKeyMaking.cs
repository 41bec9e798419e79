using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>Makes the entry of a session key for the manifest (§18.25.2): the public half, and the signer's certificate signed with the private one.</summary>
internal static class SessionKeyMaking
{
    // Half of a SHA-256 digest: nobody finds two keys with the same.
    private const int IdentifierLength = 16;

    /// <summary>Makes the entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="signer">The certificate of whoever signs the manifest.</param>
    /// <param name="minSequenceNumber">The lowest number it signs.</param>
    /// <param name="createdAt">From when it is valid.</param>
    /// <param name="validity">How long.</param>
    /// <param name="cancellationToken">Ends the wait for the signature.</param>
    /// <exception cref="SigningException">The key is not one that can be used, or failed.</exception>
    public static async ValueTask<SessionKey> MakeAsync(
        SessionKeySigner key, X509Certificate2 signer, ulong minSequenceNumber, DateTimeOffset createdAt, TimeSpan validity, CancellationToken cancellationToken)
    {
        CborValue publicKey;
        try
        {
            publicKey = CoseKey.Write(PublicKeyInfo.Read(key.SubjectPublicKeyInfo), SHA256.HashData(key.SubjectPublicKeyInfo.Span).AsMemory(0, IdentifierLength));
        }
        catch (Exception e) when (e is ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            throw new SigningException(SigningFault.InvalidCredential, "The session key cannot be used: " + e.Message, e);
        }

        byte[] header = CborValue.Map(KeyValuePair.Create(CborValue.Integer(CoseHeaders.Algorithm), CborValue.Integer(key.Algorithm.CoseIdentifier))).Encoded.ToArray();
        var signature = await key.SignAsync(CoseStructures.Signature1(header, CborValue.Bytes(signer.RawData).Encoded), cancellationToken).ConfigureAwait(false);
        var none = CborValue.Map(Array.Empty<KeyValuePair<CborValue, CborValue>>());
        return new SessionKey
        {
            Key = publicKey,
            MinSequenceNumber = minSequenceNumber,
            CreatedAt = createdAt,
            ValidityPeriod = (ulong)validity.TotalSeconds,
            SignerBinding = CborValue.Tag(18, CborValue.Array(CborValue.Bytes(header), none, CborValue.Null, CborValue.Bytes(signature))),
        };
    }

    /// <summary>Length of the signatures of a key, in bytes.</summary>
    public static int SignatureLength(SessionKeySigner key)
    {
        var publicKey = PublicKeyInfo.Read(key.SubjectPublicKeyInfo);
        return publicKey.Kind switch
        {
            PublicKeyKind.EllipticCurve => 2 * publicKey.CurveSize,
            PublicKeyKind.Rsa => (publicKey.RsaModulusBits + 7) / 8,
            _ => OpenSslEd25519.SignatureLength,
        };
    }
}
