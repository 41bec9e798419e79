using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>A certificate (RFC 5280 §4.1) with every part that the profile and path validation look at, read from its DER.</summary>
internal sealed partial class ParsedCertificate
{
    /// <summary>The whole certificate.</summary>
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The hash of <see cref="Der"/>.</summary>
    public required Fingerprint Fingerprint { get; init; }

    /// <summary>The platform's object, for names and keys; shared between validations.</summary>
    public required X509Certificate2 X509 { get; init; }

    /// <summary>The part that is signed.</summary>
    public required ReadOnlyMemory<byte> Tbs { get; init; }

    /// <summary>1, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>The content of the serial number's INTEGER.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>The algorithm of the issuer's signature; inside and outside of the signed part agree.</summary>
    public required AlgorithmIdentifier SignatureAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>DER of the issuer's name.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>DER of the subject's name.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required PublicKeyInfo PublicKey { get; init; }

    /// <summary>Whether issuerUniqueID or subjectUniqueID is present.</summary>
    public required bool HasUniqueIdentifiers { get; init; }

    public required IReadOnlyList<CertificateExtension> Extensions { get; init; }

    /// <summary>basicConstraints, or null when absent.</summary>
    public BasicConstraints? BasicConstraints { get; private init; }

    /// <summary>keyUsage, or null when absent.</summary>
    public X509KeyUsageFlags? KeyUsage { get; private init; }

    /// <summary>Whether there is an extKeyUsage extension, even an empty one.</summary>
    public bool HasExtendedKeyUsage { get; private init; }

    /// <summary>The extended key usages, empty when the extension is absent.</summary>
    public IReadOnlyList<string> ExtendedKeyUsages { get; private init; } = [];

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; private init; }

    public bool HasAuthorityKeyIdentifier { get; private init; }

    /// <summary>The keyIdentifier of the authority key identifier, or null.</summary>
    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; private init; }

    /// <summary>Where OCSP is answered (authority information access), http(s) only.</summary>
    public IReadOnlyList<Uri> OcspResponders { get; private init; } = [];

    /// <summary>Whether issuer and subject are the same (RFC 5280 §3.2, self-issued).</summary>
    public bool IsSelfIssued => Issuer.Span.SequenceEqual(Subject.Span);

    /// <summary>Whether a certificate may be issued with this one: cA, and keyCertSign when key usages are named.</summary>
    public bool MayIssue => BasicConstraints is { IsAuthority: true } && (KeyUsage is null || KeyUsage.Value.HasFlag(X509KeyUsageFlags.KeyCertSign));

    public bool IsValidAt(DateTimeOffset time) => time >= NotBefore && time <= NotAfter;

    /// <summary>The platform's object for whoever reads a report; theirs to dispose of.</summary>
    public X509Certificate2 ToX509() => new(X509);

    public CertificateExtension? Find(string oid) => Extensions.FirstOrDefault(e => e.Oid == oid);

    public bool IsSameAs(ParsedCertificate other) => Der.Span.SequenceEqual(other.Der.Span);

    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out ParsedCertificate? certificate, [NotNullWhen(false)] out string? error)
    {
        try
        {
            certificate = Read(der, existing: null);
            error = null;
            return true;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or ArgumentException or FormatException or OverflowException)
        {
            certificate = null;
            error = e.Message;
            return false;
        }
    }

    /// <summary>As above, by way of what is known when there is such a thing.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> der, KnownCertificates? known, [NotNullWhen(true)] out ParsedCertificate? certificate, [NotNullWhen(false)] out string? error) =>
        known is null ? TryParse(der, out certificate, out error) : known.TryParse(der, out certificate, out error);

    /// <summary>Reads a certificate that the platform has read already.</summary>
    /// <exception cref="ArgumentException">The certificate cannot be read.</exception>
    public static ParsedCertificate From(X509Certificate2 certificate)
    {
        try
        {
            return Read(certificate.RawDataMemory, certificate);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or FormatException or OverflowException)
        {
            throw new ArgumentException("The certificate cannot be read: " + e.Message, nameof(certificate), e);
        }
    }
}
