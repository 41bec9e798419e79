using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>§15.9 Validate the credential revocation information.</summary>
internal static class Revocation
{
    /// <summary>Runs the step for the signer's certificate.</summary>
    public static async ValueTask CheckAsync(ValidationContext context, CurrentManifest current, SignatureFacts facts, CancellationToken cancellationToken)
    {
        if (facts.IsRejected || facts.Certificates is not [var signer, ..])
        {
            return;
        }

        var issuer = facts.Path is { Certificates: [_, var second, ..] } ? second : facts.Certificates.ElementAtOrDefault(1);
        var stored = Stored(context, facts);
        var (code, reason) = await FindAsync(context, facts, signer, issuer, stored.Read, cancellationToken).ConfigureAwait(false);
        if (stored.Unread > 0)
        {
            // They count as left out, which whoever made the store could do as well; but not in silence.
            code ??= ValidationStatusCode.SigningCredentialOcspSkipped;
            string sentence = ExceededLimit.Sentence($"OCSP responses in the store that were not looked at: {stored.Unread}", context.Limits.MaxOcspResponses);
            reason = reason is null ? sentence : $"{reason} {sentence}";
        }

        if (code is not null)
        {
            current.Add(code, current.SignatureUrl, reason);
        }
    }

    private static async ValueTask<(ValidationStatusCode? Code, string? Reason)> FindAsync(
        ValidationContext context, SignatureFacts facts, ParsedCertificate signer, ParsedCertificate? issuer, IReadOnlyList<OcspResponse> stored, CancellationToken cancellationToken)
    {
        bool wasUnknown = false;
        if (issuer is not null)
        {
            // §15.9.1: responses of rVals and of certificate status assertions, each until one says "not revoked".
            var outcomes = stored
                .Where(r => r.IsAbout(signer, issuer))
                .Select(r => r.EvaluateStapled(signer, issuer, facts.TrustedTime, context.Now, context.Verifier))
                .ToArray();
            if (Array.Exists(outcomes, o => o.Outcome == RevocationOutcome.NotRevoked))
            {
                return (ValidationStatusCode.SigningCredentialOcspNotRevoked, null);
            }

            if (Array.Find(outcomes, o => o.Outcome == RevocationOutcome.Revoked) is { } revoked)
            {
                return (ValidationStatusCode.SigningCredentialOcspRevoked, revoked.Reason);
            }

            wasUnknown = Array.Exists(outcomes, o => o.Outcome == RevocationOutcome.Unknown);
        }

        // §15.9: a certificate whose issuer gives no method to ask counts as not revoked.
        if (signer.OcspResponders.Count == 0)
        {
            return (wasUnknown ? ValidationStatusCode.SigningCredentialOcspUnknown : null, null);
        }

        // §15.9.2: asking online is optional and reveals what is being validated: only with the caller's client.
        if (context.Options.OcspClient is not { } client || issuer is null)
        {
            return (wasUnknown ? ValidationStatusCode.SigningCredentialOcspUnknown : ValidationStatusCode.SigningCredentialOcspSkipped, null);
        }

        var (response, problem) = await OcspClient.AskAsync(client, signer, issuer, context.Limits, cancellationToken).ConfigureAwait(false);
        var answer = response?.EvaluateOnline(signer, issuer, facts.TrustedTime, context.Now, context.Verifier);
        var code = answer?.Outcome switch
        {
            RevocationOutcome.NotRevoked => ValidationStatusCode.SigningCredentialOcspNotRevoked,
            RevocationOutcome.Revoked => ValidationStatusCode.SigningCredentialOcspRevoked,
            RevocationOutcome.Unknown => ValidationStatusCode.SigningCredentialOcspUnknown,
            _ => ValidationStatusCode.SigningCredentialOcspInaccessible,
        };
        return (code, answer?.Reason ?? problem);
    }

    /// <summary>§15.9: whether a response in the store shows a CA certificate of the path as revoked; a plain sentence, or null.</summary>
    public static string? FindRevokedAuthority(ValidationContext context, SignatureFacts facts)
    {
        if (facts.Path is not { Certificates: { Count: > 2 } path })
        {
            return null;
        }

        var responses = Stored(context, facts).Read;
        for (int i = 1; i + 1 < path.Count; i++)
        {
            foreach (var response in responses)
            {
                if (response.IsAbout(path[i], path[i + 1])
                    && response.EvaluateStapled(path[i], path[i + 1], facts.TrustedTime, context.Now, context.Verifier) is { Outcome: RevocationOutcome.Revoked } evaluation)
                {
                    return "A certification authority of the signer was revoked. " + evaluation.Reason;
                }
            }
        }

        return null;
    }

    private static StoredOcspResponses Stored(ValidationContext context, SignatureFacts facts)
    {
        var own = context.ParseOcsp(facts.Message.OcspResponses);
        var lineage = context.LineageOcspResponses;
        return new([.. own.Read, .. lineage.Read], own.Unread + lineage.Unread);
    }
}
