namespace Provenance;

/// <summary>The three tables of status codes (§15.2.2).</summary>
public enum ValidationStatusKind
{
    /// <summary>Something was checked and holds.</summary>
    Success,

    /// <summary>Worth knowing; it does not decide the verdict.</summary>
    Informational,

    /// <summary>Something was checked and does not hold.</summary>
    Failure,
}
