using Provenance.Cryptography;

namespace Provenance.Validation;

/// <summary>§15.8.1 and §15.8.2 Obtaining and validating the time-stamp token. Nothing about a time-stamp is a failure by itself.</summary>
internal static class TimeStamp
{
    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current, SignatureFacts facts)
    {
        var message = facts.Message;
        string url = current.SignatureUrl;

        // §15.8.1.1: sigTst2 or sigTst in the header.
        bool hasHeader = message.Header(CoseHeaders.SigTst2) is not null || message.Header(CoseHeaders.SigTst) is not null;
        var evaluation = hasHeader ? TimestampToken.EvaluateHeader(message, current.Claim.Bytes, url, context.Options.TimestampTrustList, context.Verifier) : null;
        Report(current, evaluation);
        if (evaluation is not null && current.Claim.Version > 1 && message.Header(CoseHeaders.SigTst2) is null)
        {
            // sigTst covers the claim, not the signature: whoever holds an old claim and its token can sign the claim again.
            current.Add(ValidationStatusCode.TimeStampWeak, url);
        }

        // §15.8.1.2: time-stamp assertions only when the header has no token that passes.
        if (evaluation is not { IsTrusted: true } && context.Lineage.TimestampTokens.TryGetValue(current.Manifest.Label, out var tokens))
        {
            var tried = new List<TimestampEvaluation>();
            if (tokens.Count > context.Limits.MaxTimestampTokens)
            {
                current.Add(ValidationStatusCode.LimitExceeded, url, ExceededLimit.Sentence($"There are {tokens.Count} time-stamps of the claim signature in assertions", context.Limits.MaxTimestampTokens));
            }

            foreach (var token in tokens.Take(context.Limits.MaxTimestampTokens))
            {
                var candidate = TimestampToken.EvaluateToken(token, message, url, context.Options.TimestampTrustList, context.Verifier);
                tried.Add(candidate);
                if (candidate.IsTrusted)
                {
                    tried = [candidate];
                    break;
                }
            }

            tried.ForEach(t => Report(current, t));
            evaluation = tried.Find(t => t.IsTrusted) ?? evaluation ?? tried.FirstOrDefault();
        }

        facts.Timestamp = evaluation;
        if (evaluation is null)
        {
            current.Add(ValidationStatusCode.TimeStampAbsent, url);
        }
    }

    private static void Report(CurrentManifest current, TimestampEvaluation? evaluation)
    {
        foreach (var status in evaluation?.Statuses ?? [])
        {
            current.Add(status);
        }
    }
}
