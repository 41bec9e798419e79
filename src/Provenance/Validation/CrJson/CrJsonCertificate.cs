using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary><c>certificateInfo</c> (crJSON 2.4 §3.7): the leaf only, as the text asks.</summary>
internal static class CrJsonCertificate
{
    // The members the schema allows in a name.
    private static readonly (string Member, string Type)[] Attributes =
    [
        ("C", "2.5.4.6"),
        ("ST", "2.5.4.8"),
        ("L", "2.5.4.7"),
        ("O", "2.5.4.10"),
        ("OU", "2.5.4.11"),
        ("CN", "2.5.4.3"),
        ("E", Oids.EmailAddress),
        ("2.5.4.97", "2.5.4.97"),
    ];

    /// <summary>Writes the object; without a certificate one that says nothing.</summary>
    public static void Write(Utf8JsonWriter json, X509Certificate2? certificate)
    {
        json.WriteStartObject();

        // Hexadecimal without leading zeros, as c2pa-rs writes it; the text leaves the base open.
        json.WriteString("serialNumber", certificate?.SerialNumber.TrimStart('0').ToLowerInvariant() ?? string.Empty);
        WriteName(json, "issuer", certificate?.IssuerName);
        WriteName(json, "subject", certificate?.SubjectName);
        json.WriteStartObject("validity");
        if (certificate is not null)
        {
            json.WriteString("notBefore", CrJsonStatuses.Time(new DateTimeOffset(certificate.NotBefore)));
            json.WriteString("notAfter", CrJsonStatuses.Time(new DateTimeOffset(certificate.NotAfter)));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // An attribute that stands there several times is one member: no value of a name may hide another.
    private static void WriteName(Utf8JsonWriter json, string member, X500DistinguishedName? name)
    {
        json.WriteStartObject(member);
        var attributes = Read(name);
        foreach (var (key, type) in Attributes)
        {
            string[] values = [.. attributes.Where(a => a.Type == type).Select(a => a.Text).OfType<string>()];
            if (values.Length > 0)
            {
                json.WriteString(key, string.Join(", ", values));
            }
        }

        json.WriteEndObject();
    }

    private static IReadOnlyList<NameAttribute> Read(X500DistinguishedName? name)
    {
        try
        {
            return name is null ? [] : DistinguishedName.Read(name.RawData).Attributes;
        }
        catch (AsnContentException)
        {
            return [];
        }
    }
}
