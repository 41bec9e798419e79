namespace Provenance;

/// <summary>The rules that a definition keeps as a whole (§6, §10.2, §18.15.2, §18.16.3).</summary>
internal static class DefinitionRules
{
    private static readonly (string Label, string Clause)[] AtMostOne =
    [
        (EmbeddedDataAssertion.ClaimThumbnailLabel, "18.13.1.1"),
        (TimestampAssertion.CurrentLabel, "18.18.3"),
        (CertificateStatusAssertion.CurrentLabel, "18.19.3"),
        (SessionKeysAssertion.CurrentLabel, "18.25.2"),
        (LiveVideoSegmentAssertion.CurrentLabel, "19.3.2"),
    ];

    /// <exception cref="SigningException">A rule is broken; the message names it.</exception>
    public static void Check(ManifestOutline outline, IReadOnlyList<PlacedAssertion> placed, ParserLimits limits)
    {
        if (Violations(outline, placed, limits).FirstOrDefault() is { } violation)
        {
            throw new SigningException(SigningFault.InvalidDefinition, violation);
        }
    }

    private static IEnumerable<string> Violations(ManifestOutline outline, IReadOnlyList<PlacedAssertion> placed, ParserLimits limits)
    {
        if (TextRule.Check("title", outline.Title, "10.2.2") is { } wrongTitle)
        {
            yield return wrongTitle;
        }

        foreach (string violation in outline.ClaimGenerator.Violations("claim generator"))
        {
            yield return violation;
        }

        foreach (string violation in outline.AigcLabel?.Violations() ?? [])
        {
            yield return violation;
        }

        // A raw assertion with a label of ours is judged by what it says, like a typed one.
        var typed = placed.Select(p => p with { Assertion = AssertionReader.Typed(p.Assertion, limits) }).ToArray();
        foreach (var item in typed)
        {
            if (LabelRules.Check(item, outline.IsUpdate) is { } wrongLabel)
            {
                yield return wrongLabel;
            }

            foreach (string violation in item.Assertion.Violations())
            {
                yield return violation;
            }
        }

        foreach (var (label, clause) in AtMostOne)
        {
            if (typed.Count(p => p.Assertion.Label == label) > 1)
            {
                yield return $"A manifest has at most one assertion {label} (§{clause}).";
            }
        }

        foreach (string violation in FirstAction(typed, outline.IsUpdate).Concat(ActionReferences.Check(typed, outline.IsUpdate)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<string> FirstAction(PlacedAssertion[] placed, bool isUpdate)
    {
        var first = placed.FirstOrDefault(p => !p.IsGathered && p.Assertion is ActionsAssertion)?.Assertion as ActionsAssertion;
        if (isUpdate)
        {
            // §18.15.2: "There shall be at least one actions assertion present … of a standard C2PA Manifest". What there is of c2pa.opened comes first.
            if (placed.Select(p => p.Assertion).OfType<ActionsAssertion>().SelectMany(a => a.Actions).Count(a => a.Name == ActionName.Opened) > (first?.Actions.FirstOrDefault()?.Name == ActionName.Opened ? 1 : 0))
            {
                yield return "The action c2pa.opened is the first of the first actions assertion, and there is at most one (§18.15.2).";
            }

            yield break;
        }

        if (first is null)
        {
            yield return "The definition has no actions assertion among those the signer vouches for; a manifest says at least how the asset came to be, "
                + "for example ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia) (§18.15.2).";
            yield break;
        }

        if (first.Actions.Count > 0 && first.Actions[0].Name is not (ActionName.Created or ActionName.Opened))
        {
            yield return $"The first action is {TextRule.Shorten(first.Actions[0].Name)}; it must be c2pa.created or c2pa.opened (§18.15.2).";
        }

        int beginnings = placed.Select(p => p.Assertion).OfType<ActionsAssertion>().SelectMany(a => a.Actions).Count(a => a.Name is ActionName.Created or ActionName.Opened);
        if (beginnings > 1)
        {
            yield return "The actions hold c2pa.created or c2pa.opened more than once; a manifest has exactly one of them, as its first action (§18.15.2).";
        }
    }
}
