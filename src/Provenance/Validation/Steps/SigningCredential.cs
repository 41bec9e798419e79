using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>§14.5 X.509 certificates and §15.7: is the credential acceptable, and does it chain to a trust anchor.</summary>
internal static class SigningCredential
{
    /// <summary>§14.5, §14.5.1.1: exactly one credential, and it meets the profile.</summary>
    public static void CheckProfile(ValidationContext context, CurrentManifest current, SignatureFacts facts)
    {
        if (!facts.Message.TryReadCertificates(context.Limits, out var certificates, out var problem, context.Verifier.Known))
        {
            facts.IsRejected = true;
            current.Add(ValidationStatus.Of(problem, ValidationStatusCode.SigningCredentialInvalid, current.SignatureUrl));
            return;
        }

        facts.Certificates = certificates;
        var signer = certificates[0];

        // §14.4.3, §14.5.1.2: entries of the private credential store are trusted directly and need not meet the whole profile.
        facts.IsPrivateCredential = context.Options.PrivateCredentials.Any(c => signer.Der.Span.SequenceEqual(c.RawDataMemory.Span));
        var violations = facts.IsPrivateCredential ? CertificateProfile.CheckPrivateCredential(signer) : CertificateProfile.CheckSigner(signer);
        if (violations.Count > 0)
        {
            Invalid(current, facts, string.Join(" ", violations.Select(v => v.Sentence)));
        }
    }

    /// <summary>§14.4, §15.7: a chain to an anchor of a list for the signer's usage, at the time of the trusted time-stamp, else now.</summary>
    public static void CheckTrust(ValidationContext context, CurrentManifest current, SignatureFacts facts)
    {
        if (facts.Certificates is not [var signer, ..])
        {
            return;
        }

        facts.Path = CertificatePath.BuildForSigner(
            signer, [.. facts.Certificates.Skip(1)], context.Options.TrustList, context.Options.PrivateCredentials, facts.TrustedTime ?? context.Now, context.Verifier);

        if (facts.Path.Outcome == PathOutcome.Untrusted)
        {
            current.Add(ValidationStatusCode.SigningCredentialUntrusted, current.SignatureUrl, facts.Path.Reason);
        }
        else if (Revocation.FindRevokedAuthority(context, facts) is { } revoked)
        {
            // §15.9: "if the validator determines that a CA certificate was revoked …" the signer is untrusted.
            current.Add(ValidationStatusCode.SigningCredentialUntrusted, current.SignatureUrl, revoked);
        }
        else if (!facts.IsRejected)
        {
            // A path outside its validity is one nevertheless; §15.8.2 reports the validity by a code of its own.
            current.Add(ValidationStatusCode.SigningCredentialTrusted, current.SignatureUrl, facts.Path.Reason);
        }
    }

    private static void Invalid(CurrentManifest current, SignatureFacts facts, string sentence)
    {
        facts.IsRejected = true;
        current.Add(ValidationStatusCode.SigningCredentialInvalid, current.SignatureUrl, sentence);
    }
}
