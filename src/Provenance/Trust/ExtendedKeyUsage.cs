namespace Provenance;

/// <summary>The extended key usages that matter to C2PA (§14.5.1.1), as object identifiers.</summary>
public static class ExtendedKeyUsage
{
    /// <summary><c>c2pa-kp-claimSigning</c>.</summary>
    public const string ClaimSigning = "1.3.6.1.4.1.62558.2.1";

    /// <summary>id-kp-emailProtection.</summary>
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4";

    /// <summary>id-kp-documentSigning.</summary>
    public const string DocumentSigning = "1.3.6.1.5.5.7.3.36";

    /// <summary>id-kp-timeStamping.</summary>
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>id-kp-OCSPSigning.</summary>
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    /// <summary>anyExtendedKeyUsage, which no C2PA certificate may carry.</summary>
    public const string Any = "2.5.29.37.0";
}
