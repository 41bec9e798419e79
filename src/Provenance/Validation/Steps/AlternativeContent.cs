using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.10.3.2.7 c2pa.alternative-content-representation validation.</summary>
internal static class AlternativeContent
{
    private const string Label = "c2pa.alternative-content-representation";

    /// <summary>Runs the step.</summary>
    public static void Check(ValidationContext context, CurrentManifest current)
    {
        var images = current.Assertions.Where(a => a.Label == Label && a.Content?["type"]?.AsText == "exif.originalPreservationImage").ToArray();
        if (images.Length > 1)
        {
            Malformed(current, images[1], "The manifest holds more than one original preservation image.");
        }

        if (images.Length > 0)
        {
            CheckImage(context, current, images[0]);
        }
    }

    private static void CheckImage(ValidationContext context, CurrentManifest current, ListedAssertion assertion)
    {
        var parameters = assertion.Content!["parameters"];
        var index = parameters?["multiAssetPartIndex"];
        var embedded = parameters?["embeddedOriginalPreservationImage"];
        if (index is null == embedded is null)
        {
            Malformed(current, assertion, "The assertion needs exactly one of a part index and an embedded image.");
            return;
        }

        if (index is not null)
        {
            // The index counts the parts of the multi-asset hash of this manifest.
            var multiAsset = current.Assertions.FirstOrDefault(a => a.Label == "c2pa.hash.multi-asset");
            if (index.AsUInt64 is not { } number || number >= (ulong)(multiAsset?.Content?["parts"]?.Items.Count ?? 0))
            {
                Malformed(current, assertion, "The part index names no part of a multi-asset hash.");
                return;
            }
        }
        else if (!CheckEmbedded(context, current, assertion, embedded!))
        {
            return;
        }

        current.Add(ValidationStatusCode.AssertionAlternativeContentRepresentationMatch, assertion.Url);
    }

    private static bool CheckEmbedded(ValidationContext context, CurrentManifest current, ListedAssertion assertion, CborValue embedded)
    {
        if (embedded["hash"]?.AsBytes is not { } hash)
        {
            Malformed(current, assertion, "The reference to the embedded image has no hash.");
            return false;
        }

        var followed = FollowedReference.Follow(context, current.Manifest, embedded["url"]?.AsText, hash, embedded["alg"]?.AsText, assertion.Content!["alg"]?.AsText);
        ValidationStatusCode? code = followed.Verdict switch
        {
            ReferenceVerdict.Missing => ValidationStatusCode.AssertionAlternativeContentRepresentationMissing,
            ReferenceVerdict.Mismatch => ValidationStatusCode.AssertionAlternativeContentRepresentationHashMismatch,
            ReferenceVerdict.UnsupportedAlgorithm => ValidationStatusCode.AlgorithmUnsupported,
            _ => null,
        };
        if (code is not null)
        {
            current.Add(code, assertion.Url);
        }

        return code is null;
    }

    private static void Malformed(CurrentManifest current, ListedAssertion assertion, string sentence) =>
        current.Add(ValidationStatusCode.AssertionAlternativeContentRepresentationMalformed, assertion.Url, sentence);
}
