using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>
/// A time-stamp authority (RFC 3161) in this process, for development and tests: it attests the time of a clock it is given. Only who trusts the
/// development root trusts it. Dispose of it to let go of the key.
/// </summary>
public sealed class DevelopmentTimestampAuthority : TimestampAuthority, IDisposable
{
    // Of the arc for documentation (RFC 5612 gave 1.3.6.1.4.1.32473 to examples).
    private const string Policy = "1.3.6.1.4.1.32473.1";
    private const int Granted = 0;
    private const int Rejected = 2;

    private readonly X509Certificate2 _certificate;
    private readonly Lock _lock = new();

    /// <summary>Takes a certificate with its key, such as <see cref="DevelopmentCredential.TimestampChainPem"/> and <see cref="DevelopmentCredential.TimestampPrivateKeyPem"/>.</summary>
    /// <param name="certificate">The authority's certificate as PEM.</param>
    /// <param name="privateKey">Its EC or RSA key as unencrypted PEM.</param>
    /// <exception cref="CryptographicException">The text cannot be used, or the key is not the certificate's.</exception>
    public DevelopmentTimestampAuthority(string certificate, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(privateKey);
        try
        {
            _certificate = X509Certificate2.CreateFromPem(certificate, privateKey);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override string Name => "development time-stamp authority";

    /// <summary>The time it attests.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public override Task<ReadOnlyMemory<byte>> TimestampAsync(ReadOnlyMemory<byte> message, HashAlgorithmName hash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = Rfc3161TimestampRequest.CreateFromHash(ContentHash.Compute(hash, message.Span), hash, requestSignerCertificates: true);
        return Task.FromResult<ReadOnlyMemory<byte>>(CreateToken(request));
    }

    /// <summary>Answers a TimeStampReq (RFC 3161 §2.4.1) with a TimeStampResp (§2.4.2), a rejection when it cannot be read.</summary>
    public byte[] Answer(ReadOnlyMemory<byte> request)
    {
        bool isRequest = Rfc3161TimestampRequest.TryDecode(request, out var question, out int read) && read == request.Length
            && SignatureScheme.FindHash(question!.HashAlgorithmId.Value!) is not null
            && question.RequestedPolicyId is null or { Value: Policy };
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(isRequest ? Granted : Rejected);
            }

            if (isRequest)
            {
                writer.WriteEncodedValue(CreateToken(question!));
            }
        }

        return writer.Encode();
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private byte[] CreateToken(Rfc3161TimestampRequest request)
    {
        var cms = new SignedCms(new ContentInfo(new Oid(Oids.TstInfo), EncodeInfo(request)), detached: false);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, _certificate)
        {
            IncludeOption = request.RequestSignerCertificate ? X509IncludeOption.EndCertOnly : X509IncludeOption.None,
            DigestAlgorithm = new Oid(Oids.Sha256),
        };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(Oids.SigningCertificateV2), EncodeSigningCertificate()));

        // The platform's key objects are not promised to be safe from several threads; authorities are.
        lock (_lock)
        {
            cms.ComputeSignature(signer, silent: true);
        }

        return cms.Encode();
    }

    // TSTInfo (RFC 3161 §2.4.2).
    private byte[] EncodeInfo(Rfc3161TimestampRequest request)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier(Policy);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(request.HashAlgorithmId.Value!);
                }

                writer.WriteOctetString(request.GetMessageHash().Span);
            }

            writer.WriteInteger(new BigInteger(RandomNumberGenerator.GetBytes(16), isUnsigned: true));
            writer.WriteGeneralizedTime(Clock.GetUtcNow(), omitFractionalSeconds: true);
            if (request.GetNonce() is { } nonce)
            {
                writer.WriteInteger(nonce.Span);
            }
        }

        return writer.Encode();
    }

    // SigningCertificateV2 (RFC 5035 §4): certs, of which the first is the signer's; SHA-256 is the default.
    private byte[] EncodeSigningCertificate()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(_certificate.RawDataMemory.Span));
        }

        return writer.Encode();
    }
}
