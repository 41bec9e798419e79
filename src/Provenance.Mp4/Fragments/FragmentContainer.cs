namespace Provenance.Bmff;

/// <summary>What no hash covers in a fragment that is a file of its own: the same that <see cref="ContainerFindings"/> looks for in a whole file.</summary>
internal static class FragmentContainer
{
    /// <summary>Boxes that have no business in a fragment, or null.</summary>
    public static BmffHashFault? FindFault(BoxIndex index, EmbeddedStores stores)
    {
        if (stores.Findings.FirstOrDefault(f => f.Kind == ValidationStatusKind.Failure) is { } finding)
        {
            return new(finding.Code, finding.Sentence);
        }

        if (stores.Boxes.FirstOrDefault(b => b.Purpose != ContentProvenancePurpose.Merkle) is { } box)
        {
            return new(ValidationStatusCode.ContainerStrayBox, $"The C2PA box at byte {box.Box.Offset} does not belong into a fragment.");
        }

        // ftyp and mfra are outside every hash (§A.5.6). A fragment may begin with its type; an index of the file has no place in one.
        bool isFirst = true;
        foreach (var root in index.Roots)
        {
            if (root.Type == BoxTypes.Mfra || (root.Type == BoxTypes.Ftyp && !isFirst))
            {
                return new(ValidationStatusCode.ContainerExtraBox, $"The '{root.Type}' box at byte {root.Offset} does not belong into a fragment, and no hash covers it.");
            }

            isFirst = false;
        }

        return null;
    }

    /// <summary>Padding that holds something, and what the signer left out of the hash.</summary>
    public static IReadOnlyList<ValidationStatus> Notes(BoxIndex index, MerkleProof proof, BmffHashAssertion assertion, ExclusionMatches matches)
    {
        var notes = new List<ValidationStatus>();
        if (!proof.HasCleanPadding)
        {
            notes.Add(new(ValidationStatusCode.ContainerNonZeroPadding, "", $"The padding of the Merkle box at byte {proof.Box.Offset} holds something other than zeros."));
        }

        foreach (var exclusion in matches.Effective.Where(e => MandatoryExclusions.Judge(e, assertion.HasHashAndMerkle) != ExclusionStanding.Mandatory).Take(1))
        {
            notes.Add(new(ValidationStatusCode.ContainerUnprotectedBytes, "", $"The hash of the fragment leaves out {exclusion.Path.Text}."));
        }

        if (index.Root(BoxTypes.Ftyp) is { } type)
        {
            notes.Add(new(ValidationStatusCode.ContainerUnprotectedBytes, "", $"No hash covers the '{type.Type}' box of the fragment."));
        }

        return notes;
    }
}
