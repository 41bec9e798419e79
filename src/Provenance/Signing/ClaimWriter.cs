using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance;

/// <summary>Writes a claim (§10.2, <c>claim-map-v2</c>) in deterministic CBOR; its length does not depend on the hashes in it.</summary>
internal sealed record ClaimWriter
{
    /// <summary>The version of the standard that is followed, written into the claim generator info.</summary>
    public const string SpecVersion = "2.4.0";

    /// <summary>The label of the manifest.</summary>
    public required string ManifestLabel { get; init; }

    /// <summary>Identifies this version of the asset.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The claim generator, its references resolved.</summary>
    public required ClaimGeneratorInfo ClaimGenerator { get; init; }

    /// <summary>A title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The default hash algorithm.</summary>
    public required System.Security.Cryptography.HashAlgorithmName Hash { get; init; }

    /// <summary>Absolute JUMBF URIs of assertions of other manifests that are redacted.</summary>
    public IReadOnlyList<string> Redacted { get; init; } = [];

    /// <summary>The encoded claim.</summary>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<HashedUri> created, IReadOnlyList<HashedUri> gathered) => CborValue.Map(
        ("instanceID", CborValue.Text(InstanceId)),
        ("claim_generator_info", (ClaimGenerator with { SpecVersion = SpecVersion }).ToCbor()),
        ("signature", CborValue.Text(JumbfUri.Absolute(ManifestLabel, ManifestStoreWriter.SignatureLabel).Text)),
        ("created_assertions", CborValue.Array(created.Select(u => u.ToCbor()))),
        ("gathered_assertions", CborMembers.OfList(gathered, u => u.ToCbor())),
        ("redacted_assertions", CborMembers.OfList(Redacted, CborValue.Text)),
        ("dc:title", CborMembers.OfText(Title)),
        ("alg", CborValue.Text(ContentHash.NameOf(Hash)))).Encoded;
}
