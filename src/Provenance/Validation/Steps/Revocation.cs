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
        bool wasUnknown = false;
        if (issuer is not null)
        {
            // §15.9.1: responses of rVals and of certificate status assertions, each until one says "not revoked".
            var outcomes = Responses(context, facts)
                .Where(r => r.IsAbout(signer, issuer))
                .Select(r => r.EvaluateStapled(signer, issuer, facts.TrustedTime, context.Now, context.Verifier))
                .ToArray();
            if (Array.Exists(outcomes, o => o.Outcome == RevocationOutcome.NotRevoked))
            {
                current.Add(ValidationStatusCode.SigningCredentialOcspNotRevoked, current.SignatureUrl);
                return;
            }

            if (Array.Find(outcomes, o => o.Outcome == RevocationOutcome.Revoked) is { } revoked)
            {
                current.Add(ValidationStatusCode.SigningCredentialOcspRevoked, current.SignatureUrl, revoked.Reason);
                return;
            }

            wasUnknown = Array.Exists(outcomes, o => o.Outcome == RevocationOutcome.Unknown);
        }

        // §15.9: a certificate whose issuer gives no method to ask counts as not revoked.
        if (signer.OcspResponders.Count == 0)
        {
            if (wasUnknown)
            {
                current.Add(ValidationStatusCode.SigningCredentialOcspUnknown, current.SignatureUrl);
            }

            return;
        }

        // §15.9.2: asking online is optional and reveals what is being validated: only with the caller's client.
        if (context.Options.OcspClient is not { } client || issuer is null)
        {
            current.Add(wasUnknown ? ValidationStatusCode.SigningCredentialOcspUnknown : ValidationStatusCode.SigningCredentialOcspSkipped, current.SignatureUrl);
            return;
        }

        var response = await OcspClient.AskAsync(client, signer, issuer, context.Limits, cancellationToken).ConfigureAwait(false);
        var answer = response?.EvaluateOnline(signer, issuer, facts.TrustedTime, context.Now, context.Verifier);
        var code = answer?.Outcome switch
        {
            RevocationOutcome.NotRevoked => ValidationStatusCode.SigningCredentialOcspNotRevoked,
            RevocationOutcome.Revoked => ValidationStatusCode.SigningCredentialOcspRevoked,
            RevocationOutcome.Unknown => ValidationStatusCode.SigningCredentialOcspUnknown,
            _ => ValidationStatusCode.SigningCredentialOcspInaccessible,
        };
        current.Add(code, current.SignatureUrl, answer?.Reason);
    }

    /// <summary>§15.9: whether a response in the store shows a CA certificate of the path as revoked; a plain sentence, or null.</summary>
    public static string? FindRevokedAuthority(ValidationContext context, SignatureFacts facts)
    {
        if (facts.Path is not { Certificates: { Count: > 2 } path })
        {
            return null;
        }

        var responses = Responses(context, facts).ToArray();
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

    private static IEnumerable<OcspResponse> Responses(ValidationContext context, SignatureFacts facts) =>
        context.ParseOcsp(facts.Message.OcspResponses).Concat(context.LineageOcspResponses);
}
