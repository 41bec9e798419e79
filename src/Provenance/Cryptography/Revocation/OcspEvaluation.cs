namespace Provenance.Cryptography;

/// <summary>What OCSP says about one certificate at the time that counts (§15.9).</summary>
internal enum RevocationOutcome
{
    /// <summary>Not revoked when the claim was signed.</summary>
    NotRevoked,

    /// <summary>Revoked.</summary>
    Revoked,

    /// <summary>The responder does not know the certificate.</summary>
    Unknown,

    /// <summary>The response says nothing usable: malformed, about another certificate, not authorised, not for this time.</summary>
    Unusable,
}

/// <summary>The outcome and a plain sentence.</summary>
internal sealed record OcspEvaluation(RevocationOutcome Outcome, string Reason);
