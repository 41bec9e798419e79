using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

/// <summary>The extensions that drafts of certificates carry.</summary>
internal static class DraftExtensions
{
    public const string Bc = "2.5.29.19";
    public const string Ku = "2.5.29.15";
    public const string Eku = "2.5.29.37";
    public const string Ski = "2.5.29.14";
    public const string Aki = "2.5.29.35";

    public static DraftExtension Constraints(bool authority, int? length = null, bool critical = true) =>
        new(Bc, critical, Sequence(w =>
        {
            if (authority)
            {
                w.WriteBoolean(true);
            }

            if (length is { } l)
            {
                w.WriteInteger(l);
            }
        }));

    public static DraftExtension Usage(X509KeyUsageFlags flags, bool critical = true) => new(Ku, critical, new X509KeyUsageExtension(flags, critical).RawData);

    public static DraftExtension Usages(bool critical = false, params string[] oids) => new(Eku, critical, Sequence(w => Array.ForEach(oids, o => w.WriteObjectIdentifier(o))));

    public static DraftExtension SubjectKey(TestKey key, bool critical = false)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(Identifier(key));
        return new(Ski, critical, writer.Encode());
    }

    public static DraftExtension AuthorityKey(TestKey key, bool critical = false) =>
        new(Aki, critical, Sequence(w => w.WriteOctetString(Identifier(key), new Asn1Tag(TagClass.ContextSpecific, 0))));

    public static DraftExtension Unknown(bool critical) => new("1.2.3.4.5", critical, [5, 0]);

    /// <summary>Name constraints: subtrees are general names, encoded.</summary>
    public static DraftExtension NameLimits(byte[][]? permitted = null, byte[][]? excluded = null, bool withMaximum = false) =>
        new("2.5.29.30", true, Sequence(w =>
        {
            foreach (var (tag, subtrees) in new[] { (0, permitted), (1, excluded) })
            {
                if (subtrees is null)
                {
                    continue;
                }

                using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag)))
                {
                    foreach (byte[] name in subtrees)
                    {
                        using (w.PushSequence())
                        {
                            w.WriteEncodedValue(name);
                            if (withMaximum)
                            {
                                w.WriteInteger(3, new Asn1Tag(TagClass.ContextSpecific, 1));
                            }
                        }
                    }
                }
            }
        }));

    public static byte[] Directory(byte[] name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
        {
            writer.WriteEncodedValue(name);
        }

        return writer.Encode();
    }

    /// <summary>A general name of text: 1 for e-mail, 2 for DNS, 6 for a URI.</summary>
    public static byte[] Text(int kind, string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.IA5String, text, new Asn1Tag(TagClass.ContextSpecific, kind));
        return writer.Encode();
    }

    public static DraftExtension Alternatives(bool critical, params byte[][] names) => new("2.5.29.17", critical, Sequence(w => Array.ForEach(names, n => w.WriteEncodedValue(n))));

    public static byte[] Sequence(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            write(writer);
        }

        return writer.Encode();
    }

    private static byte[] Identifier(TestKey key) => SHA256.HashData(key.SubjectPublicKeyInfo.Span)[..20];
}
