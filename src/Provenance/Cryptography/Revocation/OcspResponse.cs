using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>An OCSP response (RFC 6960 §4.2) read from DER.</summary>
internal sealed partial class OcspResponse
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag Context2 = new(TagClass.ContextSpecific, 2, isConstructed: true);

    private readonly ReadOnlyMemory<byte> _tbs;
    private readonly AlgorithmIdentifier _signatureAlgorithm;
    private readonly ReadOnlyMemory<byte> _signature;
    private readonly IReadOnlyList<ParsedCertificate> _certificates;
    private readonly ReadOnlyMemory<byte>? _responderName;
    private readonly ReadOnlyMemory<byte>? _responderKeyHash;

    private OcspResponse(
        ReadOnlyMemory<byte> tbs,
        AlgorithmIdentifier signatureAlgorithm,
        ReadOnlyMemory<byte> signature,
        IReadOnlyList<ParsedCertificate> certificates,
        ReadOnlyMemory<byte>? responderName,
        ReadOnlyMemory<byte>? responderKeyHash,
        DateTimeOffset producedAt,
        IReadOnlyList<OcspSingleResponse> responses)
    {
        _tbs = tbs;
        _signatureAlgorithm = signatureAlgorithm;
        _signature = signature;
        _certificates = certificates;
        _responderName = responderName;
        _responderKeyHash = responderKeyHash;
        ProducedAt = producedAt;
        Responses = responses;
    }

    /// <summary>The DER of the whole, for stapling.</summary>
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>When the responder signed.</summary>
    public DateTimeOffset ProducedAt { get; }

    /// <summary>The answers.</summary>
    public IReadOnlyList<OcspSingleResponse> Responses { get; }

    /// <summary>Reads a response whose status is successful and whose type is basic.</summary>
    /// <param name="der">The OCSPResponse.</param>
    /// <param name="limits">Most certificates.</param>
    /// <param name="response">The response.</param>
    /// <param name="error">A plain sentence.</param>
    /// <param name="known">Certificates that were met before, or null.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> der, ParserLimits limits, [NotNullWhen(true)] out OcspResponse? response, [NotNullWhen(false)] out string? error, KnownCertificates? known = null)
    {
        response = null;
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var status = sequence.ReadEnumeratedBytes();
            if (status.Span is not [0])
            {
                error = "The OCSP responder gave no answer.";
                return false;
            }

            var bytes = sequence.ReadSequence(Context0).ReadSequence();
            if (bytes.ReadObjectIdentifier() != Oids.BasicOcspResponse)
            {
                error = "The OCSP response is of an unknown type.";
                return false;
            }

            response = ReadBasic(der, bytes.ReadOctetString(), limits, known);
            error = null;
            return true;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or ArgumentException or FormatException or OverflowException)
        {
            error = "The OCSP response cannot be read: " + e.Message;
            return false;
        }
    }

    /// <summary>Whether some answer is about the certificate.</summary>
    public bool IsAbout(ParsedCertificate certificate, ParsedCertificate issuer) => Responses.Any(r => r.IsAbout(certificate, issuer));

    private static OcspResponse ReadBasic(ReadOnlyMemory<byte> whole, ReadOnlyMemory<byte> der, ParserLimits limits, KnownCertificates? known)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var basic = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var tbs = basic.PeekEncodedValue();
        var data = basic.ReadSequence();
        var algorithm = AlgorithmIdentifier.Read(basic);
        byte[] signature = basic.ReadBitString(out int unused);
        if (unused != 0)
        {
            throw new AsnContentException("The signature does not fill whole bytes.");
        }

        var certificates = new List<ParsedCertificate>();
        if (basic.HasData)
        {
            var list = basic.ReadSequence(Context0).ReadSequence();
            while (list.HasData)
            {
                if (certificates.Count == limits.MaxCertificatesInChain)
                {
                    throw new AsnContentException(ExceededLimit.Sentence("There are too many certificates", limits.MaxCertificatesInChain));
                }

                if (ParsedCertificate.TryParse(list.ReadEncodedValue(), known, out var certificate, out _))
                {
                    certificates.Add(certificate);
                }
            }
        }

        // version [0] is not written for v1, the only one there is.
        if (Next(data, Context0))
        {
            data.ReadEncodedValue();
        }

        ReadOnlyMemory<byte>? name = null;
        ReadOnlyMemory<byte>? keyHash = null;
        if (Next(data, Context1))
        {
            name = data.ReadSequence(Context1).ReadEncodedValue();
        }
        else
        {
            keyHash = data.ReadSequence(Context2).ReadOctetString();
        }

        var producedAt = data.ReadGeneralizedTime();
        var list2 = data.ReadSequence();
        var responses = new List<OcspSingleResponse>();
        while (list2.HasData)
        {
            responses.Add(OcspSingleResponse.Read(list2));
        }

        return new OcspResponse(tbs, algorithm, signature, certificates, name, keyHash, producedAt, responses) { Der = whole };
    }

    private static bool Next(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
