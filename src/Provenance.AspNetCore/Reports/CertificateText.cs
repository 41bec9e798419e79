using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Reports;

/// <summary>Names in certificates, which may be anything, as text.</summary>
internal static class CertificateText
{
    /// <summary>Common name and organization of the subject.</summary>
    public static string Subject(X509Certificate2 certificate) => Name(certificate.SubjectName);

    /// <summary>Common name and organization of the issuer.</summary>
    public static string Issuer(X509Certificate2 certificate) => Name(certificate.IssuerName);

    /// <summary>The whole name, RFC 4514 style.</summary>
    public static string FullName(X500DistinguishedName name)
    {
        try
        {
            return name.Name;
        }
        catch (CryptographicException)
        {
            return "(a name that cannot be read)";
        }
    }

    private static string Name(X500DistinguishedName name)
    {
        string? common = null;
        string? organization = null;
        try
        {
            foreach (var part in name.EnumerateRelativeDistinguishedNames(reversed: false))
            {
                if (part.HasMultipleElements)
                {
                    continue;
                }

                switch (part.GetSingleElementType().Value)
                {
                    case "2.5.4.3":
                        common ??= part.GetSingleElementValue();
                        break;
                    case "2.5.4.10":
                        organization ??= part.GetSingleElementValue();
                        break;
                }
            }
        }
        catch (Exception e) when (e is CryptographicException or InvalidOperationException)
        {
            return FullName(name);
        }

        return (common, organization) switch
        {
            (not null, not null) when !string.Equals(common, organization, StringComparison.Ordinal) => $"{common} ({organization})",
            (not null, _) => common,
            (_, not null) => organization,
            _ => FullName(name),
        };
    }
}
