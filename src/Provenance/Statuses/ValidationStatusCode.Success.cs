namespace Provenance;

/// <content>The codes that say something holds (§15.2.2.1).</content>
public sealed partial record ValidationStatusCode
{
    /// <summary><c>assertion.accessible</c>: A remote assertion could be reached.</summary>
    public static ValidationStatusCode AssertionAccessible { get; } = new("assertion.accessible", ValidationStatusKind.Success, "A remote assertion could be reached.");

    /// <summary><c>assertion.bmffHash.match</c>: The media is exactly what was signed.</summary>
    public static ValidationStatusCode AssertionBmffHashMatch { get; } = new("assertion.bmffHash.match", ValidationStatusKind.Success, "The media is exactly what was signed.");

    /// <summary><c>assertion.boxesHash.match</c>: The general box hash matches.</summary>
    public static ValidationStatusCode AssertionBoxesHashMatch { get; } = new("assertion.boxesHash.match", ValidationStatusKind.Success, "The general box hash matches.");

    /// <summary><c>assertion.collectionHash.match</c>: The collection hash matches.</summary>
    public static ValidationStatusCode AssertionCollectionHashMatch { get; } = new("assertion.collectionHash.match", ValidationStatusKind.Success, "The collection hash matches.");

    /// <summary><c>assertion.dataHash.match</c>: The data hash matches.</summary>
    public static ValidationStatusCode AssertionDataHashMatch { get; } = new("assertion.dataHash.match", ValidationStatusKind.Success, "The data hash matches.");

    /// <summary><c>assertion.hashedURI.match</c>: An assertion is exactly what was signed.</summary>
    public static ValidationStatusCode AssertionHashedURIMatch { get; } = new("assertion.hashedURI.match", ValidationStatusKind.Success, "An assertion is exactly what was signed.");

    /// <summary><c>assertion.multiAssetHash.match</c>: The parts of the multi-part asset match.</summary>
    public static ValidationStatusCode AssertionMultiAssetHashMatch { get; } = new("assertion.multiAssetHash.match", ValidationStatusKind.Success, "The parts of the multi-part asset match.");

    /// <summary><c>assertion.alternativeContentRepresentation.match</c>: The alternative content representation matches.</summary>
    public static ValidationStatusCode AssertionAlternativeContentRepresentationMatch { get; } = new("assertion.alternativeContentRepresentation.match", ValidationStatusKind.Success, "The alternative content representation matches.");

    /// <summary><c>claimSignature.insideValidity</c>: The claim was signed while the certificate was valid.</summary>
    public static ValidationStatusCode ClaimSignatureInsideValidity { get; } = new("claimSignature.insideValidity", ValidationStatusKind.Success, "The claim was signed while the certificate was valid.");

    /// <summary><c>claimSignature.validated</c>: The signature of the claim is correct.</summary>
    public static ValidationStatusCode ClaimSignatureValidated { get; } = new("claimSignature.validated", ValidationStatusKind.Success, "The signature of the claim is correct.");

    /// <summary><c>ingredient.claimSignature.validated</c>: The claim signature of an ingredient is the referenced one.</summary>
    public static ValidationStatusCode IngredientClaimSignatureValidated { get; } = new("ingredient.claimSignature.validated", ValidationStatusKind.Success, "The claim signature of an ingredient is the referenced one.");

    /// <summary><c>ingredient.manifest.validated</c>: The manifest of an ingredient is the referenced one.</summary>
    public static ValidationStatusCode IngredientManifestValidated { get; } = new("ingredient.manifest.validated", ValidationStatusKind.Success, "The manifest of an ingredient is the referenced one.");

    /// <summary><c>signingCredential.ocsp.notRevoked</c>: The signing certificate was not revoked when the claim was signed.</summary>
    public static ValidationStatusCode SigningCredentialOcspNotRevoked { get; } = new("signingCredential.ocsp.notRevoked", ValidationStatusKind.Success, "The signing certificate was not revoked when the claim was signed.");

    /// <summary><c>signingCredential.trusted</c>: The signing certificate chains to a trust anchor.</summary>
    public static ValidationStatusCode SigningCredentialTrusted { get; } = new("signingCredential.trusted", ValidationStatusKind.Success, "The signing certificate chains to a trust anchor.");

    /// <summary><c>timeStamp.trusted</c>: The time-stamp comes from a trusted authority.</summary>
    public static ValidationStatusCode TimeStampTrusted { get; } = new("timeStamp.trusted", ValidationStatusKind.Success, "The time-stamp comes from a trusted authority.");

    /// <summary><c>timeStamp.validated</c>: The time-stamp is intact and belongs to this claim.</summary>
    public static ValidationStatusCode TimeStampValidated { get; } = new("timeStamp.validated", ValidationStatusKind.Success, "The time-stamp is intact and belongs to this claim.");

    private static IReadOnlyList<ValidationStatusCode> SuccessTable { get; } =
    [
        AssertionAccessible,
        AssertionBmffHashMatch,
        AssertionBoxesHashMatch,
        AssertionCollectionHashMatch,
        AssertionDataHashMatch,
        AssertionHashedURIMatch,
        AssertionMultiAssetHashMatch,
        AssertionAlternativeContentRepresentationMatch,
        ClaimSignatureInsideValidity,
        ClaimSignatureValidated,
        IngredientClaimSignatureValidated,
        IngredientManifestValidated,
        SigningCredentialOcspNotRevoked,
        SigningCredentialTrusted,
        TimeStampTrusted,
        TimeStampValidated,
    ];
}
