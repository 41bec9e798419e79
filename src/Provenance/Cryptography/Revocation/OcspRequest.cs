using System.Formats.Asn1;

namespace Provenance.Cryptography;

/// <summary>Writes OCSP requests (RFC 6960 §4.1).</summary>
internal static class OcspRequest
{
    /// <summary>A request about one certificate, identified with SHA-1 hashes, the only ones every responder knows (RFC 5019 §2.1.1). Without a nonce, so that caches can answer.</summary>
    public static byte[] Encode(ParsedCertificate certificate, ParsedCertificate issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) // OCSPRequest
        using (writer.PushSequence()) // TBSRequest
        using (writer.PushSequence()) // requestList
        using (writer.PushSequence()) // Request
        using (writer.PushSequence()) // CertID
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.Sha1);
                writer.WriteNull();
            }

            writer.WriteOctetString(OcspSingleResponse.Hash(Oids.Sha1, certificate.Issuer.Span)!);
            writer.WriteOctetString(OcspSingleResponse.Hash(Oids.Sha1, issuer.PublicKey.Key.Span)!);
            writer.WriteInteger(certificate.SerialNumber.Span);
        }

        return writer.Encode();
    }
}
