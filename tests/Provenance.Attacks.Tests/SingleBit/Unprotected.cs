namespace Provenance.Tests.Attacks;

/// <summary>A part of a signed file of which some bits may change without the verdict getting worse.</summary>
/// <param name="Part">The part, as <see cref="Anatomy"/> names it; of every file of a form.</param>
/// <param name="Fate">What the reader sees of a change at best.</param>
/// <param name="IsWhole">Whether that holds for each of its bits; otherwise others are refused.</param>
/// <param name="Clause">Where the standard leaves it open.</param>
/// <param name="Reason">Why it is open, and what limits the harm.</param>
internal sealed record Unprotected(string Part, Fate Fate, bool IsWhole, string Clause, string Reason)
{
    /// <summary>All there are. A flip that is not refused and not listed here is a fault of ours.</summary>
    public static IReadOnlyList<Unprotected> All { get; } =
    [
        new("ftyp, content", Fate.Silent, IsWhole: true, "A.5.6", "Excluded from every hash. Another brand changes no media; a brand that does not fit the boxes is `provenance.container.polyglot`."),
        new("mfra, content", Fate.Silent, IsWhole: false, "A.5.6", "Excluded from every hash. Offsets that lead to no fragment are `provenance.container.unprotectedBytes`; times and numbers are open."),
        new("C2PA box, padding behind the store", Fate.Noted, IsWhole: true, "A.5.3", "Zeros by custom. Anything else is `provenance.container.nonZeroPadding`."),
        new("Merkle box, content", Fate.Noted, IsWhole: false, "A.5.4", "A map made one entry longer takes padding for a member that nobody knows: `provenance.container.nonZeroPadding`. Everything that is read is held against the tree."),
        new("Merkle box, padding", Fate.Noted, IsWhole: true, "A.5.4", "Zeros by custom. Anything else is `provenance.container.nonZeroPadding`."),
        new("signature, unprotected header, pad", Fate.Noted, IsWhole: false, "13.2.3", "Zeros by custom. Anything else is `provenance.container.nonZeroPadding`; its length is protected by the structure around it."),
        new("signature, unprotected header, labels", Fate.Noted, IsWhole: false, "13.2.3", "Not signed. An unknown label is `provenance.signature.unknownHeader`; a lost time-stamp is reported as absent."),
        new("signature, unprotected header, sigTst2", Fate.Noted, IsWhole: false, "10.3.2.5", "Not signed by the signer but by the authority. A changed token is reported as mismatch, malformed or untrusted, and counts for nothing: the verdict then rests on the present time."),
    ];
}
