using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Provenance.Validation;

/// <summary>crJSON 3.7: the signature, its certificate, its time-stamp.</summary>
internal static class CrJsonSignature
{
    // The names the schema allows in a distinguished name; it allows no others.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["2.5.4.6"] = "C",
        ["2.5.4.8"] = "ST",
        ["2.5.4.7"] = "L",
        ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
        ["2.5.4.3"] = "CN",
        ["1.2.840.113549.1.9.1"] = "E",
        ["2.5.4.97"] = "2.5.4.97",
    };

    /// <summary>Writes the member; an empty object when the signature could not be read.</summary>
    public static void Write(Utf8JsonWriter writer, SignatureReport? signature)
    {
        writer.WriteStartObject("signature");
        if (signature?.SigningCertificate is { } certificate)
        {
            writer.WriteString("algorithm", signature.Algorithm is null ? "Unknown" : signature.Algorithm == SigningAlgorithm.Ed25519 ? "Ed25519" : signature.Algorithm.Name);
            WriteCertificate(writer, certificate);
            if (signature is { StatedTime: { } time, TimestampCertificates: [var authority, ..] })
            {
                writer.WriteStartObject("timeStampInfo");
                writer.WriteString("timestamp", Time(time));
                WriteCertificate(writer, authority);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>A time as RFC 3339 has it, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static void WriteCertificate(Utf8JsonWriter writer, X509Certificate2 certificate)
    {
        writer.WriteStartObject("certificateInfo");
        writer.WriteString("serialNumber", new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture));
        WriteName(writer, "issuer", certificate.IssuerName);
        WriteName(writer, "subject", certificate.SubjectName);
        writer.WriteStartObject("validity");
        writer.WriteString("notBefore", Time(new DateTimeOffset(certificate.NotBefore)));
        writer.WriteString("notAfter", Time(new DateTimeOffset(certificate.NotAfter)));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter writer, string member, X500DistinguishedName name)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var part in name.EnumerateRelativeDistinguishedNames(reversed: false))
            {
                if (!part.HasMultipleElements && Names.TryGetValue(part.GetSingleElementType().Value ?? string.Empty, out string? key) && part.GetSingleElementValue() is { } value)
                {
                    // Organizational units, for one, come several times.
                    parts[key] = parts.TryGetValue(key, out string? earlier) ? earlier + ", " + value : value;
                }
            }
        }
        catch (CryptographicException)
        {
            // A name that cannot be read is shown as far as it can be.
        }

        writer.WriteStartObject(member);
        foreach (var (key, value) in parts)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
