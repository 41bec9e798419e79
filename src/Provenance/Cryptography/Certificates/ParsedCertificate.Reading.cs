using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <content>DER to certificate.</content>
internal sealed partial class ParsedCertificate
{
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag IssuerUniqueIdTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag SubjectUniqueIdTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    private static ParsedCertificate Read(ReadOnlyMemory<byte> der, X509Certificate2? existing)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var outer = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var tbs = outer.PeekEncodedValue();
        var body = outer.ReadSequence();
        var algorithm = AlgorithmIdentifier.Read(outer);
        byte[] signature = outer.ReadBitString(out int unused);
        outer.ThrowIfNotEmpty();
        if (unused != 0)
        {
            throw new AsnContentException("The signature of the certificate does not fill whole bytes.");
        }

        int version = 1;
        if (Next(body, VersionTag))
        {
            var tagged = body.ReadSequence(VersionTag);
            if (!tagged.TryReadInt32(out version) || version is < 0 or > 2)
            {
                throw new AsnContentException("The version of the certificate is not known.");
            }

            version++;
            tagged.ThrowIfNotEmpty();
        }

        var serial = body.ReadIntegerBytes();
        var inner = AlgorithmIdentifier.Read(body);
        if (!inner.Encoded.Span.SequenceEqual(algorithm.Encoded.Span))
        {
            throw new AsnContentException("The certificate names two different signature algorithms.");
        }

        var issuer = body.ReadEncodedValue();
        var validity = body.ReadSequence();
        var notBefore = ReadTime(validity);
        var notAfter = ReadTime(validity);
        validity.ThrowIfNotEmpty();
        var subject = body.ReadEncodedValue();
        var key = PublicKeyInfo.Read(body.ReadEncodedValue());
        bool unique = false;
        foreach (var tag in (Asn1Tag[])[IssuerUniqueIdTag, SubjectUniqueIdTag])
        {
            if (Next(body, tag))
            {
                body.ReadEncodedValue();
                unique = true;
            }
        }

        var extensions = Next(body, ExtensionsTag) ? ReadExtensions(body.ReadSequence(ExtensionsTag)) : [];
        body.ThrowIfNotEmpty();

        var authorityKey = Value(extensions, Oids.AuthorityKeyIdentifier);
        var usages = Value(extensions, Oids.ExtendedKeyUsage);
        var x509 = existing ?? X509CertificateLoader.LoadCertificate(der.Span);
        return new ParsedCertificate
        {
            Der = der,
            Fingerprint = Fingerprint.Of(der.Span),
            X509 = x509,
            Tbs = tbs,
            Version = version,
            SerialNumber = serial,
            SignatureAlgorithm = algorithm,
            Signature = signature,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = key with { Certificate = x509 },
            HasUniqueIdentifiers = unique,
            Extensions = extensions,
            BasicConstraints = Value(extensions, Oids.BasicConstraints) is { } constraints ? ReadBasicConstraints(constraints) : null,
            KeyUsage = Value(extensions, Oids.KeyUsage) is { } usage ? ReadKeyUsage(usage) : null,
            HasExtendedKeyUsage = usages is not null,
            ExtendedKeyUsages = usages is { } u ? ReadExtendedKeyUsages(u) : [],
            SubjectKeyIdentifier = Value(extensions, Oids.SubjectKeyIdentifier) is { } identifier ? ReadSubjectKeyIdentifier(identifier) : default(ReadOnlyMemory<byte>?),
            HasAuthorityKeyIdentifier = authorityKey is not null,
            AuthorityKeyIdentifier = authorityKey is { } a ? ReadAuthorityKeyIdentifier(a) : null,
            OcspResponders = Value(extensions, Oids.AuthorityInformationAccess) is { } access ? ReadOcspResponders(access) : [],
        };
    }

    private static bool Next(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);

    private static ReadOnlyMemory<byte>? Value(CertificateExtension[] extensions, string oid)
    {
        foreach (var extension in extensions)
        {
            if (extension.Oid == oid)
            {
                return extension.Value;
            }
        }

        return null;
    }

    // RFC 5280 §4.1.2.5: UTCTime up to 2049, GeneralizedTime after.
    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime(2049) : reader.ReadGeneralizedTime();

    private static CertificateExtension[] ReadExtensions(AsnReader tagged)
    {
        var sequence = tagged.ReadSequence();
        tagged.ThrowIfNotEmpty();
        var extensions = new List<CertificateExtension>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (sequence.HasData)
        {
            var item = sequence.ReadSequence();
            string oid = item.ReadObjectIdentifier();
            bool critical = Next(item, Asn1Tag.Boolean) && item.ReadBoolean();
            byte[] value = item.ReadOctetString();
            item.ThrowIfNotEmpty();

            // RFC 5280 §4.2: never twice, as readers could disagree which one counts.
            if (!seen.Add(oid))
            {
                throw new AsnContentException($"The certificate carries the extension {oid} twice.");
            }

            extensions.Add(new CertificateExtension(oid, critical, value));
        }

        return [.. extensions];
    }

    private static BasicConstraints ReadBasicConstraints(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        bool authority = Next(sequence, Asn1Tag.Boolean) && sequence.ReadBoolean();
        int? length = null;
        if (sequence.HasData)
        {
            length = sequence.TryReadInt32(out int given) && given >= 0 ? given : throw new AsnContentException("The path length of the certificate is not a number that makes sense.");
        }

        sequence.ThrowIfNotEmpty();
        return new BasicConstraints(authority, length);
    }

    private static X509KeyUsageFlags ReadKeyUsage(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        byte[] bits = reader.ReadBitString(out _);
        reader.ThrowIfNotEmpty();

        // Bit 0 of the bit string is the top bit of its first byte; the flags of the platform follow that layout.
        int flags = (bits.Length > 0 ? bits[0] : 0) | (bits.Length > 1 ? bits[1] << 8 : 0);
        return (X509KeyUsageFlags)flags;
    }

    private static string[] ReadExtendedKeyUsages(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var usages = new List<string>();
        while (sequence.HasData)
        {
            usages.Add(sequence.ReadObjectIdentifier());
        }

        return [.. usages];
    }

    private static ReadOnlyMemory<byte> ReadSubjectKeyIdentifier(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        byte[] identifier = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return identifier;
    }

    private static ReadOnlyMemory<byte>? ReadAuthorityKeyIdentifier(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        return Next(sequence, tag) ? sequence.ReadOctetString(tag) : default(ReadOnlyMemory<byte>?);
    }

    private static Uri[] ReadOcspResponders(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 6);
        var responders = new List<Uri>();
        while (sequence.HasData)
        {
            var description = sequence.ReadSequence();
            string method = description.ReadObjectIdentifier();
            if (method == Oids.OcspAccess
                && Next(description, tag)
                && Uri.TryCreate(description.ReadCharacterString(UniversalTagNumber.IA5String, tag), UriKind.Absolute, out var uri)
                && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
            {
                responders.Add(uri);
            }
        }

        return [.. responders];
    }
}
