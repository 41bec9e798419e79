namespace Provenance;

/// <content>The codes that are worth knowing (§15.2.2.2).</content>
public sealed partial record ValidationStatusCode
{
    /// <summary><c>algorithm.deprecated</c>: A deprecated algorithm was used.</summary>
    public static ValidationStatusCode AlgorithmDeprecated { get; } = new("algorithm.deprecated", ValidationStatusKind.Informational, "A deprecated algorithm was used.");

    /// <summary><c>assertion.bmffHash.additionalExclusionsPresent</c>: The signer left more of the file unprotected than the standard asks for.</summary>
    public static ValidationStatusCode AssertionBmffHashAdditionalExclusionsPresent { get; } = new("assertion.bmffHash.additionalExclusionsPresent", ValidationStatusKind.Informational, "The signer left more of the file unprotected than the standard asks for.");

    /// <summary><c>assertion.boxesHash.additionalExclusionsPresent</c>: The signer left more boxes unprotected than the standard asks for.</summary>
    public static ValidationStatusCode AssertionBoxesHashAdditionalExclusionsPresent { get; } = new("assertion.boxesHash.additionalExclusionsPresent", ValidationStatusKind.Informational, "The signer left more boxes unprotected than the standard asks for.");

    /// <summary><c>assertion.dataHash.additionalExclusionsPresent</c>: The signer left more bytes unprotected than the standard asks for.</summary>
    public static ValidationStatusCode AssertionDataHashAdditionalExclusionsPresent { get; } = new("assertion.dataHash.additionalExclusionsPresent", ValidationStatusKind.Informational, "The signer left more bytes unprotected than the standard asks for.");

    /// <summary><c>ingredient.unknownProvenance</c>: An ingredient carries no content credentials.</summary>
    public static ValidationStatusCode IngredientUnknownProvenance { get; } = new("ingredient.unknownProvenance", ValidationStatusKind.Informational, "An ingredient carries no content credentials.");

    /// <summary><c>signingCredential.ocsp.inaccessible</c>: The revocation service did not answer.</summary>
    public static ValidationStatusCode SigningCredentialOcspInaccessible { get; } = new("signingCredential.ocsp.inaccessible", ValidationStatusKind.Informational, "The revocation service did not answer.");

    /// <summary><c>signingCredential.ocsp.skipped</c>: Revocation was not looked up online.</summary>
    public static ValidationStatusCode SigningCredentialOcspSkipped { get; } = new("signingCredential.ocsp.skipped", ValidationStatusKind.Informational, "Revocation was not looked up online.");

    /// <summary><c>signingCredential.ocsp.unknown</c>: The revocation service does not know the certificate.</summary>
    public static ValidationStatusCode SigningCredentialOcspUnknown { get; } = new("signingCredential.ocsp.unknown", ValidationStatusKind.Informational, "The revocation service does not know the certificate.");

    /// <summary><c>timeOfSigning.insideValidity</c>: The claimed time of signing lies inside the validity of the certificate.</summary>
    public static ValidationStatusCode TimeOfSigningInsideValidity { get; } = new("timeOfSigning.insideValidity", ValidationStatusKind.Informational, "The claimed time of signing lies inside the validity of the certificate.");

    /// <summary><c>timeOfSigning.outsideValidity</c>: The claimed time of signing lies outside the validity of the certificate.</summary>
    public static ValidationStatusCode TimeOfSigningOutsideValidity { get; } = new("timeOfSigning.outsideValidity", ValidationStatusKind.Informational, "The claimed time of signing lies outside the validity of the certificate.");

    /// <summary><c>timeStamp.credentialInvalid</c>: The certificate of the time-stamp authority does not meet the profile.</summary>
    public static ValidationStatusCode TimeStampCredentialInvalid { get; } = new("timeStamp.credentialInvalid", ValidationStatusKind.Informational, "The certificate of the time-stamp authority does not meet the profile.");

    /// <summary><c>timeStamp.malformed</c>: The time-stamp cannot be read.</summary>
    public static ValidationStatusCode TimeStampMalformed { get; } = new("timeStamp.malformed", ValidationStatusKind.Informational, "The time-stamp cannot be read.");

    /// <summary><c>timeStamp.mismatch</c>: The time-stamp does not belong to this claim or was changed.</summary>
    public static ValidationStatusCode TimeStampMismatch { get; } = new("timeStamp.mismatch", ValidationStatusKind.Informational, "The time-stamp does not belong to this claim or was changed.");

    /// <summary><c>timeStamp.outsideValidity</c>: The time-stamp was issued outside the validity of its authority's certificate.</summary>
    public static ValidationStatusCode TimeStampOutsideValidity { get; } = new("timeStamp.outsideValidity", ValidationStatusKind.Informational, "The time-stamp was issued outside the validity of its authority's certificate.");

    /// <summary><c>timeStamp.untrusted</c>: The time-stamp authority is not on the list of trusted authorities.</summary>
    public static ValidationStatusCode TimeStampUntrusted { get; } = new("timeStamp.untrusted", ValidationStatusKind.Informational, "The time-stamp authority is not on the list of trusted authorities.");

    private static IReadOnlyList<ValidationStatusCode> InformationalTable { get; } =
    [
        AlgorithmDeprecated,
        AssertionBmffHashAdditionalExclusionsPresent,
        AssertionBoxesHashAdditionalExclusionsPresent,
        AssertionDataHashAdditionalExclusionsPresent,
        IngredientUnknownProvenance,
        SigningCredentialOcspInaccessible,
        SigningCredentialOcspSkipped,
        SigningCredentialOcspUnknown,
        TimeOfSigningInsideValidity,
        TimeOfSigningOutsideValidity,
        TimeStampCredentialInvalid,
        TimeStampMalformed,
        TimeStampMismatch,
        TimeStampOutsideValidity,
        TimeStampUntrusted,
    ];
}
