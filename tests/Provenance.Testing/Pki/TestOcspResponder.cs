using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>What a test response says about the certificate.</summary>
public enum OcspStatus
{
    /// <summary>good.</summary>
    Good,

    /// <summary>revoked, with a time and a reason.</summary>
    Revoked,

    /// <summary>unknown.</summary>
    Unknown,
}

/// <summary>Writes OCSP responses (RFC 6960 §4.2) about one certificate, signed by whom a test wants.</summary>
/// <param name="responder">Certificate and key that sign.</param>
/// <param name="issuer">The issuer named in the certificate identifier.</param>
public sealed class TestOcspResponder(TestCredential responder, X509Certificate2 issuer)
{
    /// <summary>The status.</summary>
    public OcspStatus Status { get; init; }

    /// <summary>When revoked.</summary>
    public DateTimeOffset RevocationTime { get; init; } = TestPki.Now;

    /// <summary>CRLReason, or null for none; 8 is removeFromCRL.</summary>
    public int? Reason { get; init; }

    /// <summary>thisUpdate.</summary>
    public DateTimeOffset ThisUpdate { get; init; } = TestPki.Now.AddHours(-1);

    /// <summary>nextUpdate, or null for none.</summary>
    public DateTimeOffset? NextUpdate { get; init; } = TestPki.Now.AddDays(7);

    /// <summary>producedAt.</summary>
    public DateTimeOffset ProducedAt { get; init; } = TestPki.Now.AddHours(-1);

    /// <summary>Whether the responder's certificate is in the response.</summary>
    public bool WithCertificate { get; init; } = true;

    /// <summary>Whether the signature is spoiled.</summary>
    public bool BreakSignature { get; init; }

    /// <summary>The response about the certificate.</summary>
    public byte[] Create(X509Certificate2 certificate)
    {
        byte[] data = EncodeData(certificate);
        byte[] signature = ((ECDsa)responder.Key.Algorithm!).SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (BreakSignature)
        {
            signature[^1] ^= 1;
        }

        var basic = new AsnWriter(AsnEncodingRules.DER);
        using (basic.PushSequence())
        {
            basic.WriteEncodedValue(data);
            using (basic.PushSequence())
            {
                basic.WriteObjectIdentifier("1.2.840.10045.4.3.2");
            }

            basic.WriteBitString(signature);
            if (WithCertificate)
            {
                using (basic.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                using (basic.PushSequence())
                {
                    basic.WriteEncodedValue(responder.Certificate.RawData);
                }
            }
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue([0x0A, 0x01, 0x00]);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                writer.WriteOctetString(basic.Encode());
            }
        }

        return writer.Encode();
    }

    /// <summary>A client that answers every request with the response about the certificate.</summary>
    public HttpClient CreateClient(X509Certificate2 certificate) => new(new Handler(Create(certificate)));

    private byte[] EncodeData(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            {
                writer.WriteEncodedValue(responder.Certificate.SubjectName.RawData);
            }

            writer.WriteGeneralizedTime(ProducedAt, omitFractionalSeconds: true);
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("1.3.14.3.2.26");
                    }

                    writer.WriteOctetString(SHA1.HashData(certificate.IssuerName.RawData));
                    writer.WriteOctetString(SHA1.HashData(issuer.PublicKey.EncodedKeyValue.RawData));
                    writer.WriteInteger(certificate.SerialNumberBytes.Span);
                }

                WriteStatus(writer);
                writer.WriteGeneralizedTime(ThisUpdate, omitFractionalSeconds: true);
                if (NextUpdate is { } next)
                {
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                    {
                        writer.WriteGeneralizedTime(next, omitFractionalSeconds: true);
                    }
                }
            }
        }

        return writer.Encode();
    }

    private void WriteStatus(AsnWriter writer)
    {
        if (Status != OcspStatus.Revoked)
        {
            writer.WriteNull(new Asn1Tag(TagClass.ContextSpecific, Status == OcspStatus.Good ? 0 : 2));
            return;
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        {
            writer.WriteGeneralizedTime(RevocationTime, omitFractionalSeconds: true);
            if (Reason is { } reason)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteEncodedValue([0x0A, 0x01, (byte)reason]);
                }
            }
        }
    }

    private sealed class Handler(byte[] response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(response) });
    }
}
