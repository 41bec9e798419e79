using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Provenance.Cbor;
using Provenance.Cryptography;

namespace Provenance.Bmff;

/// <summary>One Merkle tree of a hash assertion (§18.6.3, <c>merkle-map</c>).</summary>
internal sealed record MerkleMap
{
    /// <summary>Tells trees of different files apart.</summary>
    public required long UniqueId { get; init; }

    /// <summary>The zero-based index of the <c>mdat</c>, or the track of a fragmented asset (§A.5.4.2).</summary>
    public required long LocalId { get; init; }

    /// <summary>Number of leaves.</summary>
    public required int Count { get; init; }

    /// <summary>The algorithm as written, or null: that of the assertion.</summary>
    public string? AlgorithmName { get; init; }

    /// <summary>The algorithm.</summary>
    public required HashAlgorithmName Algorithm { get; init; }

    /// <summary>Hash of the initialization segment, for fragmented assets.</summary>
    public ReadOnlyMemory<byte>? InitHash { get; init; }

    /// <summary>One row of the tree.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Hashes { get; init; }

    /// <summary>Size of every leaf but the last, in bytes.</summary>
    public long? FixedBlockSize { get; init; }

    /// <summary>Size of each leaf, in bytes.</summary>
    public IReadOnlyList<long>? VariableBlockSizes { get; init; }

    /// <summary>Reads a tree.</summary>
    /// <param name="value">The map.</param>
    /// <param name="inherited">Name of the algorithm of the assertion, or null.</param>
    /// <param name="limits">How many leaves are read at most.</param>
    /// <param name="map">The tree.</param>
    /// <param name="error">The code and a plain sentence.</param>
    public static bool TryParse(CborValue value, string? inherited, ParserLimits limits, [NotNullWhen(true)] out MerkleMap? map, [NotNullWhen(false)] out BmffHashFault? error)
    {
        map = null;
        error = BmffHashFault.Malformed("A Merkle tree of the hash assertion is malformed.");
        var alg = value["alg"];
        var hashes = value["hashes"];
        var init = value["initHash"];
        var fixedSize = value["fixedBlockSize"];
        var variableSizes = value["variableBlockSizes"];
        if (value["uniqueId"]?.AsInt64 is not { } uniqueId || value["localId"]?.AsInt64 is not { } localId || value["count"]?.AsInt64 is not ({ } count and > 0)
            || hashes is not { Kind: CborKind.Array, Items.Count: > 0 } || hashes.Items.Any(h => h.AsBytes is null)
            || (init is not null && init.AsBytes is null) || (alg is not null && alg.AsText is null)
            || (fixedSize is not null && fixedSize.AsInt64 is not > 0)
            || (variableSizes is not null && (variableSizes is not { Kind: CborKind.Array, Items.Count: > 0 } || variableSizes.Items.Any(s => s.AsInt64 is not >= 0))))
        {
            return false;
        }

        if (count > limits.MaxMerkleLeaves)
        {
            error = BmffHashFault.Limit($"A Merkle tree has {count} leaves", limits.MaxMerkleLeaves);
            return false;
        }

        string? name = alg?.AsText ?? inherited;
        if (ContentHash.Find(name) is not { } algorithm)
        {
            error = BmffHashFault.Algorithm(name);
            return false;
        }

        if (fixedSize is not null && variableSizes is not null)
        {
            error = BmffHashFault.Malformed("A Merkle tree states both a fixed block size and variable ones.");
            return false;
        }

        if (!MerkleTree.IsRow((int)count, hashes.Items.Count))
        {
            error = BmffHashFault.Malformed($"A Merkle tree of {count} leaves has no row of {hashes.Items.Count} hashes.");
            return false;
        }

        if (variableSizes is not null && variableSizes.Items.Count != count)
        {
            error = BmffHashFault.Malformed($"A Merkle tree of {count} leaves states the sizes of {variableSizes.Items.Count}.");
            return false;
        }

        int digest = ContentHash.Length(algorithm);
        if (hashes.Items.Any(h => h.AsBytes!.Value.Length != digest) || (init?.AsBytes is { } i && i.Length != digest))
        {
            error = new(ValidationStatusCode.AssertionBmffHashMismatch, "A hash of a Merkle tree is not as long as its algorithm makes it.");
            return false;
        }

        map = new()
        {
            UniqueId = uniqueId,
            LocalId = localId,
            Count = (int)count,
            AlgorithmName = alg?.AsText,
            Algorithm = algorithm,
            InitHash = init?.AsBytes,
            Hashes = [.. hashes.Items.Select(h => h.AsBytes!.Value)],
            FixedBlockSize = fixedSize?.AsInt64,
            VariableBlockSizes = variableSizes is null ? null : [.. variableSizes.Items.Select(s => s.AsInt64!.Value)],
        };
        error = null;
        return true;
    }

    /// <summary>Writes the tree.</summary>
    public CborValue ToCbor() => CborValue.Map(
        ("uniqueId", CborValue.Integer(UniqueId)),
        ("localId", CborValue.Integer(LocalId)),
        ("count", CborValue.Integer(Count)),
        ("alg", AlgorithmName is null ? null : CborValue.Text(AlgorithmName)),
        ("initHash", InitHash is { } init ? CborValue.Bytes(init) : null),
        ("hashes", CborValue.Array(Hashes.Select(h => CborValue.Bytes(h)))),
        ("fixedBlockSize", FixedBlockSize is { } size ? CborValue.Integer(size) : null),
        ("variableBlockSizes", VariableBlockSizes is null ? null : CborValue.Array(VariableBlockSizes.Select(s => CborValue.Integer(s)))));
}
