namespace Provenance.Validation;

/// <summary>§14.3 Validation states: the verdict from the findings, and from nothing else.</summary>
internal static class StateDecision
{
    /// <summary>Decides.</summary>
    /// <param name="statuses">The findings about the active manifest, the asset and the container.</param>
    /// <param name="deltas">What is new about the ingredients.</param>
    /// <param name="mediaWasHashed">Whether the content was to be checked: then a match must be among the findings.</param>
    public static ValidationState Decide(IReadOnlyList<ValidationStatus> statuses, IReadOnlyList<IngredientDelta> deltas, bool mediaWasHashed)
    {
        var failures = Failures(statuses);
        var ingredientFailures = deltas.SelectMany(d => Failures(d.Statuses)).ToArray();

        // §14.3.4: everything but the signers' standing at the time that counts must hold, for ingredients as well.
        if (failures.Concat(ingredientFailures).Any(f => f != ValidationStatusCode.SigningCredentialUntrusted && !ConcernsTime(f)))
        {
            return ValidationState.Invalid;
        }

        bool Has(ValidationStatusCode code) => statuses.Any(s => s.Code == code);

        // §14.3.3, fail closed: no verdict above Invalid without proof that signature and content were checked.
        if (!Has(ValidationStatusCode.ClaimSignatureValidated) || (mediaWasHashed && !statuses.Any(IsContentMatch)))
        {
            return ValidationState.Invalid;
        }

        // §14.3.5 concerns the manifest's own signature.
        if (failures.Any(ConcernsTime) || !Has(ValidationStatusCode.ClaimSignatureInsideValidity))
        {
            return ValidationState.WellFormed;
        }

        // §14.3.6; an ingredient whose signer is not trusted now, is out of date or was revoked takes the trust away as well.
        return Has(ValidationStatusCode.SigningCredentialTrusted) && failures.Count == 0 && ingredientFailures.Length == 0 ? ValidationState.Trusted : ValidationState.Valid;
    }

    private static List<ValidationStatusCode> Failures(IEnumerable<ValidationStatus> statuses) =>
        [.. statuses.Where(s => s.Kind == ValidationStatusKind.Failure).Select(s => s.Code).Distinct()];

    // §14.3.5: what keeps a well-formed manifest from being valid.
    private static bool ConcernsTime(ValidationStatusCode code) =>
        code == ValidationStatusCode.ClaimSignatureOutsideValidity || code == ValidationStatusCode.SigningCredentialOcspRevoked;

    private static bool IsContentMatch(ValidationStatus status) =>
        status.Code == ValidationStatusCode.AssertionBmffHashMatch
        || status.Code == ValidationStatusCode.AssertionDataHashMatch
        || status.Code == ValidationStatusCode.AssertionBoxesHashMatch
        || status.Code == ValidationStatusCode.AssertionCollectionHashMatch
        || status.Code == ValidationStatusCode.AssertionMultiAssetHashMatch;
}
