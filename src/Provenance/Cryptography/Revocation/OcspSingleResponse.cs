using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>certStatus of a SingleResponse (RFC 6960 §4.2.1).</summary>
internal enum OcspCertificateStatus
{
    /// <summary>Not revoked.</summary>
    Good,

    /// <summary>Revoked.</summary>
    Revoked,

    /// <summary>The responder does not know the certificate.</summary>
    Unknown,
}

/// <summary>The answer about one certificate (RFC 6960 §4.2.1).</summary>
internal sealed record OcspSingleResponse
{
    /// <summary>CRLReason removeFromCRL (RFC 5280 §5.3.1): a hold that was lifted, no revocation.</summary>
    private const int RemoveFromCrl = 8;

    /// <summary>CRLReason certificateHold: a revocation that may be lifted.</summary>
    private const int CertificateHold = 6;

    private static readonly Asn1Tag GoodTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RevokedTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag UnknownTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public required string HashAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> IssuerNameHash { get; init; }

    public required ReadOnlyMemory<byte> IssuerKeyHash { get; init; }

    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    public required OcspCertificateStatus Status { get; init; }

    public DateTimeOffset? RevocationTime { get; init; }

    public int? RevocationReason { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>Whether the status is revoked for good.</summary>
    public bool IsRevoked => Status == OcspCertificateStatus.Revoked && RevocationReason != RemoveFromCrl;

    /// <summary>Whether it is a revocation that may be lifted.</summary>
    public bool IsHold => Status == OcspCertificateStatus.Revoked && RevocationReason == CertificateHold;

    /// <summary>Whether it says the certificate is fine: good, or revoked and taken back.</summary>
    public bool IsGood => Status == OcspCertificateStatus.Good || (Status == OcspCertificateStatus.Revoked && !IsRevoked);

    /// <summary>Whether the answer is about the certificate (RFC 6960 §3.2, requirement 1): same serial number, same issuer by name and key.</summary>
    public bool IsAbout(ParsedCertificate certificate, ParsedCertificate issuer) =>
        certificate.SerialNumber.Span.SequenceEqual(SerialNumber.Span)
        && Hash(HashAlgorithm, certificate.Issuer.Span) is { } name && name.AsSpan().SequenceEqual(IssuerNameHash.Span)
        && Hash(HashAlgorithm, issuer.PublicKey.Key.Span) is { } key && key.AsSpan().SequenceEqual(IssuerKeyHash.Span);

    /// <exception cref="AsnContentException">It cannot be read.</exception>
    public static OcspSingleResponse Read(AsnReader reader)
    {
        var single = reader.ReadSequence();
        var id = single.ReadSequence();
        string algorithm = AlgorithmIdentifier.Read(id).Oid;
        byte[] name = id.ReadOctetString();
        byte[] key = id.ReadOctetString();
        var serial = id.ReadIntegerBytes();
        id.ThrowIfNotEmpty();

        var (status, time, reason) = ReadStatus(single);
        var thisUpdate = single.ReadGeneralizedTime();
        DateTimeOffset? nextUpdate = null;
        if (single.HasData && single.PeekTag().HasSameClassAndValue(Context0))
        {
            nextUpdate = single.ReadSequence(Context0).ReadGeneralizedTime();
        }

        return new OcspSingleResponse
        {
            HashAlgorithm = algorithm,
            IssuerNameHash = name,
            IssuerKeyHash = key,
            SerialNumber = serial,
            Status = status,
            RevocationTime = time,
            RevocationReason = reason,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
        };
    }

    /// <summary>The hash of a certificate identifier; SHA-1 is what RFC 6960 and nearly every responder use, as a mere name.</summary>
    public static byte[]? Hash(string algorithm, ReadOnlySpan<byte> data) =>
        algorithm == Oids.Sha1 ? SHA1.HashData(data) : SignatureScheme.FindHash(algorithm) is { } hash ? ContentHash.Compute(hash, data) : null;

    private static (OcspCertificateStatus Status, DateTimeOffset? Time, int? Reason) ReadStatus(AsnReader single)
    {
        var tag = single.PeekTag();
        if (tag.HasSameClassAndValue(GoodTag))
        {
            single.ReadNull(GoodTag);
            return (OcspCertificateStatus.Good, null, null);
        }

        if (tag.HasSameClassAndValue(UnknownTag))
        {
            single.ReadNull(UnknownTag);
            return (OcspCertificateStatus.Unknown, null, null);
        }

        var revoked = single.ReadSequence(RevokedTag);
        var time = revoked.ReadGeneralizedTime();
        int? reason = null;
        if (revoked.HasData)
        {
            var inner = revoked.ReadSequence(Context0);
            var content = inner.ReadEnumeratedBytes();
            reason = content.Length == 1 ? content.Span[0] : -1;
        }

        return (OcspCertificateStatus.Revoked, time, reason);
    }
}
