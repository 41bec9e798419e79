namespace Provenance;

/// <summary>What signing does about a time-stamp.</summary>
public enum TimestampPolicy
{
    /// <summary>No time-stamp is requested.</summary>
    None,

    /// <summary>One is requested; when no authority answers properly, signing goes on and the result carries a warning.</summary>
    Preferred,

    /// <summary>One is requested; signing fails without it.</summary>
    Required,
}
