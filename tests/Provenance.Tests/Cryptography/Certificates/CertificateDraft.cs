using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

/// <summary>An extension as it stands in a certificate.</summary>
internal sealed record DraftExtension(string Oid, bool IsCritical, byte[] Value);

/// <summary>
/// A certificate written field by field, so that every field can be wrong: <see cref="CertificateRequest"/> writes only what is right. What no
/// test touches is a claim signer's certificate in order.
/// </summary>
internal sealed record CertificateDraft
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <summary>The version as encoded, one less than its name; null leaves it out.</summary>
    public int? Version { get; init; } = 2;

    /// <summary>The serial number, big-endian.</summary>
    public byte[] Serial { get; init; } = [0x45, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>The subject.</summary>
    public byte[] Subject { get; init; } = Name("limbo signer");

    /// <summary>The issuer.</summary>
    public byte[] Issuer { get; init; } = Name("limbo root");

    /// <summary>Valid from.</summary>
    public DateTimeOffset NotBefore { get; init; } = TestPki.ValidFrom;

    /// <summary>Valid to.</summary>
    public DateTimeOffset NotAfter { get; init; } = TestPki.ValidTo;

    /// <summary>Whether times before 2050 are written as GeneralizedTime, which RFC 5280 does not want.</summary>
    public bool LongTimes { get; init; }

    /// <summary>The subject's key.</summary>
    public required TestKey Key { get; init; }

    /// <summary>The extensions, in order; null leaves the field out.</summary>
    public IReadOnlyList<DraftExtension>? Extensions { get; init; } = [];

    /// <summary>1 for an issuer unique identifier, 2 for a subject unique identifier, 0 for none.</summary>
    public int UniqueIdentifier { get; init; }

    /// <summary>The algorithm named inside, when it is not the real one.</summary>
    public string? InnerAlgorithm { get; init; }

    /// <summary>The algorithm named outside, when it is not the real one.</summary>
    public string? OuterAlgorithm { get; init; }

    /// <summary>Bytes behind everything in the body.</summary>
    public byte[] Trailing { get; init; } = [];

    /// <summary>A name.</summary>
    public static byte[] Name(string commonName, string organization = "limbo")
    {
        var builder = new X500DistinguishedNameBuilder();

        // The builder writes what was added last first.
        builder.AddCommonName(commonName);
        builder.AddOrganizationName(organization);
        return builder.Build().RawData;
    }

    /// <summary>With one extension more, or in the place of the one of its kind.</summary>
    public CertificateDraft With(DraftExtension extension) => this with { Extensions = [.. Extensions!.Where(e => e.Oid != extension.Oid), extension] };

    /// <summary>With one extension more, whether there is one of its kind or not.</summary>
    public CertificateDraft Plus(DraftExtension extension) => this with { Extensions = [.. Extensions!, extension] };

    /// <summary>Without the extension.</summary>
    public CertificateDraft Without(string oid) => this with { Extensions = [.. Extensions!.Where(e => e.Oid != oid)] };

    /// <summary>The certificate, signed by the issuer's key with SHA-256.</summary>
    public byte[] Sign(TestKey issuer)
    {
        var generator = issuer.Algorithm is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pss) : X509SignatureGenerator.CreateForECDsa((ECDsa)issuer.Algorithm!);
        byte[] algorithm = issuer.Algorithm is RSA ? generator.GetSignatureAlgorithmIdentifier(HashAlgorithmName.SHA256) : Algorithm(EcdsaWithSha256);
        byte[] body = Body(InnerAlgorithm is { } inner ? Algorithm(inner) : algorithm);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(body);
            writer.WriteEncodedValue(OuterAlgorithm is { } outer ? Algorithm(outer) : algorithm);
            writer.WriteBitString(generator.SignData(body, HashAlgorithmName.SHA256));
        }

        return writer.Encode();
    }

    private static byte[] Algorithm(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
        }

        return writer.Encode();
    }

    private byte[] Body(byte[] algorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (Version is { } version)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteInteger(version);
                }
            }

            writer.WriteInteger(Serial);
            writer.WriteEncodedValue(algorithm);
            writer.WriteEncodedValue(Issuer);
            using (writer.PushSequence())
            {
                WriteTime(writer, NotBefore);
                WriteTime(writer, NotAfter);
            }

            writer.WriteEncodedValue(Subject);
            writer.WriteEncodedValue(Key.SubjectPublicKeyInfo.Span);
            if (UniqueIdentifier > 0)
            {
                writer.WriteBitString([1, 2, 3], 0, new Asn1Tag(TagClass.ContextSpecific, UniqueIdentifier));
            }

            WriteExtensions(writer);
            if (Trailing.Length > 0)
            {
                writer.WriteEncodedValue(Trailing);
            }
        }

        return writer.Encode();
    }

    private void WriteExtensions(AsnWriter writer)
    {
        if (Extensions is null)
        {
            return;
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (writer.PushSequence())
        {
            foreach (var extension in Extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(extension.Oid);
                    if (extension.IsCritical)
                    {
                        writer.WriteBoolean(true);
                    }

                    writer.WriteOctetString(extension.Value);
                }
            }
        }
    }

    private void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (LongTimes || time.Year >= 2050)
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
        else
        {
            writer.WriteUtcTime(time);
        }
    }
}
