namespace Provenance.Reports;

/// <summary>How a verdict looks. Only tampering looks alarming; knowing nothing looks neutral.</summary>
internal enum VerdictTone
{
    /// <summary>Nothing is known.</summary>
    Neutral,

    /// <summary>Everything holds, and somebody who is trusted says so.</summary>
    Good,

    /// <summary>Everything holds that can be checked, but something is open.</summary>
    Caution,

    /// <summary>Something that was signed is not what is there.</summary>
    Alarm,
}
