using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.10.3.2.1 c2pa.cloud-data validation. The data itself is another step's (<see cref="ExternalData"/>).</summary>
internal static class CloudData
{
    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "c2pa.actions", "c2pa.actions.v2", "c2pa.cloud-data", "c2pa.hash.bmff.v2", "c2pa.hash.bmff.v3", "c2pa.hash.boxes", "c2pa.hash.collection.data",
        "c2pa.hash.data", "c2pa.hash.multi-asset", "c2pa.ingredient", "c2pa.ingredient.v2", "c2pa.ingredient.v3",
    };

    /// <summary>Runs the step.</summary>
    public static void Check(CurrentManifest current)
    {
        foreach (var assertion in current.Assertions.Where(a => a.Label == "c2pa.cloud-data" && a.Content is not null))
        {
            var content = assertion.Content!;
            string? label = content["label"]?.AsText;
            if (label is not { Length: > 0 } || content["size"]?.AsUInt64 is not > 0 || content["location"] is not { Kind: CborKind.Map })
            {
                current.Add(ValidationStatusCode.AssertionCloudDataMalformed, assertion.Url, "The assertion lacks label, size or location.");
                continue;
            }

            // The standard lists the same labels twice, once for each code (the first list writes c2pa.action for c2pa.actions).
            string name = AssertionLabel.WithoutInstance(label);
            if (Forbidden.Contains(name) || name == "c2pa.action")
            {
                current.Add(ValidationStatusCode.AssertionCloudDataHardBinding, assertion.Url);
                current.Add(ValidationStatusCode.AssertionCloudDataMalformed, assertion.Url, "An assertion of this kind must not be stored remotely.");
            }

            if (current.Manifest.Kind == ManifestKind.Update && AssertionLabel.IsActions(name))
            {
                current.Add(ValidationStatusCode.AssertionCloudDataActions, assertion.Url);
            }
        }
    }
}
