namespace Provenance;

/// <summary>
/// Every limit that keeps a hostile file from costing more than an honest one, in one place, each with its reason.
/// Going over a limit is a finding about the file (a failure status), never an exception.
/// </summary>
public sealed record ParserLimits
{
    /// <summary>The limits used when the caller names none.</summary>
    public static ParserLimits Default { get; } = new();

    /// <summary>Largest manifest store read into memory, in bytes. Real stores are kilobytes; thumbnails and ingredient stores make megabytes.</summary>
    public int MaxManifestStoreSize { get; init; } = 64 << 20;

    /// <summary>Deepest nesting of ISO BMFF boxes. Real files nest about ten deep.</summary>
    public int MaxBoxDepth { get; init; } = 32;

    /// <summary>Most ISO BMFF boxes indexed in one file. An hour of fragments at ten a second, each with a dozen boxes, is below a million.</summary>
    public int MaxBoxes { get; init; } = 8_000_000;

    /// <summary>Most bytes of header-like boxes (moov, moof, meta, mfra, uuid) read into memory, one and all of them together. Sample tables of a day of video stay below it.</summary>
    public int MaxMetadataBoxSize { get; init; } = 256 << 20;

    /// <summary>Deepest nesting of JUMBF superboxes. C2PA itself nests four deep.</summary>
    public int MaxJumbfDepth { get; init; } = 16;

    /// <summary>Most JUMBF boxes in one manifest store: superboxes, description boxes, content boxes, each once.</summary>
    public int MaxJumbfBoxes { get; init; } = 200_000;

    /// <summary>Deepest nesting of one CBOR item. Assertions nest about ten deep; the reader recurses, so the stack bounds this too.</summary>
    public int MaxCborDepth { get; init; } = 64;

    /// <summary>Longest label of a JUMBF box, in bytes. Labels are URNs and names of assertions; findings repeat them, so that a long one would multiply.</summary>
    public int MaxJumbfLabelLength { get; init; } = 1024;

    /// <summary>
    /// Most CBOR items read for claims, signatures and assertions in one validation. An item of one byte takes a hundred bytes of memory; the leaf
    /// row of a Merkle tree at its limit is a million of them.
    /// </summary>
    public int MaxCborItems { get; init; } = 2_000_000;

    /// <summary>How many of <see cref="MaxCborItems"/> were read before: what is read next may hold the others.</summary>
    internal int CborItemsRead { get; init; }

    /// <summary>Most manifests in one manifest store.</summary>
    public int MaxManifests { get; init; } = 4096;

    /// <summary>Longest chain of ingredients followed.</summary>
    public int MaxIngredientDepth { get; init; } = 200;

    /// <summary>Most ingredient references followed in one validation, so that diamonds cannot multiply work.</summary>
    public int MaxIngredientVisits { get; init; } = 10_000;

    /// <summary>Most signature verifications (claims, certificates, time-stamps, OCSP) in one validation.</summary>
    public int MaxSignatureChecks { get; init; } = 4096;

    /// <summary>Most certificates read from one x5chain. Real chains hold two or three.</summary>
    public int MaxCertificatesInChain { get; init; } = 16;

    /// <summary>Largest certificate read, in bytes. Real ones take one or two thousand; several checks compare all names of one with all of another.</summary>
    public int MaxCertificateSize { get; init; } = 64 << 10;

    /// <summary>Most OCSP answers from the manifest store looked at for one manifest. Real stores hold one for each manifest.</summary>
    public int MaxOcspResponses { get; init; } = 256;

    /// <summary>Most time-stamp tokens from assertions tried for one claim signature. Real stores hold one or two.</summary>
    public int MaxTimestampTokens { get; init; } = 32;

    /// <summary>Most issuers tried while one certification path is searched. Honest chains take two or three; certificates that all issue each other make factorially many paths.</summary>
    public int MaxPathSteps { get; init; } = 256;

    /// <summary>Most bytes one compressed manifest may expand to, and all of one store together.</summary>
    public int MaxDecompressedSize { get; init; } = 32 << 20;

    /// <summary>Most bytes fetched from one remote location (manifest, OCSP response, time-stamp).</summary>
    public int MaxRemoteSize { get; init; } = 10 << 20;

    /// <summary>Most external data fetched in one validation (§15.10.4), so that a file cannot make its reader ask hundreds of servers.</summary>
    public int MaxRemoteRequests { get; init; } = 16;

    /// <summary>Most Merkle leaves held for one asset: 32 MiB of SHA-256 digests.</summary>
    public int MaxMerkleLeaves { get; init; } = 1 << 20;

    /// <summary>Most findings kept for one manifest; a hostile store could otherwise turn every few bytes into one.</summary>
    public int MaxStatusesPerManifest { get; init; } = 10_000;

    /// <summary>Most findings about ingredients compared with recorded ones in one validation: many references to one ingredient repeat all of its findings.</summary>
    public int MaxIngredientFindings { get; init; } = 250_000;

    /// <summary>Largest <c>emsg</c> box of live video (§19.4.2) read into memory, in bytes. Real ones take some six hundred.</summary>
    public int MaxSegmentInfoSize { get; init; } = 64 << 10;

    /// <summary>Most session keys of live video held for one stream (§18.25). A stream of days changes its key every few hours.</summary>
    public int MaxSessionKeys { get; init; } = 1024;

    /// <summary>Most exclusions read from one BMFF hash assertion. The standard asks for three or four.</summary>
    public int MaxExclusions { get; init; } = 4096;

    /// <summary>Longest path of an exclusion, in characters: deeper than boxes may nest.</summary>
    public int MaxExclusionPathLength { get; init; } = 1024;

    /// <summary>Most comparisons of an exclusion with a box in one validation, so that many exclusions and many boxes do not multiply.</summary>
    public int MaxExclusionTests { get; init; } = 20_000_000;
}
