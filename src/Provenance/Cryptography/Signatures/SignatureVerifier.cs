using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>Verifies the signatures of one validation, within its limits. Not for use from several threads.</summary>
/// <param name="limits">How many signatures at most.</param>
/// <param name="ed25519">The Ed25519 implementation, or null for none; always the same for the same <paramref name="known"/>.</param>
/// <param name="known">Certificates that were met before, or null to start afresh.</param>
internal sealed class SignatureVerifier(ParserLimits limits, Ed25519Verifier? ed25519, KnownCertificates? known = null) : IDisposable
{
    /// <summary>Shortest RSA modulus (§13.2.1), in bits.</summary>
    public const int MinRsaBits = 2048;

    /// <summary>Longest RSA modulus (§13.2.1 allows to refuse longer ones), in bits.</summary>
    public const int MaxRsaBits = 16384;

    // Issuers come back for every certificate they signed. Null for a key that could not be imported. Not shared between validations: the
    // platform does not promise that several threads may use one.
    private readonly Dictionary<Fingerprint, AsymmetricAlgorithm?> _keys = [];
    private readonly Dictionary<(Fingerprint Subject, Fingerprint IssuerKey), SignatureVerdict> _issued = [];
    private readonly Dictionary<TrustAnchor, ParsedCertificate?> _anchors = new(ReferenceEqualityComparer.Instance);

    /// <summary>The limits of the validation.</summary>
    public ParserLimits Limits { get; } = limits;

    /// <summary>The Ed25519 implementation, or null for none.</summary>
    public Ed25519Verifier? Ed25519 { get; } = ed25519;

    /// <summary>Certificates that this and earlier validations met.</summary>
    public KnownCertificates Known { get; } = known ?? new KnownCertificates();

    /// <summary>Signatures verified so far, those known to be correct included: what is found must not depend on what was met before.</summary>
    public int Checks { get; private set; }

    /// <summary>Verifies a COSE signature (§13.2): r‖s for ECDSA, salt as long as the hash for RSA-PSS.</summary>
    public SignatureVerdict Verify(SigningAlgorithm algorithm, PublicKeyInfo key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(SignatureScheme.Of(algorithm), key, message, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>As above with the key of a certificate.</summary>
    public SignatureVerdict Verify(SigningAlgorithm algorithm, ParsedCertificate signer, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(algorithm, signer.PublicKey, message, signature);

    /// <summary>As above with the key of a platform certificate.</summary>
    /// <exception cref="ArgumentException">The certificate cannot be read.</exception>
    public SignatureVerdict Verify(SigningAlgorithm algorithm, X509Certificate2 signer, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(algorithm, ParsedCertificate.From(signer).PublicKey, message, signature);

    /// <summary>Verifies a signature of X.509, OCSP or CMS: DER for ECDSA.</summary>
    public SignatureVerdict Verify(SignatureScheme scheme, PublicKeyInfo key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(scheme, key, message, signature, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Whether the subject's certificate is signed with the issuer's key (RFC 5280 §6.1.3 (a)(1)); each pair is computed once.</summary>
    public SignatureVerdict VerifyIssued(ParsedCertificate subject, ParsedCertificate issuer)
    {
        var pair = (subject.Fingerprint, issuer.PublicKey.Fingerprint);
        if (!_issued.TryGetValue(pair, out var verdict))
        {
            _issued[pair] = verdict = VerifyNewlyIssued(subject, issuer);
        }

        return verdict;
    }

    /// <summary>The certificate of an anchor, taken apart once; null when it cannot be read.</summary>
    public ParsedCertificate? Parse(TrustAnchor anchor)
    {
        if (!_anchors.TryGetValue(anchor, out var certificate))
        {
            certificate = _anchors[anchor] = Known.From(anchor.Certificate);
        }

        return certificate;
    }

    /// <summary>Whether the key is one the scheme may be used with (§13.2.1): kind, curve, size, and the restrictions an id-RSASSA-PSS key carries.</summary>
    public static bool IsKeyAllowed(SignatureScheme scheme, PublicKeyInfo key) => scheme.Kind switch
    {
        SignatureKind.Ecdsa => key.Kind == PublicKeyKind.EllipticCurve,
        SignatureKind.RsaPkcs1 => key.Kind == PublicKeyKind.Rsa && IsRsaSizeAllowed(key),
        SignatureKind.RsaPss => IsRsaSizeAllowed(key) && (key.Kind == PublicKeyKind.Rsa || (key.Kind == PublicKeyKind.RsaPss && IsPssAllowed(scheme, key))),
        _ => key.Kind == PublicKeyKind.Ed25519,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key?.Dispose();
        }

        _keys.Clear();
    }

    private SignatureVerdict VerifyNewlyIssued(ParsedCertificate subject, ParsedCertificate issuer)
    {
        if (Checks < Limits.MaxSignatureChecks && Known.IsIssued(subject, issuer))
        {
            Checks++;
            return SignatureVerdict.Valid;
        }

        if (!SignatureScheme.TryRead(subject.SignatureAlgorithm, out var scheme, out _))
        {
            return SignatureVerdict.KeyNotAllowed;
        }

        var verdict = Verify(scheme, issuer.PublicKey, subject.Tbs.Span, subject.Signature.Span);
        if (verdict == SignatureVerdict.Valid)
        {
            Known.AddIssued(subject, issuer);
        }

        return verdict;
    }

    private static bool IsRsaSizeAllowed(PublicKeyInfo key) => key.RsaModulusBits is >= MinRsaBits and <= MaxRsaBits && key.RsaExponentIsSane;

    // RFC 4055 §3.3: a key with parameters serves only their hash, and salts that are not shorter.
    private static bool IsPssAllowed(SignatureScheme scheme, PublicKeyInfo key) =>
        key.Algorithm.Parameters.IsEmpty
        || (SignatureScheme.TryReadPss(key.Algorithm.Parameters, out var restriction, out _) && restriction.Hash == scheme.Hash && scheme.SaltLength >= restriction.SaltLength);

    private SignatureVerdict Verify(SignatureScheme scheme, PublicKeyInfo key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, DSASignatureFormat format)
    {
        if (!IsKeyAllowed(scheme, key))
        {
            return SignatureVerdict.KeyNotAllowed;
        }

        if (Checks >= Limits.MaxSignatureChecks)
        {
            return SignatureVerdict.LimitReached;
        }

        Checks++;
        if (scheme.Kind == SignatureKind.Ed25519)
        {
            return Ed25519 is null ? SignatureVerdict.Unsupported : Verdict(Ed25519.Verify(key.Key.Span, message, signature));
        }

        // The platform verifies RSASSA-PSS only with a salt as long as the hash. COSE and every sound CA use that length.
        if (scheme.Kind == SignatureKind.RsaPss && scheme.SaltLength != ContentHash.Length(scheme.Hash))
        {
            return SignatureVerdict.Unsupported;
        }

        // RFC 9053 §2.1: r and s are each as long as the curve's field; nothing shorter or longer is a signature.
        if (format == DSASignatureFormat.IeeeP1363FixedFieldConcatenation && scheme.Kind == SignatureKind.Ecdsa && signature.Length != 2 * key.CurveSize)
        {
            return SignatureVerdict.Invalid;
        }

        try
        {
            return Import(key) switch
            {
                ECDsa ecdsa => Verdict(ecdsa.VerifyData(message, signature, scheme.Hash, format)),
                RSA rsa => Verdict(rsa.VerifyData(message, signature, scheme.Hash, Padding(scheme))),
                _ => SignatureVerdict.KeyNotAllowed,
            };
        }
        catch (CryptographicException)
        {
            // The platform says "no" by exception for some malformed signatures.
            return SignatureVerdict.Invalid;
        }
    }

    private static SignatureVerdict Verdict(bool valid) => valid ? SignatureVerdict.Valid : SignatureVerdict.Invalid;

    private static RSASignaturePadding Padding(SignatureScheme scheme) => scheme.Kind == SignatureKind.RsaPkcs1 ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss;

    private AsymmetricAlgorithm? Import(PublicKeyInfo key)
    {
        if (!_keys.TryGetValue(key.Fingerprint, out var imported))
        {
            imported = _keys[key.Fingerprint] = key.Import();
        }

        return imported;
    }
}
