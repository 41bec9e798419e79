namespace Provenance.Validation;

/// <summary>§15.10.3.1 Every listed assertion: in this manifest, present, unchanged, well-formed.</summary>
internal static class AssertionHashes
{
    /// <summary>Runs the step.</summary>
    public static void Check(CurrentManifest current)
    {
        foreach (var assertion in current.Assertions)
        {
            if (assertion.IsRedacted)
            {
                // "the redacted assertion is considered valid"
                continue;
            }

            var followed = assertion.Followed;
            if (followed.ManifestLabel is { } label && !string.Equals(label, current.Manifest.Label, StringComparison.Ordinal))
            {
                current.Add(ValidationStatusCode.AssertionOutsideManifest, current.Claim.Url, $"The claim lists {followed.Url}.");
                continue;
            }

            switch (followed.Verdict)
            {
                case ReferenceVerdict.Missing:
                    current.Add(ValidationStatusCode.AssertionMissing, current.Claim.Url, $"The assertion {followed.Url} is missing or ambiguous.");
                    continue;
                case ReferenceVerdict.UnsupportedAlgorithm:
                    current.Add(ValidationStatusCode.AlgorithmUnsupported, assertion.Url);
                    break;
                case ReferenceVerdict.Mismatch:
                    current.Add(ValidationStatusCode.AssertionHashedURIMismatch, assertion.Url);
                    break;
                case ReferenceVerdict.Match:
                    current.Add(ValidationStatusCode.AssertionHashedURIMatch, assertion.Url);
                    break;
            }

            CheckContent(current, assertion);
        }
    }

    /// <summary>"if the content of a standard assertion is not well-formed CBOR or is non-conforming JSON". What a limit kept from being read is said of every assertion.</summary>
    public static void CheckContent(CurrentManifest current, ListedAssertion assertion)
    {
        if (assertion.ContentFault is { } fault && (fault.IsLimit || AssertionLabel.IsStandard(assertion.Label)))
        {
            current.Add(ValidationStatus.Of(fault, assertion.IsJson ? ValidationStatusCode.AssertionJsonInvalid : ValidationStatusCode.AssertionCborInvalid, assertion.Url));
        }
    }
}
