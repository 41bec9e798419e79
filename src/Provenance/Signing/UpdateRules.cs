namespace Provenance;

/// <summary>What an update manifest must not hold (§11.2.3, §15.10.1.3).</summary>
internal static class UpdateRules
{
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal) { ActionName.EditedMetadata, ActionName.Opened, ActionName.Published, ActionName.Redacted };

    /// <exception cref="SigningException">A rule is broken; the message names it.</exception>
    public static void Check(UpdateDefinition definition, ParserLimits limits)
    {
        foreach (var given in definition.Assertions.Concat(definition.GatheredAssertions))
        {
            if (given is not null && Violation(AssertionReader.Typed(given, limits)) is { } violation)
            {
                throw new SigningException(SigningFault.InvalidDefinition, violation);
            }
        }

        if (definition.TimestampEarlierManifests && definition.Assertions.Concat(definition.GatheredAssertions).Any(a => a?.Label == TimestampAssertion.CurrentLabel))
        {
            throw new SigningException(SigningFault.InvalidDefinition, "The definition holds a time-stamp assertion and asks for another; a manifest has at most one (§18.18.3).");
        }

        if (definition.RecordCertificateStatus && definition.Assertions.Concat(definition.GatheredAssertions).Any(a => a?.Label == CertificateStatusAssertion.CurrentLabel))
        {
            throw new SigningException(SigningFault.InvalidDefinition, "The definition holds a certificate status assertion and asks for another; a manifest has at most one (§18.19.3).");
        }
    }

    private static string? Violation(Assertion assertion) => assertion switch
    {
        IngredientAssertion => "An update manifest has exactly one ingredient, the asset that is updated, and signing makes it (§11.2.3, manifest.update.wrongParents).",
        ActionsAssertion actions when actions.Actions.FirstOrDefault(a => !Allowed.Contains(a.Name)) is { } wrong =>
            $"The action {TextRule.Shorten(wrong.Name)} implies that the content changed. An update manifest holds c2pa.edited.metadata, c2pa.opened, c2pa.published and c2pa.redacted only (§11.2.3, manifest.update.invalid).",
        _ when assertion.Label.StartsWith("c2pa.thumbnail.", StringComparison.Ordinal) =>
            $"An update manifest holds no thumbnail ({TextRule.Shorten(assertion.Label)}): one implies that the content changed (§11.2.3, manifest.update.invalid).",
        _ when assertion.Label.StartsWith("c2pa.hash.", StringComparison.Ordinal) =>
            $"An update manifest holds no hard binding ({TextRule.Shorten(assertion.Label)}): that of the manifest it updates goes on to count (§11.2.3, manifest.update.invalid).",
        _ => null,
    };
}
