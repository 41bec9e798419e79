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
            if (!Known.Contains(child.ContentType))
            {
                current.Add(ValidationStatusCode.ContainerUnprotectedBytes, current.Manifest.Url, "The manifest holds a box of an unknown kind, which no signature protects.");
            }
        }

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
}
