using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.10.3.2.6 c2pa.time-stamp validation: the form. The tokens count where their manifests are validated (§15.8.1.2).</summary>
internal static class TimestampAssertion
{
    /// <summary>Runs the step.</summary>
    public static void Check(CurrentManifest current)
    {
        foreach (var assertion in current.Assertions.Where(a => a.Label == "c2pa.time-stamp" && a.Box is not null))
        {
            // "well-formed CBOR consisting of a single map (Major type 5) with at least one key/value pair"
            if (assertion.Content is not { Kind: CborKind.Map, Entries.Count: > 0 })
            {
                current.Add(ValidationStatusCode.AssertionTimestampMalformed, assertion.Url);
            }
        }
    }
}
