namespace Provenance;

/// <summary>The rules that an ingredient assertion keeps on its own (§18.16).</summary>
internal static class IngredientRules
{
    public static IEnumerable<string> Check(IngredientAssertion ingredient)
    {
        if (ingredient.Version != 3)
        {
            yield return $"The label {ingredient.Label} is deprecated; ingredients are written as {IngredientAssertion.CurrentLabel} (§18.16.1).";
        }

        if (!Enum.IsDefined(ingredient.Relationship))
        {
            yield return "The relationship of an ingredient is parentOf, componentOf or inputTo (§18.16.3).";
        }

        foreach (string? problem in new[]
        {
            TextRule.Check("title of an ingredient", ingredient.Title, "18.16.4", emptyAllowed: true),
            TextRule.Check("instanceID of an ingredient", ingredient.InstanceId, "18.16.2", emptyAllowed: true),
            TextRule.Check("description of an ingredient", ingredient.Description, "18.16.7"),
            TextRule.Check("informationalURI of an ingredient", ingredient.InformationalUri, "18.16.9"),
            MediaTypeRule.Check("format of an ingredient", ingredient.MediaType, "18.16.5"),
        })
        {
            if (problem is not null)
            {
                yield return problem;
            }
        }

        foreach (var type in ingredient.DataTypes.Where(t => !LabelRule.IsLabel(t.Type)))
        {
            yield return $"'{TextRule.Shorten(type.Type)}' is not an asset type: the standard's start with c2pa.types, others are entity-specific (§18.21).";
        }

        if (ingredient.Data is not null && ingredient.ExternalData is not null)
        {
            yield return "The data of an ingredient is embedded or external, not both (§18.16.8).";
        }

        if (ingredient.Data?.Target is { } data && data.Label != EmbeddedDataAssertion.DataLabel)
        {
            yield return $"The data of an ingredient is an embedded data assertion ({EmbeddedDataAssertion.DataLabel}), not {data.Label} (§18.16.8).";
        }

        if (ingredient.Thumbnail?.Target is { } thumbnail && thumbnail.Label != EmbeddedDataAssertion.IngredientThumbnailLabel)
        {
            yield return $"The thumbnail of an ingredient has the label {EmbeddedDataAssertion.IngredientThumbnailLabel}, not {thumbnail.Label} (§18.13.1.2).";
        }

        foreach (string violation in ingredient.ExternalData?.Violations("data of an ingredient") ?? [])
        {
            yield return violation;
        }

        if (ingredient.DigitalSourceType is not null && ingredient.ActiveManifest is not null)
        {
            yield return "An ingredient with an active manifest carries no digitalSourceType of its own: the manifest says it (§18.16.6).";
        }

        if (ingredient.ActiveManifest is not null && (ingredient.ValidationResults is null || ingredient.ClaimSignature is null))
        {
            yield return "An ingredient with an active manifest carries its claimSignature and the validationResults (§18.16.12).";
        }

        if (DigitalSourceTypeRule.Check("an ingredient", ingredient.DigitalSourceType) is { } wrongType)
        {
            yield return wrongType;
        }
    }
}
