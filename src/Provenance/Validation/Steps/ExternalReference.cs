namespace Provenance.Validation;

/// <summary>§15.10.3.2.2 c2pa.external-reference validation. The data itself is another step's (<see cref="ExternalData"/>).</summary>
internal static class ExternalReference
{
    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "c2pa.actions", "c2pa.actions.v2", "c2pa.cloud-data", "c2pa.external-reference", "c2pa.hash.bmff.v2", "c2pa.hash.bmff.v3", "c2pa.hash.boxes",
        "c2pa.hash.collection.data", "c2pa.hash.data", "c2pa.hash.multi-asset", "c2pa.ingredient", "c2pa.ingredient.v2", "c2pa.ingredient.v3",
    };

    /// <summary>Runs the step.</summary>
    public static void Check(CurrentManifest current)
    {
        foreach (var assertion in current.Assertions.Where(a => a.Label == "c2pa.external-reference" && a.Content is not null))
        {
            var location = assertion.Content!["location"];
            if (location?["url"]?.AsText is not { Length: > 0 })
            {
                Malformed(current, assertion, "The assertion has no location with a url.");
            }
            else if (location.Contains("alg") != location.Contains("hash"))
            {
                Malformed(current, assertion, "The location has one of alg and hash, but not both.");
            }

            if (assertion.Content["label"]?.AsText is { } label && Forbidden.Contains(AssertionLabel.WithoutInstance(label)))
            {
                Malformed(current, assertion, "An assertion of this kind must not be referred to externally.");
            }
        }
    }

    private static void Malformed(CurrentManifest current, ListedAssertion assertion, string sentence) =>
        current.Add(ValidationStatusCode.AssertionExternalReferenceMalformed, assertion.Url, sentence);
}
