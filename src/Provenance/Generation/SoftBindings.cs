namespace Provenance;

/// <summary>Soft bindings in manifest definitions (§18.10, §18.15.5).</summary>
public static class SoftBindings
{
    /// <summary>The definition with a watermark: the soft binding, and the action <c>c2pa.watermarked.bound</c> that refers to it (§18.15.5).</summary>
    /// <param name="definition">A definition with an actions assertion.</param>
    /// <param name="binding">The soft binding.</param>
    /// <param name="softwareAgent">What added the watermark; the claim generator when null.</param>
    /// <exception cref="SigningException">The definition has no actions.</exception>
    public static ManifestDefinition WithSoftBinding(this ManifestDefinition definition, SoftBindingAssertion binding, ClaimGeneratorInfo? softwareAgent = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(binding);
        if (definition.Assertions.OfType<ActionsAssertion>().FirstOrDefault() is not { } actions)
        {
            throw new SigningException(SigningFault.InvalidDefinition, "A watermark is an action (c2pa.watermarked.bound), and the definition has no actions assertion to add it to (§18.15.5).");
        }

        var watermarked = new ClaimAction(ActionName.WatermarkedBound)
        {
            SoftwareAgent = softwareAgent,
            Parameters = new ActionParameters { RelatedAssertions = [binding] },
        };
        return definition with { Assertions = [.. definition.Assertions.Select(a => ReferenceEquals(a, actions) ? actions.Then(watermarked) : a), binding] };
    }
}
