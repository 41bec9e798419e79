using System.Formats.Asn1;
using System.Net;
using System.Net.Http.Headers;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Testing;

/// <summary>What is wrong with a test token or answer.</summary>
public enum TimestampFlaw
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The imprint is of something else.</summary>
    OtherImprint,

    /// <summary>The imprint uses SHA-1.</summary>
    Sha1Imprint,

    /// <summary>A bit of the CMS signature is flipped.</summary>
    BrokenSignature,

    /// <summary>The time inside was changed after signing.</summary>
    ChangedContent,

    /// <summary>The token carries no certificates.</summary>
    NoCertificates,

    /// <summary>The token carries certificates, but not the signer's.</summary>
    OtherCertificates,

    /// <summary>The token does not name its certificate (no ESS attribute).</summary>
    NoSigningCertificate,

    /// <summary>The token names another certificate.</summary>
    OtherSigningCertificate,

    /// <summary>The CMS does not hold a TSTInfo.</summary>
    OtherContentType,

    /// <summary>genTime without its Z.</summary>
    LocalTime,

    /// <summary>The CMS is signed with SHA-1.</summary>
    Sha1Signature,

    /// <summary>The TSTInfo has no imprint.</summary>
    NoImprint,

    /// <summary>The answer repeats another nonce.</summary>
    OtherNonce,

    /// <summary>The answer's status is rejection.</summary>
    Rejected,

    /// <summary>The answer says so but holds no token.</summary>
    GrantedWithoutToken,
}

/// <summary>
/// A time-stamp authority in the process: tokens over any message, with the certificate and time a test wants, or with one flaw. It is built on the
/// platform's CMS, so it checks our reading of tokens from the outside.
/// </summary>
/// <param name="credential">The authority's certificate, chain and key.</param>
/// <param name="time">The time it attests.</param>
public sealed class TestTimestampAuthority(TestCredential credential, DateTimeOffset time) : TimestampAuthority
{
    private const string TstInfoOid = "1.2.840.113549.1.9.16.1.4";
    private const string SigningCertificateV2Oid = "1.2.840.113549.1.9.16.2.47";

    private int _serial;

    /// <summary>An authority of the default test infrastructure that attests the pinned now.</summary>
    public static TestTimestampAuthority Default => new(TestPki.Default.Tsa(), TestPki.Now);

    /// <summary>What is wrong with what it gives.</summary>
    public TimestampFlaw Flaw { get; init; }

    /// <summary>How many tokens it has given.</summary>
    public int Given => _serial;

    /// <inheritdoc/>
    public override string Name => "test authority";

    /// <inheritdoc/>
    public override Task<ReadOnlyMemory<byte>> TimestampAsync(ReadOnlyMemory<byte> message, HashAlgorithmName hash, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>>(CreateToken(message.Span, hash));

    /// <summary>A token (CMS ContentInfo) over the message.</summary>
    public byte[] CreateToken(ReadOnlySpan<byte> message, HashAlgorithmName? hash = null)
    {
        var name = hash ?? HashAlgorithmName.SHA256;
        return CreateToken(CryptographicOperations.HashData(name, message), name, nonce: null);
    }

    /// <summary>A TimeStampResp over the message, as <c>sigTst</c> carries it.</summary>
    public byte[] CreateResponse(ReadOnlySpan<byte> message, int status = 0) => WrapResponse(CreateToken(message), status);

    /// <summary>Answers a TimeStampReq (RFC 3161 §2.4.1) with a TimeStampResp.</summary>
    public byte[] Answer(ReadOnlyMemory<byte> request)
    {
        if (!Rfc3161TimestampRequest.TryDecode(request, out var question, out _))
        {
            return WrapResponse(null, status: 2);
        }

        BigInteger? nonce = question.GetNonce() is { } n ? new BigInteger(n.Span, isUnsigned: false, isBigEndian: true) : null;
        byte[] token = CreateToken(question.GetMessageHash().ToArray(), HashAlgorithmName.FromOid(question.HashAlgorithmId.Value!), Flaw == TimestampFlaw.OtherNonce ? nonce + 1 : nonce);
        return Flaw switch
        {
            TimestampFlaw.Rejected => WrapResponse(null, status: 2),
            TimestampFlaw.GrantedWithoutToken => WrapResponse(null, status: 0),
            _ => WrapResponse(token, status: 0),
        };
    }

    /// <summary>A client whose every request this authority answers.</summary>
    public HttpClient CreateClient() => new(new Handler(this));

    private byte[] CreateToken(byte[] digest, HashAlgorithmName hash, BigInteger? nonce)
    {
        int serial = Interlocked.Increment(ref _serial);
        if (Flaw == TimestampFlaw.OtherImprint)
        {
            digest = CryptographicOperations.HashData(hash, "something else"u8);
        }

        string hashOid = Flaw == TimestampFlaw.Sha1Imprint ? "1.3.14.3.2.26" : CryptoConfig.MapNameToOID(hash.Name!)!;
        byte[] info = EncodeInfo(hashOid, Flaw == TimestampFlaw.Sha1Imprint ? digest[..20] : digest, serial, nonce);
        var contentType = new Oid(Flaw == TimestampFlaw.OtherContentType ? "1.2.840.113549.1.7.1" : TstInfoOid);
        var cms = new SignedCms(new ContentInfo(contentType, info), detached: false);
        using var certificate = credential.WithPrivateKey();
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            IncludeOption = X509IncludeOption.None,
            DigestAlgorithm = new Oid(Flaw == TimestampFlaw.Sha1Signature ? "1.3.14.3.2.26" : "2.16.840.1.101.3.4.2.1"),
        };
        if (Flaw != TimestampFlaw.NoCertificates)
        {
            foreach (var c in credential.Chain.Skip(Flaw == TimestampFlaw.OtherCertificates ? 1 : 0))
            {
                signer.Certificates.Add(c);
            }
        }

        if (Flaw != TimestampFlaw.NoSigningCertificate)
        {
            var named = Flaw == TimestampFlaw.OtherSigningCertificate ? credential.Chain[^1] : credential.Certificate;
            signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2Oid), EncodeSigningCertificate(named)));
        }

        cms.ComputeSignature(signer, silent: true);
        byte[] token = cms.Encode();
        if (Flaw == TimestampFlaw.BrokenSignature)
        {
            // The signature value is the last thing in a token without unsigned attributes.
            token[^1] ^= 1;
        }
        else if (Flaw == TimestampFlaw.ChangedContent)
        {
            int at = token.AsSpan().IndexOf(info);
            token[at + info.AsSpan().IndexOf("Z"u8) - 1] ^= 1;
        }

        return token;
    }

    private byte[] EncodeInfo(string hashOid, byte[] digest, int serial, BigInteger? nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier("1.2.3.4.1");
            if (Flaw != TimestampFlaw.NoImprint)
            {
                WriteImprint(writer, hashOid, digest);
            }

            writer.WriteInteger(serial);
            if (Flaw == TimestampFlaw.LocalTime)
            {
                byte[] text = System.Text.Encoding.ASCII.GetBytes(time.UtcDateTime.ToString("yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture));
                writer.WriteEncodedValue([0x18, (byte)text.Length, .. text]);
            }
            else
            {
                writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
            }

            if (nonce is { } number)
            {
                writer.WriteInteger(number);
            }
        }

        return writer.Encode();
    }

    private static void WriteImprint(AsnWriter writer, string hashOid, byte[] digest)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(hashOid);
            }

            writer.WriteOctetString(digest);
        }
    }

    private static byte[] EncodeSigningCertificate(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) // SigningCertificateV2
        using (writer.PushSequence()) // certs
        using (writer.PushSequence()) // ESSCertIDv2, SHA-256 being the default
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        }

        return writer.Encode();
    }

    private static byte[] WrapResponse(byte[]? token, int status)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(status);
            }

            if (token is not null)
            {
                writer.WriteEncodedValue(token);
            }
        }

        return writer.Encode();
    }

    private sealed class Handler(TestTimestampAuthority authority) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[] question = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var content = new ByteArrayContent(authority.Answer(question));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-reply");
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        }
    }
}
