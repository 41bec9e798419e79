using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>§6.8, §15.10.2 and §15.10.3.1 Redaction: what may be redacted, by whom, and whether it is really gone.</summary>
internal static class Redactions
{
    // §6.8, the C2PA Redaction UUID.
    private static readonly Guid Marker = new("CAA98EEE-9D4D-F80E-86AD-4DFFCA263973");

    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current)
    {
        CheckOwnList(current);
        foreach (var assertion in current.Assertions.Where(a => a.IsRedacted))
        {
            // §15.10.3.1: actions are the history of an asset and cannot be redacted.
            if (AssertionLabel.IsActions(assertion.Label))
            {
                current.Add(ValidationStatusCode.AssertionActionRedacted, assertion.Url);
            }

            if (AssertionLabel.IsHardBinding(assertion.Label))
            {
                current.Add(ValidationStatusCode.AssertionHardBindingRedacted, assertion.Url);
            }
        }

        // §15.11.3.3.1: redacted and nevertheless there.
        foreach (string url in context.Lineage.RedactedIn(current.Manifest))
        {
            if (JumbfUri.TryParse(url, out var uri) && context.Store.Resolve(uri, current.Manifest) is { } box && !IsEmpty(box))
            {
                current.Add(ValidationStatusCode.AssertionNotRedacted, url);
            }
        }
    }

    // §15.10.2, §15.10.3.1: a claim never redacts its own assertions, whether the URI is absolute or relative.
    private static void CheckOwnList(CurrentManifest current)
    {
        foreach (string text in current.Claim.RedactedAssertions)
        {
            if (JumbfUri.TryParse(text, out var uri) && (uri.ManifestLabel is not { } label || string.Equals(label, current.Manifest.Label, StringComparison.Ordinal)))
            {
                current.Add(ValidationStatusCode.AssertionSelfRedacted, current.Claim.Url);
            }
        }
    }

    private static bool IsEmpty(JumbfSuperbox box) => box.Children.Count == 0 && box.Boxes.All(b => IsEmpty(b));

    private static bool IsEmpty(JumbfBox box)
    {
        var payload = box.Payload.Span;
        if (box.Type == "uuid" && payload.Length >= 16 && new Guid(payload[..16], bigEndian: true) == Marker)
        {
            payload = payload[16..];
        }

        return !payload.ContainsAnyExcept((byte)0);
    }
}
