namespace Provenance;

/// <summary>An assertion of an earlier manifest that is removed (§6.8): its content goes, its label stays, and the claim says that it was removed.</summary>
/// <param name="Assertion">
/// The label of the assertion, <c>c2pa.metadata</c> say, in the newest manifest that has one on the way from the active manifest to the first
/// parent; or its absolute JUMBF URI, in any manifest of the store.
/// </param>
/// <param name="Reason">Why: one of <see cref="RedactionReason"/>, or an entity-specific one such as <c>com.example.consent-withdrawn</c>.</param>
public sealed record Redaction(string Assertion, string Reason);

/// <summary>The reasons for a redaction that the standard names (§18.15.4.2).</summary>
public static class RedactionReason
{
    /// <summary>It identifies a person.</summary>
    public const string PersonalData = "c2pa.PII.present";

    /// <summary>It is wrong.</summary>
    public const string InvalidData = "c2pa.invalid.data";

    /// <summary>It holds a trade secret.</summary>
    public const string TradeSecret = "c2pa.trade-secret.present";

    /// <summary>It is confidential to a government.</summary>
    public const string GovernmentConfidential = "c2pa.government.confidential";
}
