using Provenance.Jumbf;

namespace Provenance.Validation;

/// <summary>§11.1.4 The boxes of a manifest: what stands beside claim, signature and assertions is protected by nothing.</summary>
internal static class ManifestStructure
{
    private static readonly HashSet<Guid> Known =
    [
        JumbfTypes.Claim, JumbfTypes.ClaimSignature, JumbfTypes.AssertionStore, JumbfTypes.CredentialStore, JumbfTypes.DataBoxStore,
    ];

    /// <summary>Runs the step.</summary>
    public static void Check(CurrentManifest current)
    {
        var box = current.Manifest.Box;
        foreach (var child in box.Children)
        {
            // Stores that version 2 claims have no more use for are as good a place to hide things in as any other.
            bool isUsed = Known.Contains(child.ContentType) && (current.Claim.Version == 1 || (child.ContentType != JumbfTypes.CredentialStore && child.ContentType != JumbfTypes.DataBoxStore));
            if (!isUsed)
            {
                current.Add(ValidationStatusCode.ContainerUnprotectedBytes, current.Manifest.Url, "The manifest holds a box of an unknown kind, which no signature protects.");
            }
        }

        CheckRepeated(current, box);
        CheckDescriptions(current, box);
        foreach (var content in box.Boxes.Concat(current.Manifest.AssertionStore?.Boxes ?? []))
        {
            if (content.Type != "free")
            {
                current.Add(ValidationStatusCode.ContainerUnprotectedBytes, current.Manifest.Url, "The manifest holds a content box outside its assertions, which no signature protects.");
            }
            else if (content.Payload.Span.ContainsAnyExcept((byte)0))
            {
                current.Add(ValidationStatusCode.ContainerNonZeroPadding, current.Manifest.Url, "A padding box of the manifest holds something other than zeros.");
            }
        }
    }

    // §11.1.4: one assertion store and one claim signature, found by their labels. Another of the kind is a place to hide things in: nothing refers to it.
    private static void CheckRepeated(CurrentManifest current, JumbfSuperbox box)
    {
        foreach (var (type, label) in Singles)
        {
            if (box.Children.Any(c => c.ContentType == type && !string.Equals(c.Label, label, StringComparison.Ordinal)) || box.Children.Count(c => c.ContentType == type) > 1)
            {
                current.Add(ValidationStatusCode.ContainerUnprotectedBytes, current.Manifest.Url, $"The manifest holds more boxes of the kind of {label} than the one that counts.");
            }
        }
    }

    // No hash covers the description boxes of a manifest and of what it consists of; the standard puts nothing but a label there. Of an
    // ingredient's manifest they are part of what was hashed.
    private static void CheckDescriptions(CurrentManifest current, JumbfSuperbox box)
    {
        foreach (var part in box.Children.Where(c => c.ContentType == JumbfTypes.Claim || Singles.Any(s => s.Type == c.ContentType)).Prepend(box))
        {
            if (part.Description.Private is not null || (part.Description.Toggles & 0x0C) != 0)
            {
                current.Add(ValidationStatusCode.ContainerUnprotectedBytes, current.Manifest.Url, $"The description of the box {part.Label} holds more than a label, which no signature protects.");
            }
        }
    }

    private static readonly (Guid Type, string Label)[] Singles = [(JumbfTypes.AssertionStore, "c2pa.assertions"), (JumbfTypes.ClaimSignature, "c2pa.signature")];
}
