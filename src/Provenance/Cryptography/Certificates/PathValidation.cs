using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>
/// The checks of RFC 5280 §6.1 on a finished path that do not depend on time: profile of the authorities, path length, name constraints,
/// critical extensions, policies. Signatures and name chaining were checked while the path was built.
/// </summary>
internal static class PathValidation
{
    // What is processed, or has no effect on a validation that accepts any policy. §14.5.1.2: the EKU of an authority is ignored.
    private static readonly HashSet<string> Processed = new(StringComparer.Ordinal)
    {
        Oids.BasicConstraints, Oids.KeyUsage, Oids.ExtendedKeyUsage, Oids.NameConstraints, Oids.SubjectAlternativeName, Oids.SubjectKeyIdentifier,
        Oids.AuthorityKeyIdentifier, Oids.CertificatePolicies, Oids.PolicyMappings, Oids.PolicyConstraints, Oids.InhibitAnyPolicy,
    };

    /// <summary>Checks a path.</summary>
    /// <param name="path">The leaf first, the anchor last.</param>
    /// <returns>A plain sentence that says what is wrong, or null.</returns>
    public static string? Check(IReadOnlyList<ParsedCertificate> path)
    {
        for (int i = 0; i < path.Count; i++)
        {
            bool isAnchor = i == path.Count - 1;
            string? problem = CheckOne(path[i], isLeaf: i == 0, isAnchor) ?? (i == 0 ? null : CheckIssuer(path, i));
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? CheckOne(ParsedCertificate certificate, bool isLeaf, bool isAnchor)
    {
        // An anchor is trusted as it is; only its right to issue, and the limits it sets itself, are looked at.
        if (isAnchor)
        {
            return null;
        }

        // RFC 5280 §6.1.4 (o), §6.1.5 (f): a critical extension that is not understood.
        if (certificate.Extensions.FirstOrDefault(e => e.IsCritical && !Processed.Contains(e.Oid)) is { } unknown)
        {
            return $"The certificate of {Name(certificate)} has the critical extension {unknown.Oid}, which is not understood.";
        }

        if (!isLeaf && CertificateProfile.Check(certificate, CertificateRole.Authority) is [var violation, ..])
        {
            return $"The certificate of {Name(certificate)} cannot issue: {violation.Sentence}";
        }

        // Without a policy to require, only requireExplicitPolicy could refuse a path; rather than judge policies, such paths are refused.
        return certificate.Find(Oids.PolicyConstraints) is { } constraints && RequiresExplicitPolicy(constraints)
            ? $"The certificate of {Name(certificate)} requires explicit certificate policies, which are not supported."
            : null;
    }

    private static string? CheckIssuer(IReadOnlyList<ParsedCertificate> path, int issuer)
    {
        var certificate = path[issuer];
        if (!certificate.MayIssue)
        {
            return $"The certificate of {Name(certificate)} is not allowed to issue certificates.";
        }

        // RFC 5280 §6.1.4 (l), (m): the number of intermediate certificates below, self-issued ones not counted.
        int below = 0;
        for (int i = 1; i < issuer; i++)
        {
            below += path[i].IsSelfIssued ? 0 : 1;
        }

        if (certificate.BasicConstraints?.PathLength is { } longest && below > longest)
        {
            return $"The path below {Name(certificate)} is longer than the {longest} intermediate certificates it allows.";
        }

        if (certificate.Find(Oids.NameConstraints) is not { } extension)
        {
            return null;
        }

        try
        {
            // RFC 5280 §6.1.3 (b): self-issued certificates are exempt unless they end the path.
            var constraints = NameConstraints.Read(extension.Value);
            for (int i = 0; i < issuer; i++)
            {
                if ((i == 0 || !path[i].IsSelfIssued) && !constraints.Allow(path[i]))
                {
                    return $"The names in the certificate of {Name(path[i])} are outside of what {Name(certificate)} may certify.";
                }
            }

            return null;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return $"The name constraints of {Name(certificate)} cannot be applied: {e.Message}";
        }
    }

    private static bool RequiresExplicitPolicy(CertificateExtension extension)
    {
        try
        {
            var sequence = new AsnReader(extension.Value, AsnEncodingRules.DER).ReadSequence();
            return sequence.HasData && sequence.PeekTag() is { TagClass: TagClass.ContextSpecific, TagValue: 0 };
        }
        catch (AsnContentException)
        {
            return true;
        }
    }

    /// <summary>A name for people.</summary>
    internal static string Name(ParsedCertificate certificate)
    {
        string name = certificate.X509.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, forIssuer: false);
        return name.Length > 0 ? "\"" + name + "\"" : "an unnamed subject";
    }
}
