using Provenance.Cbor;

namespace Provenance.Validation;

/// <summary>§15.6 Locating and validating the claim.</summary>
internal static class ClaimStructure
{
    /// <summary>Runs the step; false when there is no claim to go on with.</summary>
    public static bool Check(CurrentManifest current)
    {
        // §15.6.1, §15.5.4: claim.missing, claim.multiple, claim.cbor.invalid, manifest.compressed.invalid.
        if (current.Manifest.Fault is { } fault)
        {
            current.Add(fault);
            return false;
        }

        var claim = current.Claim;
        if (claim.Version == 1)
        {
            CheckVersion1(current, claim);
        }
        else
        {
            CheckVersion2(current, claim);
        }

        CheckOptional(current, claim);
        return true;
    }

    // §15.6.2: the four mandatory fields, and the generator's name.
    private static void CheckVersion2(CurrentManifest current, Claim claim)
    {
        var content = claim.Content;
        if (claim.InstanceId is not { Length: > 0 })
        {
            Malformed(current, "The claim has no instanceID.");
        }

        if (claim.SignatureUrl is not { Length: > 0 })
        {
            Malformed(current, "The claim has no signature reference.");
        }

        CheckReferences(current, content, "created_assertions", claim.CreatedAssertions.Count, required: true);
        CheckReferences(current, content, "gathered_assertions", claim.GatheredAssertions.Count, required: false);

        // §10.2: one generator, a map; the array is the form of version 1.
        if (content["claim_generator_info"] is not { Kind: CborKind.Map } generator)
        {
            Malformed(current, "The claim has no claim_generator_info map.");
        }
        else if (generator["name"]?.AsText is not { Length: > 0 })
        {
            Malformed(current, "The claim generator has no name.");
        }
    }

    // claim-map, read only. Writers of the time left out what readers did not need; only what validation stands on is asked for.
    private static void CheckVersion1(CurrentManifest current, Claim claim)
    {
        if (claim.SignatureUrl is not { Length: > 0 })
        {
            Malformed(current, "The claim has no signature reference.");
        }

        CheckReferences(current, claim.Content, "assertions", claim.CreatedAssertions.Count, required: true);
    }

    private static void CheckOptional(CurrentManifest current, Claim claim)
    {
        var content = claim.Content;
        if (content["alg"] is { AsText: null })
        {
            Malformed(current, "The claim's alg is not text.");
        }

        if (content["redacted_assertions"] is { } redacted
            && (redacted.Kind != CborKind.Array || claim.RedactedAssertions.Count != redacted.Items.Count || !claim.RedactedAssertions.All(u => JumbfUri.TryParse(u, out _))))
        {
            Malformed(current, "The list of redacted assertions is not an array of JUMBF URIs.");
        }
    }

    private static void CheckReferences(CurrentManifest current, CborValue content, string key, int read, bool required)
    {
        if (content[key] is not { } list)
        {
            if (required)
            {
                Malformed(current, $"The claim has no {key}.");
            }

            return;
        }

        // [1* hashed-uri-map]. Old writers leave an empty list where the list is optional, which harms nobody.
        if (list.Kind != CborKind.Array || list.Items.Count != read || (required && read == 0))
        {
            Malformed(current, $"The claim's {key} is not a list of hashed URIs.");
        }
    }

    private static void Malformed(CurrentManifest current, string sentence) => current.Add(ValidationStatusCode.ClaimMalformed, current.Claim.Url, sentence);
}
