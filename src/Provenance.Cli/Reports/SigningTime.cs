namespace Provenance.Cli.Reports;

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

    /// <summary>For people.</summary>
    public override string ToString() => Terminal.Format(Time) + Basis switch
    {
        SigningTimeBasis.TrustedTimestamp => " (trusted time-stamp)",
        SigningTimeBasis.UntrustedTimestamp => " (time-stamp of an authority that is not trusted)",
        _ => " (claimed by the signer, not confirmed)",
    };
}
