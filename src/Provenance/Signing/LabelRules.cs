namespace Provenance;

/// <summary>Which assertion labels a definition may use (§6.2, §18.4, appendix C).</summary>
internal static class LabelRules
{
    private static readonly HashSet<string> Standard = new(StringComparer.Ordinal)
    {
        ActionsAssertion.CurrentLabel, AiDisclosureAssertion.CurrentLabel, "c2pa.alternative-content-representation", "c2pa.assertion.metadata", "c2pa.asset-ref", AssetTypeAssertion.CurrentLabel,
        CertificateStatusAssertion.CurrentLabel, "c2pa.cloud-data", "c2pa.depthmap.GDepth", EmbeddedDataAssertion.DataLabel, EnvironmentalSustainabilityAssertion.CurrentLabel,
        ExternalReferenceAssertion.CurrentLabel, EmbeddedDataAssertion.IconLabel, IngredientAssertion.CurrentLabel, LiveVideoSegmentAssertion.CurrentLabel, MetadataAssertion.StandardLabel,
        SessionKeysAssertion.CurrentLabel, SoftBindingAssertion.CurrentLabel, EmbeddedDataAssertion.ClaimThumbnailLabel, EmbeddedDataAssertion.IngredientThumbnailLabel, TimestampAssertion.CurrentLabel,
    };

    private static readonly Dictionary<string, string> Deprecated = new(StringComparer.Ordinal)
    {
        [ActionsAssertion.DeprecatedLabel] = ActionsAssertion.CurrentLabel,
        ["c2pa.ingredient"] = IngredientAssertion.CurrentLabel,
        ["c2pa.ingredient.v2"] = IngredientAssertion.CurrentLabel,
        ["c2pa.asset-type"] = AssetTypeAssertion.CurrentLabel,
        ["c2pa.font.info"] = "font.info",
        ["c2pa.training-mining"] = TrainingMiningAssertion.CurrentLabel,
        ["c2pa.data"] = EmbeddedDataAssertion.DataLabel,
        ["stds.metadata"] = MetadataAssertion.StandardLabel,
        ["stds.exif"] = MetadataAssertion.StandardLabel,
        ["stds.iptc"] = MetadataAssertion.StandardLabel,
        ["stds.iptc.photo-metadata"] = MetadataAssertion.StandardLabel,
        ["stds.schema-org"] = MetadataAssertion.StandardLabel,
        ["stds.schema-org.CreativeWork"] = MetadataAssertion.StandardLabel,
    };

    /// <summary>A sentence when the label is not one for the manifest, else null.</summary>
    /// <param name="placed">The assertion.</param>
    /// <param name="isUpdate">Whether it is an update manifest.</param>
    public static string? Check(PlacedAssertion placed, bool isUpdate)
    {
        string label = placed.Assertion.Label;
        string shown = TextRule.Shorten(label);
        if (label.StartsWith("c2pa.hash.", StringComparison.Ordinal))
        {
            return $"The definition holds the assertion {shown}: the hard binding is made by signing, exactly one, from the bytes of the asset (§9.2).";
        }

        if (Deprecated.TryGetValue(label, out string? current))
        {
            return $"The assertion label {shown} is deprecated; {current} takes its place (appendix C).";
        }

        if (EmbeddedDataAssertion.IsDeprecated(label))
        {
            return $"The assertion label {shown} is deprecated; thumbnails have no format in their label any more (§18.13.1).";
        }

        if (label == "c2pa.repository-receipt")
        {
            return isUpdate ? null : "The assertion c2pa.repository-receipt belongs only in an update manifest (§11.2.3).";
        }

        if (label == ExternalReferenceAssertion.CurrentLabel && !placed.IsGathered)
        {
            return "The assertion c2pa.external-reference belongs to the gathered assertions: the signer does not vouch for what lies elsewhere (§18.24.1).";
        }

        if (!LabelRule.IsLabel(label))
        {
            return $"'{shown}' is not an assertion label: a namespace and components of letters, digits, - and _ with dots between, without '__' (§6.2.2).";
        }

        return label.StartsWith("c2pa.", StringComparison.Ordinal) && !Standard.Contains(label)
            ? $"'{shown}' is not an assertion of the standard; own assertions have entity-specific labels such as com.example.render (§6.2.1)."
            : null;
    }
}
