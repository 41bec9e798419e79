namespace Provenance.Cryptography;

/// <summary>What verifying one signature found.</summary>
internal enum SignatureVerdict
{
    /// <summary>The signature is correct.</summary>
    Valid,

    /// <summary>The signature is not the key's signature of the message.</summary>
    Invalid,

    /// <summary>The key is not allowed for the algorithm: kind, curve or size (§13.2.1). Nothing was verified.</summary>
    KeyNotAllowed,

    /// <summary>This machine cannot verify it: no Ed25519 implementation, or a salt length the platform does not take. Nothing was verified.</summary>
    Unsupported,

    /// <summary>The validation has used up its signature checks. Nothing was verified.</summary>
    LimitReached,
}
