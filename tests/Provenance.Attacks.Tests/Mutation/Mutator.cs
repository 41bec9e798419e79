namespace Provenance.Tests.Attacks;

/// <summary>
/// A way of attacking one reader or writer with changed input. What holds for all of them: no exception but those the interface names, two seconds of processor
/// time, 256 MB.
/// </summary>
/// <param name="Name">For tests and commands.</param>
/// <param name="Input">What is changed, and into what it goes.</param>
/// <param name="Promise">What holds besides.</param>
/// <param name="Slice">How many mutants every run tries: seconds.</param>
/// <param name="Long">How many the long run tries.</param>
/// <param name="Prepare">Makes the trial; what it needs is made once. A trial gets all chance, and returns null or what went wrong.</param>
internal sealed record Mutator(string Name, string Input, string Promise, int Slice, int Long, Func<Task<Func<Random, string?>>> Prepare)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Mutator> All { get; } =
    [
        new("Validate", "A signed file of each form and vector: its boxes, its manifest store, CBOR, DER, bytes; validated", "Trusted only if the media and the claims are those of the original, or of one of its earlier versions.", 6000, 500_000, FileMutators.ValidateAsync),
        new("Resign", "The same with an assertion, the claim or a header changed, hashed and signed again with a trusted key; validated", "Any verdict.", 3000, 150_000, FileMutators.ResignAsync),
        new("Segments", "An initialization segment and its media segments, changed and exchanged; validated", "Trusted only if all are those of the original.", 1500, 50_000, FileMutators.SegmentsAsync),
        new("Partial", "A signed file with Merkle trees; a piece of it is validated", "Authentic only if the piece is that of the original.", 1000, 50_000, FileMutators.PartialAsync),
        new("Sidecar", "A manifest store that stands beside its file, which is left as it is; validated", "Trusted only if the claims are those of the original.", 2000, 50_000, FileMutators.SidecarAsync),
        new("Images", "PNG and JPEG with credentials: pieces of the container, the manifest store, bytes; validated, and made an ingredient", "Trusted only if the pixels and the claims are those of the original.", 1500, 50_000, ImageMutators.ImagesAsync),
        new("SignAgain", "A signed file; signed again, its credentials replaced or kept as an ingredient", "A signature or a refusal.", 1000, 50_000, WritingMutators.SignAgainAsync),
        new("MakeIngredient", "A signed file; made an ingredient", "An ingredient or a refusal.", 800, 50_000, WritingMutators.MakeIngredientAsync),
        new("InPlace", "A signed file on disk; signed in place, updated, redacted, stripped", "The old bytes, or a complete new file that is trusted (or has no credentials, once stripped); nothing beside it.", 400, 30_000, WritingMutators.InPlaceAsync),
        new("UndoRecord", "The record that an interrupted run left beside a file, with a right hash and without; recovered from", "The file as it was before the run, as it is, or a refusal.", 500, 30_000, WritingMutators.UndoRecordAsync),
        new("Playlists", "HLS playlists and DASH descriptions; read, and signed now and then", "No path outside the folder; a signed folder or none.", 800, 30_000, PlaylistMutators.PlaylistsAsync),
        new("Definitions", "The JSON of `sign --manifest`; read and signed", "A refusal that names the line, or a file that is trusted.", 800, 30_000, DefinitionMutators.DefinitionsAsync),
        new("TrustLists", "PEM bundles and ETSI TS 119 602 lists in JSON; read, and validated with", "A list or a refusal.", 1500, 50_000, ServiceMutators.TrustListsAsync),
        new("Timestamps", "The answer of a time-stamp authority while a file is signed", "A refusal, or a file that is trusted and carries a time-stamp that is trusted.", 400, 20_000, ServiceMutators.TimestampsAsync),
        new("Ocsp", "The answer of an OCSP responder while a file is validated", "An answer that says revoked never becomes one that says otherwise.", 1500, 50_000, ServiceMutators.OcspAsync),
        new("Repositories", "The answers of a manifest repository (Soft Binding Resolution API): matches and manifest stores", "The manifest that was asked for, none, or a refusal.", 1500, 50_000, ServiceMutators.RepositoriesAsync),
        new("Parsers", "CBOR and DER of every vector; given to every reader of them", "A value or a refusal.", 15_000, 1_000_000, ParserMutators.ParsersAsync),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
