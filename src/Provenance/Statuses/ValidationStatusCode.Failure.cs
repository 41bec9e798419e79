namespace Provenance;

/// <content>The codes that say something does not hold (§15.2.2.3).</content>
public sealed partial record ValidationStatusCode
{
    /// <summary><c>algorithm.unsupported</c>: An algorithm is missing or not allowed.</summary>
    public static ValidationStatusCode AlgorithmUnsupported { get; } = new("algorithm.unsupported", ValidationStatusKind.Failure, "An algorithm is missing or not allowed.");

    /// <summary><c>assertion.action.ingredientMismatch</c>: An action refers to an ingredient that is missing or has the wrong relationship.</summary>
    public static ValidationStatusCode AssertionActionIngredientMismatch { get; } = new("assertion.action.ingredientMismatch", ValidationStatusKind.Failure, "An action refers to an ingredient that is missing or has the wrong relationship.");

    /// <summary><c>assertion.action.malformed</c>: The actions break a rule of the standard.</summary>
    public static ValidationStatusCode AssertionActionMalformed { get; } = new("assertion.action.malformed", ValidationStatusKind.Failure, "The actions break a rule of the standard.");

    /// <summary><c>assertion.action.redacted</c>: An actions assertion was redacted, which is not allowed.</summary>
    public static ValidationStatusCode AssertionActionRedacted { get; } = new("assertion.action.redacted", ValidationStatusKind.Failure, "An actions assertion was redacted, which is not allowed.");

    /// <summary><c>assertion.action.redactionMismatch</c>: A redaction action does not name a redacted assertion.</summary>
    public static ValidationStatusCode AssertionActionRedactionMismatch { get; } = new("assertion.action.redactionMismatch", ValidationStatusKind.Failure, "A redaction action does not name a redacted assertion.");

    /// <summary><c>assertion.action.softBindingMissing</c>: A watermark is claimed without a soft binding.</summary>
    public static ValidationStatusCode AssertionActionSoftBindingMissing { get; } = new("assertion.action.softBindingMissing", ValidationStatusKind.Failure, "A watermark is claimed without a soft binding.");

    /// <summary><c>assertion.alternativeContentRepresentation.malformed</c>: The alternative content representation cannot be read.</summary>
    public static ValidationStatusCode AssertionAlternativeContentRepresentationMalformed { get; } = new("assertion.alternativeContentRepresentation.malformed", ValidationStatusKind.Failure, "The alternative content representation cannot be read.");

    /// <summary><c>assertion.alternativeContentRepresentation.hashMismatch</c>: The alternative content representation was changed.</summary>
    public static ValidationStatusCode AssertionAlternativeContentRepresentationHashMismatch { get; } = new("assertion.alternativeContentRepresentation.hashMismatch", ValidationStatusKind.Failure, "The alternative content representation was changed.");

    /// <summary><c>assertion.alternativeContentRepresentation.missing</c>: The alternative content representation is missing.</summary>
    public static ValidationStatusCode AssertionAlternativeContentRepresentationMissing { get; } = new("assertion.alternativeContentRepresentation.missing", ValidationStatusKind.Failure, "The alternative content representation is missing.");

    /// <summary><c>assertion.bmffHash.malformed</c>: The hash assertion of the media breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionBmffHashMalformed { get; } = new("assertion.bmffHash.malformed", ValidationStatusKind.Failure, "The hash assertion of the media breaks a rule of the standard.");

    /// <summary><c>assertion.bmffHash.mismatch</c>: The media was changed after signing.</summary>
    public static ValidationStatusCode AssertionBmffHashMismatch { get; } = new("assertion.bmffHash.mismatch", ValidationStatusKind.Failure, "The media was changed after signing.");

    /// <summary><c>assertion.boxesHash.malformed</c>: The general box hash breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionBoxesHashMalformed { get; } = new("assertion.boxesHash.malformed", ValidationStatusKind.Failure, "The general box hash breaks a rule of the standard.");

    /// <summary><c>assertion.boxesHash.mismatch</c>: The boxes were changed after signing.</summary>
    public static ValidationStatusCode AssertionBoxesHashMismatch { get; } = new("assertion.boxesHash.mismatch", ValidationStatusKind.Failure, "The boxes were changed after signing.");

    /// <summary><c>assertion.boxesHash.unknownBox</c>: The file holds a box that the general box hash does not list.</summary>
    public static ValidationStatusCode AssertionBoxesHashUnknownBox { get; } = new("assertion.boxesHash.unknownBox", ValidationStatusKind.Failure, "The file holds a box that the general box hash does not list.");

    /// <summary><c>assertion.cbor.invalid</c>: An assertion is not well-formed CBOR.</summary>
    public static ValidationStatusCode AssertionCborInvalid { get; } = new("assertion.cbor.invalid", ValidationStatusKind.Failure, "An assertion is not well-formed CBOR.");

    /// <summary><c>assertion.cloud-data.actions</c>: An actions assertion is stored remotely, which is not allowed.</summary>
    public static ValidationStatusCode AssertionCloudDataActions { get; } = new("assertion.cloud-data.actions", ValidationStatusKind.Failure, "An actions assertion is stored remotely, which is not allowed.");

    /// <summary><c>assertion.cloud-data.hardBinding</c>: A hard binding is stored remotely, which is not allowed.</summary>
    public static ValidationStatusCode AssertionCloudDataHardBinding { get; } = new("assertion.cloud-data.hardBinding", ValidationStatusKind.Failure, "A hard binding is stored remotely, which is not allowed.");

    /// <summary><c>assertion.cloud-data.labelMismatch</c>: A remote assertion has another label than announced.</summary>
    public static ValidationStatusCode AssertionCloudDataLabelMismatch { get; } = new("assertion.cloud-data.labelMismatch", ValidationStatusKind.Failure, "A remote assertion has another label than announced.");

    /// <summary><c>assertion.cloud-data.malformed</c>: A cloud data assertion breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionCloudDataMalformed { get; } = new("assertion.cloud-data.malformed", ValidationStatusKind.Failure, "A cloud data assertion breaks a rule of the standard.");

    /// <summary><c>assertion.collectionHash.incorrectFileCount</c>: The collection holds another number of files than was signed.</summary>
    public static ValidationStatusCode AssertionCollectionHashIncorrectFileCount { get; } = new("assertion.collectionHash.incorrectFileCount", ValidationStatusKind.Failure, "The collection holds another number of files than was signed.");

    /// <summary><c>assertion.collectionHash.invalidURI</c>: A file name in the collection is not allowed.</summary>
    public static ValidationStatusCode AssertionCollectionHashInvalidURI { get; } = new("assertion.collectionHash.invalidURI", ValidationStatusKind.Failure, "A file name in the collection is not allowed.");

    /// <summary><c>assertion.collectionHash.malformed</c>: The collection hash breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionCollectionHashMalformed { get; } = new("assertion.collectionHash.malformed", ValidationStatusKind.Failure, "The collection hash breaks a rule of the standard.");

    /// <summary><c>assertion.collectionHash.mismatch</c>: A file of the collection was changed after signing.</summary>
    public static ValidationStatusCode AssertionCollectionHashMismatch { get; } = new("assertion.collectionHash.mismatch", ValidationStatusKind.Failure, "A file of the collection was changed after signing.");

    /// <summary><c>assertion.dataHash.malformed</c>: The data hash breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionDataHashMalformed { get; } = new("assertion.dataHash.malformed", ValidationStatusKind.Failure, "The data hash breaks a rule of the standard.");

    /// <summary><c>assertion.dataHash.mismatch</c>: The data was changed after signing.</summary>
    public static ValidationStatusCode AssertionDataHashMismatch { get; } = new("assertion.dataHash.mismatch", ValidationStatusKind.Failure, "The data was changed after signing.");

    /// <summary><c>assertion.dataHash.redacted</c>: A data hash was redacted, which is not allowed.</summary>
    public static ValidationStatusCode AssertionDataHashRedacted { get; } = new("assertion.dataHash.redacted", ValidationStatusKind.Failure, "A data hash was redacted, which is not allowed.");

    /// <summary><c>assertion.external-reference.created</c>: An external reference is listed as created by the signer.</summary>
    public static ValidationStatusCode AssertionExternalReferenceCreated { get; } = new("assertion.external-reference.created", ValidationStatusKind.Failure, "An external reference is listed as created by the signer.");

    /// <summary><c>assertion.external-reference.hashMismatch</c>: The external content was changed.</summary>
    public static ValidationStatusCode AssertionExternalReferenceHashMismatch { get; } = new("assertion.external-reference.hashMismatch", ValidationStatusKind.Failure, "The external content was changed.");

    /// <summary><c>assertion.external-reference.labelMismatch</c>: The external content has another label than announced.</summary>
    public static ValidationStatusCode AssertionExternalReferenceLabelMismatch { get; } = new("assertion.external-reference.labelMismatch", ValidationStatusKind.Failure, "The external content has another label than announced.");

    /// <summary><c>assertion.external-reference.malformed</c>: An external reference breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionExternalReferenceMalformed { get; } = new("assertion.external-reference.malformed", ValidationStatusKind.Failure, "An external reference breaks a rule of the standard.");

    /// <summary><c>assertion.hardBinding.redacted</c>: A hard binding was redacted, which is not allowed.</summary>
    public static ValidationStatusCode AssertionHardBindingRedacted { get; } = new("assertion.hardBinding.redacted", ValidationStatusKind.Failure, "A hard binding was redacted, which is not allowed.");

    /// <summary><c>assertion.hashedURI.mismatch</c>: An assertion was changed after signing.</summary>
    public static ValidationStatusCode AssertionHashedURIMismatch { get; } = new("assertion.hashedURI.mismatch", ValidationStatusKind.Failure, "An assertion was changed after signing.");

    /// <summary><c>assertion.inaccessible</c>: A remote assertion could not be reached.</summary>
    public static ValidationStatusCode AssertionInaccessible { get; } = new("assertion.inaccessible", ValidationStatusKind.Failure, "A remote assertion could not be reached.");

    /// <summary><c>assertion.ingredient.malformed</c>: An ingredient breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionIngredientMalformed { get; } = new("assertion.ingredient.malformed", ValidationStatusKind.Failure, "An ingredient breaks a rule of the standard.");

    /// <summary><c>assertion.json.invalid</c>: An assertion is not well-formed JSON.</summary>
    public static ValidationStatusCode AssertionJsonInvalid { get; } = new("assertion.json.invalid", ValidationStatusKind.Failure, "An assertion is not well-formed JSON.");

    /// <summary><c>assertion.missing</c>: An assertion that the claim lists is missing.</summary>
    public static ValidationStatusCode AssertionMissing { get; } = new("assertion.missing", ValidationStatusKind.Failure, "An assertion that the claim lists is missing.");

    /// <summary><c>assertion.multiAssetHash.malformed</c>: The multi-asset hash breaks a rule of the standard.</summary>
    public static ValidationStatusCode AssertionMultiAssetHashMalformed { get; } = new("assertion.multiAssetHash.malformed", ValidationStatusKind.Failure, "The multi-asset hash breaks a rule of the standard.");

    /// <summary><c>assertion.multiAssetHash.mismatch</c>: A part of the asset was changed after signing.</summary>
    public static ValidationStatusCode AssertionMultiAssetHashMismatch { get; } = new("assertion.multiAssetHash.mismatch", ValidationStatusKind.Failure, "A part of the asset was changed after signing.");

    /// <summary><c>assertion.multiAssetHash.missingPart</c>: A part of the asset is missing.</summary>
    public static ValidationStatusCode AssertionMultiAssetHashMissingPart { get; } = new("assertion.multiAssetHash.missingPart", ValidationStatusKind.Failure, "A part of the asset is missing.");

    /// <summary><c>assertion.multipleHardBindings</c>: The claim binds itself to the media more than once.</summary>
    public static ValidationStatusCode AssertionMultipleHardBindings { get; } = new("assertion.multipleHardBindings", ValidationStatusKind.Failure, "The claim binds itself to the media more than once.");

    /// <summary><c>assertion.notRedacted</c>: An assertion that was declared redacted is still there.</summary>
    public static ValidationStatusCode AssertionNotRedacted { get; } = new("assertion.notRedacted", ValidationStatusKind.Failure, "An assertion that was declared redacted is still there.");

    /// <summary><c>assertion.outsideManifest</c>: The claim lists an assertion of another manifest.</summary>
    public static ValidationStatusCode AssertionOutsideManifest { get; } = new("assertion.outsideManifest", ValidationStatusKind.Failure, "The claim lists an assertion of another manifest.");

    /// <summary><c>assertion.selfRedacted</c>: The manifest redacts one of its own assertions.</summary>
    public static ValidationStatusCode AssertionSelfRedacted { get; } = new("assertion.selfRedacted", ValidationStatusKind.Failure, "The manifest redacts one of its own assertions.");

    /// <summary><c>assertion.timestamp.malformed</c>: The time-stamp assertion cannot be read.</summary>
    public static ValidationStatusCode AssertionTimestampMalformed { get; } = new("assertion.timestamp.malformed", ValidationStatusKind.Failure, "The time-stamp assertion cannot be read.");

    /// <summary><c>assertion.undeclared</c>: The manifest holds an assertion that the claim does not list.</summary>
    public static ValidationStatusCode AssertionUndeclared { get; } = new("assertion.undeclared", ValidationStatusKind.Failure, "The manifest holds an assertion that the claim does not list.");

    /// <summary><c>claim.cbor.invalid</c>: The claim is not well-formed CBOR.</summary>
    public static ValidationStatusCode ClaimCborInvalid { get; } = new("claim.cbor.invalid", ValidationStatusKind.Failure, "The claim is not well-formed CBOR.");

    /// <summary><c>claim.hardBindings.missing</c>: The claim is not bound to any media.</summary>
    public static ValidationStatusCode ClaimHardBindingsMissing { get; } = new("claim.hardBindings.missing", ValidationStatusKind.Failure, "The claim is not bound to any media.");

    /// <summary><c>claim.malformed</c>: The claim breaks a rule of the standard.</summary>
    public static ValidationStatusCode ClaimMalformed { get; } = new("claim.malformed", ValidationStatusKind.Failure, "The claim breaks a rule of the standard.");

    /// <summary><c>claim.missing</c>: The manifest holds no claim.</summary>
    public static ValidationStatusCode ClaimMissing { get; } = new("claim.missing", ValidationStatusKind.Failure, "The manifest holds no claim.");

    /// <summary><c>claim.multiple</c>: The manifest holds more than one claim.</summary>
    public static ValidationStatusCode ClaimMultiple { get; } = new("claim.multiple", ValidationStatusKind.Failure, "The manifest holds more than one claim.");

    /// <summary><c>claimSignature.mismatch</c>: The signature does not fit the claim: the claim was changed or signed with another key.</summary>
    public static ValidationStatusCode ClaimSignatureMismatch { get; } = new("claimSignature.mismatch", ValidationStatusKind.Failure, "The signature does not fit the claim: the claim was changed or signed with another key.");

    /// <summary><c>claimSignature.missing</c>: The claim is not signed.</summary>
    public static ValidationStatusCode ClaimSignatureMissing { get; } = new("claimSignature.missing", ValidationStatusKind.Failure, "The claim is not signed.");

    /// <summary><c>claimSignature.outsideValidity</c>: The certificate was not valid when the claim was signed.</summary>
    public static ValidationStatusCode ClaimSignatureOutsideValidity { get; } = new("claimSignature.outsideValidity", ValidationStatusKind.Failure, "The certificate was not valid when the claim was signed.");

    /// <summary><c>general.error</c>: The file breaks a rule that has no code of its own.</summary>
    public static ValidationStatusCode GeneralError { get; } = new("general.error", ValidationStatusKind.Failure, "The file breaks a rule that has no code of its own.");

    /// <summary><c>hashedURI.mismatch</c>: A referenced part of the manifest was changed.</summary>
    public static ValidationStatusCode HashedURIMismatch { get; } = new("hashedURI.mismatch", ValidationStatusKind.Failure, "A referenced part of the manifest was changed.");

    /// <summary><c>hashedURI.missing</c>: A referenced part of the manifest is missing.</summary>
    public static ValidationStatusCode HashedURIMissing { get; } = new("hashedURI.missing", ValidationStatusKind.Failure, "A referenced part of the manifest is missing.");

    /// <summary><c>ingredient.claimSignature.mismatch</c>: The claim signature of an ingredient is not the referenced one.</summary>
    public static ValidationStatusCode IngredientClaimSignatureMismatch { get; } = new("ingredient.claimSignature.mismatch", ValidationStatusKind.Failure, "The claim signature of an ingredient is not the referenced one.");

    /// <summary><c>ingredient.claimSignature.missing</c>: The claim signature of an ingredient is missing.</summary>
    public static ValidationStatusCode IngredientClaimSignatureMissing { get; } = new("ingredient.claimSignature.missing", ValidationStatusKind.Failure, "The claim signature of an ingredient is missing.");

    /// <summary><c>ingredient.manifest.mismatch</c>: The manifest of an ingredient was changed.</summary>
    public static ValidationStatusCode IngredientManifestMismatch { get; } = new("ingredient.manifest.mismatch", ValidationStatusKind.Failure, "The manifest of an ingredient was changed.");

    /// <summary><c>ingredient.manifest.missing</c>: The manifest of an ingredient is missing.</summary>
    public static ValidationStatusCode IngredientManifestMissing { get; } = new("ingredient.manifest.missing", ValidationStatusKind.Failure, "The manifest of an ingredient is missing.");

    /// <summary><c>livevideo.assertion.invalid</c>: The sequence number or stream of a live segment is inconsistent.</summary>
    public static ValidationStatusCode LivevideoAssertionInvalid { get; } = new("livevideo.assertion.invalid", ValidationStatusKind.Failure, "The sequence number or stream of a live segment is inconsistent.");

    /// <summary><c>livevideo.continuityMethod.invalid</c>: The continuity method of a live segment is missing or unknown.</summary>
    public static ValidationStatusCode LivevideoContinuityMethodInvalid { get; } = new("livevideo.continuityMethod.invalid", ValidationStatusKind.Failure, "The continuity method of a live segment is missing or unknown.");

    /// <summary><c>livevideo.init.invalid</c>: The initialization segment holds media.</summary>
    public static ValidationStatusCode LivevideoInitInvalid { get; } = new("livevideo.init.invalid", ValidationStatusKind.Failure, "The initialization segment holds media.");

    /// <summary><c>livevideo.manifest.invalid</c>: The manifest of a live segment failed validation.</summary>
    public static ValidationStatusCode LivevideoManifestInvalid { get; } = new("livevideo.manifest.invalid", ValidationStatusKind.Failure, "The manifest of a live segment failed validation.");

    /// <summary><c>livevideo.segment.invalid</c>: A live segment is not what was signed.</summary>
    public static ValidationStatusCode LivevideoSegmentInvalid { get; } = new("livevideo.segment.invalid", ValidationStatusKind.Failure, "A live segment is not what was signed.");

    /// <summary><c>livevideo.sessionkey.invalid</c>: A session key does not conform or is out of date.</summary>
    public static ValidationStatusCode LivevideoSessionkeyInvalid { get; } = new("livevideo.sessionkey.invalid", ValidationStatusKind.Failure, "A session key does not conform or is out of date.");

    /// <summary><c>manifest.compressed.invalid</c>: A compressed manifest cannot be expanded or holds something else.</summary>
    public static ValidationStatusCode ManifestCompressedInvalid { get; } = new("manifest.compressed.invalid", ValidationStatusKind.Failure, "A compressed manifest cannot be expanded or holds something else.");

    /// <summary><c>manifest.inaccessible</c>: The remote manifest could not be reached.</summary>
    public static ValidationStatusCode ManifestInaccessible { get; } = new("manifest.inaccessible", ValidationStatusKind.Failure, "The remote manifest could not be reached.");

    /// <summary><c>manifest.multipleParents</c>: The manifest names more than one parent.</summary>
    public static ValidationStatusCode ManifestMultipleParents { get; } = new("manifest.multipleParents", ValidationStatusKind.Failure, "The manifest names more than one parent.");

    /// <summary><c>manifest.timestamp.invalid</c>: A time-stamp manifest breaks a rule of the standard.</summary>
    public static ValidationStatusCode ManifestTimestampInvalid { get; } = new("manifest.timestamp.invalid", ValidationStatusKind.Failure, "A time-stamp manifest breaks a rule of the standard.");

    /// <summary><c>manifest.timestamp.wrongParents</c>: A time-stamp manifest does not have exactly one parent.</summary>
    public static ValidationStatusCode ManifestTimestampWrongParents { get; } = new("manifest.timestamp.wrongParents", ValidationStatusKind.Failure, "A time-stamp manifest does not have exactly one parent.");

    /// <summary><c>manifest.update.invalid</c>: An update manifest holds something that is not allowed there.</summary>
    public static ValidationStatusCode ManifestUpdateInvalid { get; } = new("manifest.update.invalid", ValidationStatusKind.Failure, "An update manifest holds something that is not allowed there.");

    /// <summary><c>manifest.update.wrongParents</c>: An update manifest does not have exactly one parent.</summary>
    public static ValidationStatusCode ManifestUpdateWrongParents { get; } = new("manifest.update.wrongParents", ValidationStatusKind.Failure, "An update manifest does not have exactly one parent.");

    /// <summary><c>signingCredential.invalid</c>: The signing certificate does not meet the profile of the standard.</summary>
    public static ValidationStatusCode SigningCredentialInvalid { get; } = new("signingCredential.invalid", ValidationStatusKind.Failure, "The signing certificate does not meet the profile of the standard.");

    /// <summary><c>signingCredential.ocsp.revoked</c>: The signing certificate was revoked.</summary>
    public static ValidationStatusCode SigningCredentialOcspRevoked { get; } = new("signingCredential.ocsp.revoked", ValidationStatusKind.Failure, "The signing certificate was revoked.");

    /// <summary><c>signingCredential.untrusted</c>: The signing certificate does not chain to a trust anchor.</summary>
    public static ValidationStatusCode SigningCredentialUntrusted { get; } = new("signingCredential.untrusted", ValidationStatusKind.Failure, "The signing certificate does not chain to a trust anchor.");

    private static IReadOnlyList<ValidationStatusCode> FailureTable { get; } =
    [
        AlgorithmUnsupported,
        AssertionActionIngredientMismatch,
        AssertionActionMalformed,
        AssertionActionRedacted,
        AssertionActionRedactionMismatch,
        AssertionActionSoftBindingMissing,
        AssertionAlternativeContentRepresentationMalformed,
        AssertionAlternativeContentRepresentationHashMismatch,
        AssertionAlternativeContentRepresentationMissing,
        AssertionBmffHashMalformed,
        AssertionBmffHashMismatch,
        AssertionBoxesHashMalformed,
        AssertionBoxesHashMismatch,
        AssertionBoxesHashUnknownBox,
        AssertionCborInvalid,
        AssertionCloudDataActions,
        AssertionCloudDataHardBinding,
        AssertionCloudDataLabelMismatch,
        AssertionCloudDataMalformed,
        AssertionCollectionHashIncorrectFileCount,
        AssertionCollectionHashInvalidURI,
        AssertionCollectionHashMalformed,
        AssertionCollectionHashMismatch,
        AssertionDataHashMalformed,
        AssertionDataHashMismatch,
        AssertionDataHashRedacted,
        AssertionExternalReferenceCreated,
        AssertionExternalReferenceHashMismatch,
        AssertionExternalReferenceLabelMismatch,
        AssertionExternalReferenceMalformed,
        AssertionHardBindingRedacted,
        AssertionHashedURIMismatch,
        AssertionInaccessible,
        AssertionIngredientMalformed,
        AssertionJsonInvalid,
        AssertionMissing,
        AssertionMultiAssetHashMalformed,
        AssertionMultiAssetHashMismatch,
        AssertionMultiAssetHashMissingPart,
        AssertionMultipleHardBindings,
        AssertionNotRedacted,
        AssertionOutsideManifest,
        AssertionSelfRedacted,
        AssertionTimestampMalformed,
        AssertionUndeclared,
        ClaimCborInvalid,
        ClaimHardBindingsMissing,
        ClaimMalformed,
        ClaimMissing,
        ClaimMultiple,
        ClaimSignatureMismatch,
        ClaimSignatureMissing,
        ClaimSignatureOutsideValidity,
        GeneralError,
        HashedURIMismatch,
        HashedURIMissing,
        IngredientClaimSignatureMismatch,
        IngredientClaimSignatureMissing,
        IngredientManifestMismatch,
        IngredientManifestMissing,
        LivevideoAssertionInvalid,
        LivevideoContinuityMethodInvalid,
        LivevideoInitInvalid,
        LivevideoManifestInvalid,
        LivevideoSegmentInvalid,
        LivevideoSessionkeyInvalid,
        ManifestCompressedInvalid,
        ManifestInaccessible,
        ManifestMultipleParents,
        ManifestTimestampInvalid,
        ManifestTimestampWrongParents,
        ManifestUpdateInvalid,
        ManifestUpdateWrongParents,
        SigningCredentialInvalid,
        SigningCredentialOcspRevoked,
        SigningCredentialUntrusted,
    ];
}
