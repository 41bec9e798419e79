using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>
/// The certificates that one validator has met, taken apart, and which of them were signed by which key. Files of one maker carry the same few
/// certificates, and reading them costs more than everything else in a small file. Safe to use from several threads.
/// </summary>
/// <remarks>
/// Only what nothing can change is kept: a certificate is found by the hash of all its bytes, and a signature that was correct over those bytes stays
/// correct. Whether a chain counts (the time, the trust list, the usages, revocation, the profile) is decided anew in every validation, so
/// nothing here can be out of date. Whatever was refused is not kept.
/// </remarks>
internal sealed class KnownCertificates
{
    /// <summary>Longest certificate kept, in bytes. Real ones take one or two kilobytes; a stranger's file must not fill the memory.</summary>
    public const int LongestKept = 8 << 10;

    // What a library of videos from a few dozen makers needs; about 2 MB when every certificate is as long as it may be.
    private const int Capacity = 128;

    private readonly BoundedCache<Fingerprint, ParsedCertificate> _certificates = new(Capacity);
    private readonly BoundedCache<(Fingerprint Subject, Fingerprint IssuerKey), bool> _issued = new(2 * Capacity);

    /// <summary>Reads a certificate as <see cref="ParsedCertificate.TryParse(ReadOnlyMemory{byte}, out ParsedCertificate?, out string?)"/> does, or finds it.</summary>
    public bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out ParsedCertificate? certificate, [NotNullWhen(false)] out string? error)
    {
        if (der.Length > LongestKept)
        {
            return ParsedCertificate.TryParse(der, out certificate, out error);
        }

        var fingerprint = Fingerprint.Of(der.Span);
        if (_certificates.TryGet(fingerprint, out certificate))
        {
            error = null;
            return true;
        }

        // A copy: the bytes belong to the file's manifest store, which is neither ours to keep in memory nor safe from being changed.
        if (!ParsedCertificate.TryParse(der.ToArray(), out certificate, out error))
        {
            return false;
        }

        _certificates.Add(fingerprint, certificate);
        return true;
    }

    /// <summary>A certificate that the platform has read already, or finds it; null when it cannot be read.</summary>
    public ParsedCertificate? From(X509Certificate2 certificate)
    {
        var fingerprint = Fingerprint.Of(certificate.RawDataMemory.Span);
        if (_certificates.TryGet(fingerprint, out var known))
        {
            return known;
        }

        try
        {
            // A copy: the caller may dispose of theirs.
            known = ParsedCertificate.From(new X509Certificate2(certificate));
        }
        catch (ArgumentException)
        {
            return null;
        }

        if (known.Der.Length <= LongestKept)
        {
            _certificates.Add(fingerprint, known);
        }

        return known;
    }

    /// <summary>Whether the signature of the subject's certificate was once found correct under the issuer's key.</summary>
    public bool IsIssued(ParsedCertificate subject, ParsedCertificate issuer) => _issued.TryGet((subject.Fingerprint, issuer.PublicKey.Fingerprint), out _);

    /// <summary>Keeps that the signature of the subject's certificate is correct under the issuer's key.</summary>
    public void AddIssued(ParsedCertificate subject, ParsedCertificate issuer) => _issued.Add((subject.Fingerprint, issuer.PublicKey.Fingerprint), true);
}
