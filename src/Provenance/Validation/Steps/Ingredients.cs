using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.11.3 Ingredient assertion validation: the assertions themselves, and the manifests they refer to.</summary>
internal static class Ingredients
{
    /// <summary>§15.11.3.2 and the part of §15.11.3.3 that concerns the assertion itself.</summary>
    public static void CheckAssertions(CurrentManifest current)
    {
        foreach (var assertion in current.Assertions.Where(a => AssertionLabel.IsIngredient(a.Label) && a.Content is { Kind: not CborKind.Map }))
        {
            Malformed(current, assertion, "The ingredient is not a map.");
        }

        foreach (var ingredient in current.Ingredients)
        {
            CheckAssertion(current, ingredient);
        }
    }

    /// <summary>§15.11.3.3.1 and §15.11.3.3.2: whether the manifest that an ingredient names is the one that was there when it was added.</summary>
    public static ValidationStatus? CheckReference(ValidationContext context, IngredientReference reference)
    {
        var ingredient = reference.Ingredient;
        if (ingredient.ActiveManifest is not { } manifest)
        {
            return null;
        }

        // Redaction changes the manifest; its claim signature stays. Only version 3 has that second reference (§6.8, note).
        return reference.Target is { } target && context.Lineage.RedactedIn(target).Count > 0
            ? Check(context, reference, ingredient.ClaimSignature, ["c2pa.signature"], SignatureCodes)
            : Check(context, reference, manifest, [], ManifestCodes);
    }

    private static readonly Codes ManifestCodes = new(ValidationStatusCode.IngredientManifestMissing, ValidationStatusCode.IngredientManifestMismatch, ValidationStatusCode.IngredientManifestValidated);

    private static readonly Codes SignatureCodes =
        new(ValidationStatusCode.IngredientClaimSignatureMissing, ValidationStatusCode.IngredientClaimSignatureMismatch, ValidationStatusCode.IngredientClaimSignatureValidated);

    private static ValidationStatus Check(ValidationContext context, IngredientReference reference, CborValue? value, string[] path, Codes codes)
    {
        string url = reference.Ingredient.Assertion.Url;
        var followed = FollowedReference.Follow(
            context, reference.From, value?["url"]?.AsText, value?["hash"]?.AsBytes, value?["alg"]?.AsText, reference.Ingredient.Algorithm);

        // The signature must be that of the manifest that is meant, and the manifest reference must name a manifest.
        bool isRightPlace = reference.Target is { } target && string.Equals(followed.Url, JumbfUri.Absolute(target.Label, path).Text, StringComparison.Ordinal);
        return followed.Verdict switch
        {
            ReferenceVerdict.Missing => new(codes.Missing, url),
            _ when !isRightPlace => new(codes.Missing, url),
            ReferenceVerdict.UnsupportedAlgorithm => new(ValidationStatusCode.AlgorithmUnsupported, url),
            ReferenceVerdict.Mismatch => new(codes.Mismatch, url),
            _ => new(codes.Validated, url),
        };
    }

    private static void CheckAssertion(CurrentManifest current, IngredientReading ingredient)
    {
        var (assertion, content) = (ingredient.Assertion, ingredient.Assertion.Content!);

        // §15.11.3.2
        if (ingredient.Relationship is not ("parentOf" or "componentOf" or "inputTo"))
        {
            Malformed(current, assertion, "The relationship is missing or not one of parentOf, componentOf and inputTo.");
        }

        if (ingredient.ActiveManifest is not null && content["digitalSourceType"] is not null)
        {
            Malformed(current, assertion, "An ingredient with a manifest must not state a digital source type.");
        }

        // §15.11.3.3: "if no validationResults field is present and the ingredient assertion is a v3 … with the activeManifest field present"
        if (ingredient is { Version: 3, ActiveManifest: not null, Results: null, HasUnreadableResults: false })
        {
            Malformed(current, assertion, "The ingredient records no validation results.");
        }

        if (ingredient.HasUnreadableResults)
        {
            Malformed(current, assertion, "The recorded validation results cannot be read.");
        }

        if (ingredient.ActiveManifest is null && ingredient.Relationship != "inputTo")
        {
            current.Add(ValidationStatusCode.IngredientUnknownProvenance, assertion.Url);
        }
    }

    private static void Malformed(CurrentManifest current, ListedAssertion assertion, string sentence) =>
        current.Add(ValidationStatusCode.AssertionIngredientMalformed, assertion.Url, sentence);

    private sealed record Codes(ValidationStatusCode Missing, ValidationStatusCode Mismatch, ValidationStatusCode Validated);
}
