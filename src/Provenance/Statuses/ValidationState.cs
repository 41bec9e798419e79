namespace Provenance;

/// <summary>The verdict (§14.3), from worst to best so that states can be compared; <see cref="NoCredentials"/> says nothing against a file.</summary>
public enum ValidationState
{
    /// <summary>The file carries no content credentials: nothing is known about it.</summary>
    NoCredentials,

    /// <summary>Something that was signed is not what is there, or the credentials cannot be used.</summary>
    Invalid,

    /// <summary>The manifest follows the rules, but its signature could not be confirmed at the time that counts.</summary>
    WellFormed,

    /// <summary>The signature is correct and the media is what was signed; the signer is not on the trust list.</summary>
    Valid,

    /// <summary>Valid, and the signer is on the trust list.</summary>
    Trusted,
}
