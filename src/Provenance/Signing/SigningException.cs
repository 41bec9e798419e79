namespace Provenance;

/// <summary>Why signing was refused or failed. Nothing was published when this is thrown.</summary>
public enum SigningFault
{
    /// <summary>The input is not an asset that can be signed.</summary>
    UnsupportedInput,

    /// <summary>The input carries content credentials already and the policy is to fail.</summary>
    AlreadySigned,

    /// <summary>The manifest definition breaks a rule of the standard.</summary>
    InvalidDefinition,

    /// <summary>The certificate is expired, has the wrong usage, or does not fit the key.</summary>
    InvalidCredential,

    /// <summary>The signer threw, gave up or answered with something that is not its signature.</summary>
    SignerFailed,

    /// <summary>A required time-stamp could not be had.</summary>
    TimestampFailed,

    /// <summary>The input changed while it was being signed.</summary>
    InputChanged,

    /// <summary>The destination cannot be written: missing folder, no permission, no space, same as the input.</summary>
    Destination,

    /// <summary>The written file did not validate when read back.</summary>
    ReadBack,

    /// <summary>Signing would go over a limit of the format, for example file offsets.</summary>
    Limit,
}

/// <summary>The one exception of signing.</summary>
public sealed class SigningException : Exception
{
    /// <summary>Makes the exception.</summary>
    public SigningException(SigningFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>What went wrong.</summary>
    public SigningFault Fault { get; }
}
