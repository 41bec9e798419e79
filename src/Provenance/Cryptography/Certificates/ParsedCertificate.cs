using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>A certificate (RFC 5280 §4.1) with every part that the profile and path validation look at, read from its DER.</summary>
internal sealed class ParsedCertificate
{
    /// <summary>The whole certificate.</summary>
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The platform's object, for reports.</summary>
    public required X509Certificate2 X509 { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The extended key usages, empty when the extension is absent.</summary>
    public required IReadOnlyList<string> ExtendedKeyUsages { get; init; }

    /// <summary>Where OCSP is answered (authority information access), http(s) only.</summary>
    public required IReadOnlyList<Uri> OcspResponders { get; init; }

    public bool IsValidAt(DateTimeOffset time) => time >= NotBefore && time <= NotAfter;

    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out ParsedCertificate? certificate, [NotNullWhen(false)] out string? error) => throw new NotImplementedException();

    /// <exception cref="ArgumentException">The certificate cannot be read.</exception>
    public static ParsedCertificate From(X509Certificate2 certificate) => throw new NotImplementedException();
}
