using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>
/// A CMS SignedData with one signer (RFC 5652 §5), read without verifying anything. The platform's SignedCms reports failures by exception, in an
/// order of its own, and outside of our limits; §15.8.2 names the order and a status for each failure, so the structure is read here.
/// </summary>
internal sealed class CmsSignedData
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag KeyIdentifierTag = new(TagClass.ContextSpecific, 0);

    private ReadOnlyMemory<byte> _issuer;
    private ReadOnlyMemory<byte> _serialNumber;
    private ReadOnlyMemory<byte>? _keyIdentifier;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _signedAttributes = new(StringComparer.Ordinal);

    private CmsSignedData()
    {
    }

    /// <summary>The type of the content.</summary>
    public string ContentType { get; private set; } = string.Empty;

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>Whether the certificates field is present.</summary>
    public bool HasCertificates { get; private set; }

    /// <summary>The certificates that can be read, in file order.</summary>
    public IReadOnlyList<ParsedCertificate> Certificates { get; private set; } = [];

    /// <summary>The hash of the content.</summary>
    public AlgorithmIdentifier DigestAlgorithm { get; private set; } = null!;

    /// <summary>The signature's algorithm as written.</summary>
    public AlgorithmIdentifier SignatureAlgorithm { get; private set; } = null!;

    public ReadOnlyMemory<byte> Signature { get; private set; }

    /// <summary>The signed attributes as they are signed: as stored, with the tag of a SET (RFC 5652 §5.4).</summary>
    public ReadOnlyMemory<byte> SignedAttributes { get; private set; }

    /// <summary>The signer's certificate, or null when it is not among the certificates.</summary>
    public ParsedCertificate? Signer => Certificates.FirstOrDefault(IsSigner);

    /// <summary>Reads a ContentInfo.</summary>
    /// <param name="encoded">BER or DER.</param>
    /// <param name="limits">Most certificates.</param>
    /// <param name="known">Certificates that were met before, or null.</param>
    /// <exception cref="AsnContentException">It is not a SignedData with one signer and signed attributes.</exception>
    public static CmsSignedData Read(ReadOnlyMemory<byte> encoded, ParserLimits limits, KnownCertificates? known = null)
    {
        var outer = new AsnReader(encoded, AsnEncodingRules.BER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (info.ReadObjectIdentifier() != Oids.SignedData)
        {
            throw new AsnContentException("The content is not CMS SignedData.");
        }

        var explicitContent = info.ReadSequence(Context0);
        var body = explicitContent.ReadSequence();
        var result = new CmsSignedData();

        // RFC 5652 §5.1: 3, or more with other kinds of certificates, around content that is not plain data. No signature covers the number.
        if (!body.TryReadInt32(out int version) || version is not (3 or 4 or 5))
        {
            throw new AsnContentException("The SignedData is of a version that does not fit a time-stamp.");
        }

        var digests = ReadDigests(body.ReadSetOf(skipSortOrderValidation: true));
        result.ReadContent(body.ReadSequence());
        if (Next(body, Context0))
        {
            result.HasCertificates = true;
            result.Certificates = ReadCertificates(body.ReadSetOf(skipSortOrderValidation: true, Context0), limits, known);
        }

        if (Next(body, Context1))
        {
            body.ReadEncodedValue();
        }

        var signers = body.ReadSetOf(skipSortOrderValidation: true);
        body.ThrowIfNotEmpty();
        result.ReadSigner(signers.ReadSequence());
        if (signers.HasData)
        {
            throw new AsnContentException("More than one signer.");
        }

        // RFC 5652 §5.1 and §5.3: what readers in one pass prepare for is what the signer used. Nothing else makes this list hold together.
        if (!digests.Contains(result.DigestAlgorithm.Oid, StringComparer.Ordinal))
        {
            throw new AsnContentException("The digest algorithm of the signer is not announced.");
        }

        return result;
    }

    /// <summary>The one value of a signed attribute, or null when it is absent or has several values.</summary>
    public ReadOnlyMemory<byte>? SignedAttribute(string oid) => _signedAttributes.TryGetValue(oid, out var value) ? value : default(ReadOnlyMemory<byte>?);

    /// <summary>The scheme of the signature, when the profile allows it; rsaEncryption takes its hash from the digest algorithm (RFC 3370 §3.2).</summary>
    public bool TryReadScheme(out SignatureScheme? scheme, out string? problem)
    {
        if (SignatureAlgorithm.Oid == Oids.RsaEncryption)
        {
            var hash = SignatureScheme.FindHash(DigestAlgorithm.Oid);
            scheme = hash is { } name ? new SignatureScheme(SignatureKind.RsaPkcs1, name) : null;
            problem = scheme is null ? $"The digest algorithm {DigestAlgorithm.Oid} is not allowed." : null;
            return scheme is not null;
        }

        return SignatureScheme.TryRead(SignatureAlgorithm, out scheme, out problem);
    }

    /// <summary>Whether the attributes name the type and the hash of the content (RFC 5652 §5.6, §11.1, §11.2).</summary>
    public bool AttributesFitContent()
    {
        try
        {
            return SignedAttribute(Oids.ContentType) is { } type
                && new AsnReader(type, AsnEncodingRules.BER).ReadObjectIdentifier() == ContentType
                && SignedAttribute(Oids.MessageDigest) is { } digest
                && SignatureScheme.FindHash(DigestAlgorithm.Oid) is { } hash
                && CryptographicOperations.FixedTimeEquals(new AsnReader(digest, AsnEncodingRules.BER).ReadOctetString(), ContentHash.Compute(hash, Content.Span));
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private bool IsSigner(ParsedCertificate certificate) => _keyIdentifier is { } identifier
        ? certificate.SubjectKeyIdentifier is { } own && own.Span.SequenceEqual(identifier.Span)
        : certificate.Issuer.Span.SequenceEqual(_issuer.Span) && certificate.SerialNumber.Span.SequenceEqual(_serialNumber.Span);

    private void ReadContent(AsnReader content)
    {
        ContentType = content.ReadObjectIdentifier();
        var tagged = content.ReadSequence(Context0);
        Content = tagged.ReadOctetString();
        tagged.ThrowIfNotEmpty();
        content.ThrowIfNotEmpty();
    }

    private static List<string> ReadDigests(AsnReader set)
    {
        var digests = new List<string>();
        while (set.HasData)
        {
            digests.Add(AlgorithmIdentifier.Read(set).Oid);
        }

        return digests;
    }

    private static List<ParsedCertificate> ReadCertificates(AsnReader set, ParserLimits limits, KnownCertificates? known)
    {
        var certificates = new List<ParsedCertificate>();
        while (set.HasData)
        {
            if (certificates.Count == limits.MaxCertificatesInChain)
            {
                throw new AsnContentException(ExceededLimit.Sentence("There are too many certificates", limits.MaxCertificatesInChain));
            }

            // Other forms of certificates, and certificates that cannot be read, are of no use to a path.
            var item = set.ReadEncodedValue();
            if (item.Span[0] == 0x30 && item.Length <= limits.MaxCertificateSize && ParsedCertificate.TryParse(item, known, out var certificate, out _))
            {
                certificates.Add(certificate);
            }
        }

        return certificates;
    }

    private void ReadSigner(AsnReader signer)
    {
        _ = signer.TryReadInt32(out int version);
        if (version != (Next(signer, KeyIdentifierTag) ? 3 : 1))
        {
            throw new AsnContentException("The version of the signer information does not fit how it names its certificate.");
        }

        if (Next(signer, KeyIdentifierTag))
        {
            _keyIdentifier = signer.ReadOctetString(KeyIdentifierTag);
        }
        else
        {
            var sid = signer.ReadSequence();
            _issuer = sid.ReadEncodedValue();
            _serialNumber = sid.ReadIntegerBytes();
        }

        DigestAlgorithm = AlgorithmIdentifier.Read(signer);
        if (!Next(signer, Context0))
        {
            throw new AsnContentException("There are no signed attributes.");
        }

        byte[] attributes = signer.PeekEncodedValue().ToArray();
        ReadAttributes(signer.ReadSetOf(skipSortOrderValidation: true, Context0));

        // RFC 5652 §5.4: what is signed is the DER of the SET OF, with its own tag in place of the implicit one.
        attributes[0] = 0x31;
        SignedAttributes = attributes;
        SignatureAlgorithm = AlgorithmIdentifier.Read(signer);
        Signature = signer.ReadOctetString();
    }

    private void ReadAttributes(AsnReader set)
    {
        while (set.HasData)
        {
            var attribute = set.ReadSequence();
            string oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            attribute.ThrowIfNotEmpty();
            var value = values.ReadEncodedValue();

            // RFC 5652 §11: the attributes we look at occur once, with one value. Any repetition is refused, so readers cannot disagree.
            if (values.HasData || !_signedAttributes.TryAdd(oid, value))
            {
                throw new AsnContentException($"The signed attribute {oid} has several values.");
            }
        }
    }

    private static bool Next(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
