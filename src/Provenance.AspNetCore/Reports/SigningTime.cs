namespace Provenance.Reports;

/// <summary>What the time of signing rests on, best first.</summary>
internal enum SigningTimeBasis
{
    /// <summary>A time-stamp by an authority on the list.</summary>
    TrustedTimestamp,

    /// <summary>A time-stamp by an authority that is on no list given.</summary>
    UntrustedTimestamp,

    /// <summary>The signer's word.</summary>
    Claimed,
}

/// <summary>When a claim was signed, and how much that is worth.</summary>
internal sealed record SigningTime(DateTimeOffset Time, SigningTimeBasis Basis)
{
    /// <summary>The best time known, or null.</summary>
    public static SigningTime? Of(SignatureReport? signature) => signature switch
    {
        { TrustedTime: { } time } => new SigningTime(time, SigningTimeBasis.TrustedTimestamp),
        { StatedTime: { } time } => new SigningTime(time, SigningTimeBasis.UntrustedTimestamp),
        { ClaimedTime: { } time } => new SigningTime(time, SigningTimeBasis.Claimed),
        _ => null,
    };

    /// <summary>The time in words, or why there is none.</summary>
    public static string Describe(SignatureReport? signature, HistoryEntry? history) =>
        Of(signature)?.ToString()
        ?? (history?.Actions.Select(a => a.When).FirstOrDefault(w => w is not null) is { } when
            ? $"unknown: there is no time-stamp (the claim generator states {ReportText.Time(when)})"
            : "unknown: there is no time-stamp");

    /// <summary>For people.</summary>
    public override string ToString() => ReportText.Time(Time) + Basis switch
    {
        SigningTimeBasis.TrustedTimestamp => " (trusted time-stamp)",
        SigningTimeBasis.UntrustedTimestamp => " (time-stamp of an authority that is not trusted)",
        _ => " (claimed by the signer, not confirmed)",
    };
}
