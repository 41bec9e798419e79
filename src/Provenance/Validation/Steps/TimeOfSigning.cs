namespace Provenance.Validation;

/// <summary>§15.8.2 (end) and §15.8.3: was the claim signed while every certificate of the chain was valid.</summary>
internal static class TimeOfSigning
{
    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current, SignatureFacts facts)
    {
        if (facts.IsRejected || facts.Path is not { } path)
        {
            return;
        }

        // §15.8.2: the attested time of a trusted time-stamp, else the current time; the signer's certificate and all CA certificates.
        var time = facts.TrustedTime ?? context.Now;
        if (path.IsValidAt(time))
        {
            current.Add(ValidationStatusCode.ClaimSignatureInsideValidity, current.SignatureUrl);
        }
        else
        {
            string sentence = facts.TrustedTime is null
                ? "A certificate of the signer's chain is not valid now, and no trusted time-stamp says when the claim was signed."
                : "A certificate of the signer's chain was not valid at the time that the time-stamp states.";
            current.Add(ValidationStatusCode.ClaimSignatureOutsideValidity, current.SignatureUrl, sentence);
        }

        // §15.8.3: the claimed time, inside the validity of the chain and not later than the attested time.
        if (facts.Message.ClaimedTime is { } claimed)
        {
            bool inside = path.IsValidAt(claimed) && (facts.TrustedTime is not { } attested || claimed <= attested);
            current.Add(inside ? ValidationStatusCode.TimeOfSigningInsideValidity : ValidationStatusCode.TimeOfSigningOutsideValidity, current.SignatureUrl);
        }
    }
}
