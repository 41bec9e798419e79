namespace Provenance.Validation;

/// <summary>The steps over one manifest, in the order of chapter 15. The same for the active manifest and for those of ingredients.</summary>
internal static class ManifestValidation
{
    /// <summary>Runs every step that can run; a failure never hides another.</summary>
    public static async ValueTask RunAsync(ValidationContext context, CurrentManifest current, CancellationToken cancellationToken)
    {
        if (!ClaimStructure.Check(current))
        {
            return;
        }

        ManifestStructure.Check(current);
        await CheckSignatureAsync(context, current, cancellationToken).ConfigureAwait(false);
        ManifestTypeRules.Check(context, current);
        Redactions.Check(context, current);
        AssertionHashes.Check(current);
        UndeclaredAssertions.Check(current);
        NestedHashedUris.Check(context, current);
        CloudData.Check(current);
        ExternalReference.Check(current);
        ActionsRules.Check(context, current);
        SessionKeys.Check(context, current);
        TimestampAssertion.Check(current);
        AlternativeContent.Check(context, current);
        Ingredients.CheckAssertions(current);
    }

    private static async ValueTask CheckSignatureAsync(ValidationContext context, CurrentManifest current, CancellationToken cancellationToken)
    {
        if (ClaimSignature.Locate(context, current) is not { } facts)
        {
            return;
        }

        current.Signature = facts;
        SigningCredential.CheckProfile(context, current, facts);
        TimeStamp.Check(context, current, facts);
        SigningCredential.CheckTrust(context, current, facts);
        ClaimSignature.Verify(context, current, facts);
        TimeOfSigning.Check(context, current, facts);
        await Revocation.CheckAsync(context, current, facts, cancellationToken).ConfigureAwait(false);
    }
}
