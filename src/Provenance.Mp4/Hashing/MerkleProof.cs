using System.Diagnostics.CodeAnalysis;
using Provenance.Cbor;

namespace Provenance.Bmff;

/// <summary>What a <c>merkle</c> box says about one leaf (§A.5.4.2, <c>bmff-merkle-map</c>).</summary>
/// <param name="Box">The box.</param>
/// <param name="UniqueId">With <paramref name="LocalId"/>: which tree.</param>
/// <param name="LocalId">The <c>mdat</c> or the track.</param>
/// <param name="Location">Which leaf, from 0.</param>
/// <param name="Hashes">The proof, from the leaf towards the root.</param>
/// <param name="HasCleanPadding">Whether only zeros follow.</param>
internal sealed record MerkleProof(Box Box, long UniqueId, long LocalId, long Location, IReadOnlyList<ReadOnlyMemory<byte>> Hashes, bool HasCleanPadding)
{
    /// <summary>Reads the box.</summary>
    /// <param name="box">The box.</param>
    /// <param name="limits">Limits of the CBOR.</param>
    /// <param name="malformed">What is said when it is not what the schema says; a limit says it in its own words.</param>
    /// <param name="proof">The proof.</param>
    /// <param name="fault">Code and sentence.</param>
    public static bool TryParse(ContentProvenanceBox box, ParserLimits limits, string malformed, [NotNullWhen(true)] out MerkleProof? proof, [NotNullWhen(false)] out BmffHashFault? fault)
    {
        fault = null;
        proof = box.Purpose == ContentProvenancePurpose.Merkle ? MerkleProofContent.Read(box, limits) : null;
        return proof is not null || TryParseAny(box, limits, malformed, out proof, out fault);
    }

    /// <summary>Reads the box whatever form its CBOR has.</summary>
    public static bool TryParseAny(ContentProvenanceBox box, ParserLimits limits, string malformed, [NotNullWhen(true)] out MerkleProof? proof, [NotNullWhen(false)] out BmffHashFault? fault)
    {
        proof = null;
        fault = BmffHashFault.Malformed(malformed);
        if (box.Purpose != ContentProvenancePurpose.Merkle)
        {
            return false;
        }

        if (!CborReading.TryParsePrefix(box.Data, limits, out int consumed, out var value, out var unread))
        {
            fault = unread.IsLimit ? new(ValidationStatusCode.LimitExceeded, unread.Sentence) : fault;
            return false;
        }

        var hashes = value["hashes"];
        if (value["uniqueId"]?.AsInt64 is not { } unique || value["localId"]?.AsInt64 is not { } local || value["location"]?.AsInt64 is not { } location
            || (hashes is not null && (hashes.Kind != CborKind.Array || hashes.Items.Any(h => h.AsBytes is null))))
        {
            return false;
        }

        // No hash covers the box. Members that the schema does not know are padding by another name.
        bool clean = !box.Data.Span[consumed..].ContainsAnyExcept((byte)0)
            && value.Entries.All(e => e.Key.AsText is "uniqueId" or "localId" or "location" or "hashes");
        proof = new(box.Box, unique, local, location, [.. (hashes?.Items ?? []).Select(h => h.AsBytes!.Value)], clean);
        fault = null;
        return true;
    }
}
