using System.Security.Cryptography.X509Certificates;

namespace Provenance.Cryptography;

/// <summary>Whether a credential may sign claims now, asked before a byte is written (§13.2.5).</summary>
internal static class SignerCredential
{
    /// <summary>Checks the chain: not empty, profile, usage, key and algorithm, validity of every certificate at the time, each certificate issued by the next.</summary>
    /// <param name="chain">The signer's certificate first.</param>
    /// <param name="algorithm">The algorithm to sign with.</param>
    /// <param name="time">When the signature will be made.</param>
    /// <returns>A plain sentence that says why not, or null when it may.</returns>
    public static string? Check(IReadOnlyList<X509Certificate2> chain, SigningAlgorithm algorithm, DateTimeOffset time)
    {
        if (chain.Count == 0)
        {
            return "The signer has no certificate.";
        }

        // What validators do not read is not signed with.
        var limits = ParserLimits.Default;
        if (chain.Count > limits.MaxCertificatesInChain)
        {
            return ExceededLimit.Sentence($"The chain holds {chain.Count} certificates", limits.MaxCertificatesInChain);
        }

        var certificates = new List<ParsedCertificate>(chain.Count);
        foreach (var certificate in chain)
        {
            if (!ParsedCertificate.TryParse(certificate.RawDataMemory, out var parsed, out string? error))
            {
                return $"Certificate {certificates.Count + 1} of the chain cannot be read: {error}";
            }

            if (parsed.Der.Length > limits.MaxCertificateSize)
            {
                return ExceededLimit.Sentence($"Certificate {certificates.Count + 1} of the chain is {parsed.Der.Length} bytes long", limits.MaxCertificateSize);
            }

            certificates.Add(parsed);
        }

        var leaf = certificates[0];
        if (CertificateProfile.CheckSigner(leaf) is [var violation, ..])
        {
            return $"{violation.Sentence} (C2PA {violation.Clause})";
        }

        // Without one of these no validator has anchors for it, whatever else it is for (§14.4.1).
        if (!leaf.ExtendedKeyUsages.Any(u => TrustList.SignerUsages.Contains(u, StringComparer.Ordinal)))
        {
            return "The certificate is not for signing claims: its extended key usage must name claim signing, e-mail protection or document signing.";
        }

        if (!SignatureVerifier.IsKeyAllowed(SignatureScheme.Of(algorithm), leaf.PublicKey))
        {
            return $"The key of the certificate cannot be used with {algorithm} (C2PA 13.2.1).";
        }

        return CheckValidity(certificates, time) ?? CheckLinks(certificates);
    }

    private static string? CheckValidity(List<ParsedCertificate> certificates, DateTimeOffset time)
    {
        foreach (var certificate in certificates)
        {
            if (time > certificate.NotAfter)
            {
                return FormattableString.Invariant($"The certificate of {PathValidation.Name(certificate)} expired on {certificate.NotAfter.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z.");
            }

            if (time < certificate.NotBefore)
            {
                return FormattableString.Invariant($"The certificate of {PathValidation.Name(certificate)} is not valid before {certificate.NotBefore.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z.");
            }
        }

        return null;
    }

    // §14.5: the leaf first, "followed by the certificate that signed it, and so on". A wrong order would only show at the verifier.
    private static string? CheckLinks(List<ParsedCertificate> certificates)
    {
        using var verifier = new SignatureVerifier(ParserLimits.Default, Ed25519Verifier.Platform);
        for (int i = 0; i + 1 < certificates.Count; i++)
        {
            var (subject, issuer) = (certificates[i], certificates[i + 1]);
            if (!subject.Issuer.Span.SequenceEqual(issuer.Subject.Span) || verifier.VerifyIssued(subject, issuer) is SignatureVerdict.Invalid or SignatureVerdict.KeyNotAllowed)
            {
                return $"Certificate {i + 1} of the chain was not issued by certificate {i + 2}: the chain must start with the signer's certificate, each followed by its issuer.";
            }

            if (CertificateProfile.Check(issuer, CertificateRole.Authority) is [var violation, ..])
            {
                return $"Certificate {i + 2} of the chain: {violation.Sentence} (C2PA {violation.Clause})";
            }
        }

        return null;
    }
}
